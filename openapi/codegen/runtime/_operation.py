"""Classes that describe an operation of the API, and decode the responses of the operation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.message import Message
from typing import Any, Generic, NamedTuple, TypeVar

from ._errors import ApiError, DecodeError, error_class
from ._messages import RawResponse
from ._redaction import Redactor
from ._serialization import json_parser
from ._serialization.decode import Decoder, Reading
from ._serialization.structs import StructuredBody
from .types import FailedResponse, Response, SuccessfulResponse

T_co = TypeVar("T_co", covariant=True)

_MAX_EXCERPT = 200
_MAX_MESSAGE = 300

_USERINFO = re.compile(r"(?<=//)[^/?#]*@")
_PARAMETERS = re.compile(r"[?#;].*", re.DOTALL)
_INVALID_AUTHORITY = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?//(?!(?:\[[^]]*\]|[^:/]*)(?::[0-9]*)?(?:/|$))", re.IGNORECASE
)


class DocumentedResponse(NamedTuple, Generic[T_co]):
    """The decoder of one documented response of an operation.

    Attributes:
        decoder: The function that validates and converts the parsed body.
        source: The function that parses the bytes of the body; None if the body is JSON.
        structs: The faster decoder of the body with msgspec; None if it has no advantage.
    """

    decoder: Decoder[T_co]
    source: Callable[[RawResponse, Reading], Any] | None = None
    structs: StructuredBody[T_co] | None = None


class Operation(NamedTuple, Generic[T_co]):
    """An operation of the API description.

    Attributes:
        name: The name of the generated module.
        method: The HTTP method.
        path: The path, with its parameters in braces.
        successes: The documented successful responses, by status code such as "200" or "2XX".
        failures: The documented error responses, by status code. The key "default" stands for all
            status codes without an entry.
        errors: The error classes that were generated for the API description, by status code.
        accept: The media types of the documented responses, as the value of the header `Accept`.
        authorized: Whether the request holds the access token.
    """

    name: str
    method: str
    path: str
    successes: Mapping[str, DocumentedResponse[T_co]]
    failures: Mapping[str, DocumentedResponse[Any]]
    errors: Mapping[int, type[ApiError]]
    accept: str
    authorized: bool

    def decode(self, raw: RawResponse, redactor: Redactor, *, tolerant: bool) -> Response[T_co]:
        """Return a response with the decoded body, or with the error that `sync` would raise.

        Args:
            raw: The response of the server.
            redactor: The redactor that replaces the token in the attributes of errors.
            tolerant: Whether properties that the API description requires may be missing.
        """
        success = _documented(self.successes, raw.status_code)
        error: ApiError | DecodeError
        if success is None:
            failure = _documented(self.failures, raw.status_code) or self.failures.get("default")
            kind = error_class(raw.status_code, self.errors.get(raw.status_code))
            error = _api_error(kind, failure, raw, redactor, tolerant=tolerant)
        else:
            try:
                parsed = decode_body(success, raw, tolerant=tolerant)
            except DecodeError as raised:
                error = _decode_error(raised, raw, redactor)
            else:
                return SuccessfulResponse(raw.status_code, raw.headers, raw.content, parsed)
        return FailedResponse(raw.status_code, raw.headers, raw.content, error)


def as_text(raw: RawResponse, reading: Reading) -> str:
    """Return a body as text, decoded by the charset of `Content-Type`; UTF-8 without a charset.

    If decoding is tolerant, a body that is not text in its charset is decoded as UTF-8, and U+FFFD
    replaces invalid bytes.

    Raises:
        DecodeError: If the charset is unknown, or the body is not text in the charset.
    """
    header = Message()
    header["Content-Type"] = raw.headers.get("content-type", "")
    charset = header.get_content_charset("utf-8")
    try:
        return raw.content.decode(charset)
    except (LookupError, ValueError):
        if reading.tolerant:
            return raw.content.decode("utf-8", "replace")
        raise DecodeError(f"not text in the charset {charset}") from None


def as_bytes(raw: RawResponse, reading: Reading) -> bytes:  # noqa: ARG001 - as every source
    """Return the bytes of a body unchanged."""
    return raw.content


def unchanged(value: Any, reading: Reading) -> Any:  # noqa: ARG001 - as every decoder
    """Return the text or the bytes of a body that is not JSON, unchanged."""
    return value


def ignored(value: Any, reading: Reading) -> None:
    """Return None for any value: the API description does not describe the body."""


def decode_body(response: DocumentedResponse[T_co], raw: RawResponse, *, tolerant: bool) -> T_co:
    """Return the decoded body of a response.

    Raises:
        DecodeError: If the body is incomplete, is not JSON, or does not match its schema.
    """
    if raw.problem is not None:
        raise DecodeError(raw.problem)
    if response.structs is not None:
        decoded = response.structs.decode(raw.content)  # the same if decoding is tolerant
        if decoded is not None:
            return decoded
    reading = Reading(tolerant=tolerant)
    if response.source is not None:
        return response.decoder(response.source(raw, reading), reading)
    try:
        try:
            decoded = response.decoder(json_parser.parse(raw.content), reading)
        except DecodeError:
            if not reading.inexact:
                raise
        else:
            is_exact = not reading.undocumented or json_parser.is_exact(reading.undocumented)
            if is_exact and not reading.inexact:
                return decoded
        exact = Reading(tolerant=tolerant)
        return response.decoder(json_parser.parse_exactly(raw.content), exact)
    except RecursionError:
        raise DecodeError("too many levels of nesting") from None


def _documented(
    responses: Mapping[str, DocumentedResponse[T_co]], status_code: int
) -> DocumentedResponse[T_co] | None:
    return responses.get(str(status_code)) or responses.get(f"{status_code // 100}XX")


def _decode_error(raised: DecodeError, raw: RawResponse, redactor: Redactor) -> DecodeError:
    # The path and the problem can hold text of the body.
    start = raw.content[: _MAX_EXCERPT * 40].decode("utf-8", "replace")
    return DecodeError(
        redactor.line(raised.problem, _MAX_EXCERPT),
        path=redactor.text(raised.path),
        status_code=raw.status_code,
        excerpt=redactor.line(start, _MAX_EXCERPT),
    )


def _api_error(
    kind: type[ApiError],
    documented: DocumentedResponse[Any] | None,
    raw: RawResponse,
    redactor: Redactor,
    *,
    tolerant: bool,
) -> ApiError:
    # The error shows the body without the token, so the model is decoded from the redacted body.
    content = redactor.content(raw.content)
    body: Any = None
    parsed: Any = None
    if raw.problem is None:
        with suppress(DecodeError):
            body = redactor.json_value(json_parser.parse_exactly(raw.content))
    if documented is not None:
        # The body may be the HTML page of a gateway. The status code is enough.
        with suppress(DecodeError, RecursionError):
            parsed = _error_body(documented, raw._replace(content=content), body, tolerant=tolerant)
            parsed = redactor.text(parsed) if isinstance(parsed, str) else parsed
    error = kind(
        "",
        status_code=raw.status_code,
        headers=redactor.headers(raw.headers),
        content=content,
        body=body,
        parsed=parsed,
        retry_after=raw.retry_after,
    )
    error.args = (_message(error, redactor),)
    return error


def _error_body(
    documented: DocumentedResponse[T_co], raw: RawResponse, body: Any, *, tolerant: bool
) -> T_co:
    """Return the decoded body of an error response, whose JSON value is already parsed."""
    if documented.source is not None or body is None:
        return decode_body(documented, raw, tolerant=tolerant)
    return documented.decoder(body, Reading(tolerant=tolerant, borrowed=True))


def _message(error: ApiError, redactor: Redactor) -> str:
    target = _redirect_target(error, redactor)
    details = ": ".join(each for each in (error.name, error.error) if each)
    if not details:
        details = error.content[:_MAX_MESSAGE].decode("utf-8", "replace")
    if target:
        details = f"redirect to {target}" + (details and f": {details}")
    request_id = f" (request {error.request_id})" if error.request_id else ""
    return redactor.line(f"{error.status_code} {details or 'no body'}{request_id}", _MAX_MESSAGE)


def _redirect_target(error: ApiError, redactor: Redactor) -> str:
    """Return the `Location` of a redirect without userinfo, parameters, query and fragment.

    These parts may be secrets. The result is an empty string if the response is no redirect, or the
    host or port in its `Location` is invalid.
    """
    locations = error.headers.get_list("location")
    if not locations or not 300 <= error.status_code <= 399:
        return ""
    # The token is redacted first, because a part of the token would not be recognized.
    target = _PARAMETERS.sub("", _USERINFO.sub("", redactor.text(locations[0])))
    return "" if _INVALID_AUTHORITY.match(target) else target
