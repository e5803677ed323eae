"""A request with its response, and the redacted text of the response for reports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

from ...contract import Json
from ...redaction.masks import Mask
from ...redaction.secrets import Secret, redact_and_escape
from .request import DEFAULT_HEADERS, Request
from .strict_json import NotJson, decode

#: The statuses with which a server may refuse a long query string.
TOO_LONG_STATUSES = {400, 413, 414, 431}

_EXCERPT_LENGTH = 300  # characters
_KEPT_BEFORE = 100  # characters before the first difference between excerpts
_LONGEST_TEXT = 100_000  # characters, far more than an excerpt and a secret at its end


@frozen(slots=False)
class Exchange:
    """A request, and the response to the request.

    The status is 0 if the server sent no HTTP response.
    """

    request: Request
    base_url: str
    extra_headers: Mapping[str, Secret]
    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    secrets: tuple[Secret, ...] = ()
    """The secrets to redact in the response, which may echo them."""
    body_error: str = ""
    """Why the body is incomplete; empty for a complete body."""
    mask: Mask | None = field(default=None, repr=False)
    """The mask of amounts and names; None if reports may show them."""
    stalled: bool = False
    """Whether the rest of the body did not arrive within the timeout."""
    connection: int = 0
    """The number of the connection in the session; 0 if no connection had a response."""
    seconds: float = 0.0
    """The time from the start of the request to the end of the response."""
    ended: float = 0.0
    """The end of the response, in seconds of the clock `time.perf_counter`."""
    gateway_failure: Exchange | None = None
    """The 502, 503 or 504 response after which the request was repeated; None without one."""

    @property
    def request_headers(self) -> dict[str, str]:
        """The headers of the request, with shell variables for the secrets."""
        extra = {name: str(value) for name, value in self.extra_headers.items()}
        overridden = {name.lower() for name in extra}
        headers = {k: v for k, v in DEFAULT_HEADERS.items() if k.lower() not in overridden} | extra
        if self.request.credential.redacted is not None:
            headers["Authorization"] = self.request.credential.redacted
        return headers

    @property
    def response_headers(self) -> dict[str, str]:
        """The headers of the response, redacted and masked."""
        return {
            name: self.mask_sentence(redact_and_escape(value, self.secrets))
            for name, value in self.headers.items()
        }

    @cached_property
    def decoded(self) -> Json | NotJson:
        """The JSON value of the response body. Callers must not change the value."""
        try:
            return decode(self.content)
        except ValueError as error:
            return NotJson(str(error))

    @property
    def may_be_from_gateway(self) -> bool:
        """Whether the response may come from a gateway in front of the server.

        A gateway may refuse a request that looks like an attack, or a long URL. A gateway may also
        redirect a path with an additional slash to the path without the slash. The document does
        not describe the responses of gateways.
        """
        if 300 <= self.status < 400 and self.request.has_slash:
            return True
        if 400 <= self.status < 500 and self.request.looks_hostile:
            return True
        return self.status in TOO_LONG_STATUSES and self.request.is_long

    @property
    def content_type(self) -> str:
        """The media type of the ``Content-Type`` header in lower case; empty without the header."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def summary(self) -> str:
        """The status and media type of the response, for example ``200 application/json``."""
        if not self.status:
            return "not HTTP"
        return f"{self.status} {self.content_type or 'without content type'}"

    @property
    def text(self) -> str:
        """The body of the response as text, with escapes for bytes that are not UTF-8."""
        return self.content.decode("utf-8", "backslashreplace")

    def excerpt(self) -> str:
        """Return the beginning of the response body on one line, redacted and masked."""
        return cut_around_difference([self.redacted_body])[0] or "(no body)"

    @property
    def redacted_body(self) -> str:
        """The response body on one line, redacted and masked."""
        return " ".join(self.redacted_part(self.text).split())

    def redacted_value(self, value: Json) -> str:
        """Return a value from a successful response as JSON, redacted and masked."""
        text = redact_and_escape(json.dumps(value, ensure_ascii=False), self.secrets)
        return text if self.mask is None else self.mask.body(text)

    def redacted_part(self, text: str) -> str:
        """Return a text from the body with secrets, amounts and names replaced.

        Amounts and names are replaced only if the run masks them.
        """
        # The text is redacted before it is cut, which could leave half a secret at the end.
        return self.mask_body(redact_and_escape(text[:_LONGEST_TEXT], self.secrets))

    def mask_body(self, body: str) -> str:
        """Return a part of the response body, with amounts and names masked if a mask is set."""
        if self.mask is None:
            return body
        return self.mask.body(body, success=self.status < 300)

    def mask_sentence(self, text: str) -> str:
        """Return a text, with the amounts and names in the text replaced if the run masks them."""
        return text if self.mask is None else self.mask.text(text)


def cut_around_difference(texts: Sequence[str]) -> list[str]:
    """Shorten texts to excerpts, so that different texts stay different.

    If the first difference is far from the beginning, each excerpt starts shortly before the
    difference.
    """
    columns = enumerate(zip(*texts, strict=False)) if len(set(texts)) > 1 else ()
    equal = next((place for place, found in columns if len(set(found)) > 1), 0)
    start = max(0, equal - _KEPT_BEFORE) if equal >= _EXCERPT_LENGTH - _KEPT_BEFORE else 0
    return [
        ("… " if start else "")
        + text[start : start + _EXCERPT_LENGTH]
        + (" …" if len(text) > start + _EXCERPT_LENGTH else "")
        for text in texts
    ]
