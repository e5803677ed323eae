"""Every request of a run with its answer, as an HTTP Archive, without secrets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import harfile

from ..redaction.secrets import without_secrets
from ..server.transport.exchange import Exchange
from ..server.transport.observer import Attempt, Observer
from ..target_file import Target
from .atomic_write import part_of

_NOTHING = harfile.Response(
    status=0,
    statusText="",
    httpVersion="",
    cookies=[],
    headers=[],
    content=harfile.Content(),
    redirectURL="",
)


class HarLog(Observer):
    """Writes each request as it is sent, so that an interrupted run has those that it sent."""

    def __init__(self, path: Path, target: Target) -> None:
        self._path = path
        self._target = target
        self._stream = part_of(path).open("w", encoding="utf-8")
        self._har = harfile.HarFile(
            self._stream, creator=harfile.Creator(name="bitgo-oes contract suite", version="1")
        )

    def sent(self, attempt: Attempt) -> None:
        """Write one request, and the answer or what happened instead of it."""
        milliseconds = round(attempt.seconds * 1000, 3)
        self._har.add_entry(
            # Fine enough to see a rate in it.
            startedDateTime=attempt.started.isoformat(timespec="microseconds"),
            time=milliseconds,
            request=self._request(attempt),
            response=_NOTHING if attempt.exchange is None else _response(attempt.exchange),
            timings=harfile.Timings(send=0, wait=milliseconds, receive=0),
            comment=without_secrets(attempt.error, self._target.secrets) or None,
        )

    def close(self) -> None:
        """End the archive, and put it in its place."""
        self._har.close()
        self._stream.close()
        part_of(self._path).replace(self._path)

    def _request(self, attempt: Attempt) -> harfile.Request:
        request = attempt.request
        url = self._target.base_url + request.target
        shown = {name: str(value) for name, value in self._target.headers.items()}
        if request.credential.redacted is not None:
            shown["Authorization"] = request.credential.redacted
        return harfile.Request(
            method=request.method,
            url=url,
            httpVersion="HTTP/1.1",
            cookies=[],
            headers=_records(shown),
            queryString=[
                harfile.Record(name=name, value=value)
                for name, value in parse_qsl(
                    urlsplit(url).query, keep_blank_values=True, errors="backslashreplace"
                )
            ],
        )


def _response(exchange: Exchange) -> harfile.Response:
    headers = {
        name: without_secrets(value, exchange.secrets) for name, value in exchange.headers.items()
    }
    return harfile.Response(
        status=exchange.status,
        statusText="",
        httpVersion="HTTP/1.1",
        cookies=[],
        headers=_records(headers),
        content=harfile.Content(
            size=len(exchange.content),
            mimeType=exchange.content_type,
            text=_text(exchange),
            comment=without_secrets(exchange.body_error, exchange.secrets) or None,
        ),
        redirectURL=headers.get("location", ""),
        bodySize=len(exchange.content),
    )


def _text(exchange: Exchange) -> str:
    encoding = exchange.headers.get("content-encoding", "identity")
    if encoding != "identity":
        # What is in it cannot be seen, and so not cleared of secrets either.
        return f"({len(exchange.content)} bytes of {encoding}, left out)"
    return exchange.mask_body(without_secrets(exchange.text, exchange.secrets))


def _records(headers: Mapping[str, str]) -> list[harfile.Record]:
    return [harfile.Record(name=name, value=value) for name, value in headers.items()]
