"""The log of a run's requests and responses, as an HTTP Archive (HAR) with redacted secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import harfile

from ..redaction.secrets import redact
from ..server.transport.exchange import Exchange
from ..server.transport.observer import Attempt, Observer
from ..target_file import Target
from .atomic_write import partial_path

_STRAY_PERCENT_SIGN = re.compile("%(?![0-9A-Fa-f]{2})")

_NO_RESPONSE = harfile.Response(
    status=0,
    statusText="",
    httpVersion="",
    cookies=[],
    headers=[],
    content=harfile.Content(),
    redirectURL="",
)


class HarLog(Observer):
    """An observer that writes each request to a file in the HTTP Archive format (HAR).

    Each request is written at once, so that the file of an interrupted run has all requests.

    Attributes:
        check: The rule and the check that sends the next requests, for the comment of each entry.
    """

    def __init__(self, path: Path, target: Target) -> None:
        self.check = "first request"
        self._path = path
        self._target = target
        self._stream = partial_path(path).open("w", encoding="utf-8")
        self._har = harfile.HarFile(
            self._stream, creator=harfile.Creator(name="bitgo-oes contract suite", version="1")
        )

    def sent(self, attempt: Attempt) -> None:
        """Add a request to the HAR log, with the response or the reason for a missing response."""
        milliseconds = round(attempt.seconds * 1000, 3)
        error = redact(attempt.error, self._target.secrets)
        self._har.add_entry(
            # Microseconds, because the order and the rate of requests are read from this time.
            startedDateTime=attempt.started.isoformat(timespec="microseconds"),
            time=milliseconds,
            request=self._request(attempt),
            response=_NO_RESPONSE if attempt.exchange is None else _response(attempt.exchange),
            timings=harfile.Timings(send=0, wait=milliseconds, receive=0),
            comment=f"{self.check}: {error}" if error else self.check,
        )

    def close(self) -> None:
        """Finish the HAR file, and move the file from a temporary path to the final path."""
        self._har.close()
        self._stream.close()
        partial_path(self._path).replace(self._path)

    def _request(self, attempt: Attempt) -> harfile.Request:
        request = attempt.request
        url = self._target.base_url + request.target
        headers = {name: str(value) for name, value in self._target.headers.items()}
        if request.credential.redacted is not None:
            headers["Authorization"] = request.credential.redacted
        # A tool that reads the archive may require a valid URL.
        valid_url = _STRAY_PERCENT_SIGN.sub("%25", url)
        return harfile.Request(
            method=request.method,
            url=valid_url,
            httpVersion="HTTP/1.1",
            cookies=[],
            headers=_records(headers),
            queryString=[
                harfile.Record(name=name, value=value)
                for name, value in parse_qsl(
                    urlsplit(url).query, keep_blank_values=True, errors="backslashreplace"
                )
            ],
            comment=f"The URL was sent as {url}" if url != valid_url else None,
        )


def _response(exchange: Exchange) -> harfile.Response:
    headers = {name: redact(value, exchange.secrets) for name, value in exchange.headers.items()}
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
            comment=redact(exchange.body_error, exchange.secrets) or None,
        ),
        redirectURL=headers.get("location", ""),
        bodySize=len(exchange.content),
    )


def _text(exchange: Exchange) -> str:
    encoding = exchange.headers.get("content-encoding", "identity")
    if encoding != "identity":
        # Secrets in an encoded body cannot be redacted.
        return f"({len(exchange.content)} bytes with content encoding {encoding}, omitted)"
    return exchange.mask_body(redact(exchange.text, exchange.secrets))


def _records(headers: Mapping[str, str]) -> list[harfile.Record]:
    return [harfile.Record(name=name, value=value) for name, value in headers.items()]
