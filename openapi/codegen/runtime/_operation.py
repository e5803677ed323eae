"""What the document says of an operation's answers, and an answer read by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Generic, NamedTuple, TypeVar

from ._errors import ApiError, BitgoOesError, DecodeError, for_status
from ._secrets.redaction import Redactor
from ._serialization import strict_json
from ._serialization.decode import Decoder, Reading
from ._transport.exchange import Answer
from ._transport.retry import retry_after
from .types import Response

T_co = TypeVar("T_co", covariant=True)
S_co = TypeVar("S_co", covariant=True)
E_co = TypeVar("E_co", covariant=True)

_EXCERPT = 200
_MESSAGE = 300


class Body(NamedTuple, Generic[T_co]):
    """How the body of a status is read.

    Attributes:
        decoder: From a JSON value, or from what `source` returns, to what callers get.
        source: Returns what the decoder is given; None for JSON.
        error: The class of the status, if it is no success and the document names it.
    """

    decoder: Decoder[T_co]
    source: Callable[[bytes], Any] | None = None
    error: type[ApiError] | None = None


class Operation(NamedTuple, Generic[S_co, E_co]):
    """An operation, as its calls need to know it.

    Attributes:
        name: The name of its module.
        method: The method.
        path: The path, its parameters in braces.
        successes: By status, "200" or "2XX", how a success is read.
        failures: Likewise, with "default" for all others, how what is no success is read.
    """

    name: str
    method: str
    path: str
    successes: Mapping[str, Body[S_co]]
    failures: Mapping[str, Body[E_co]]

    def response(
        self, answer: Answer, hidden: Redactor, *, tolerant: bool
    ) -> Response[S_co | E_co]:
        """Read an answer.

        Args:
            answer: What the server sent.
            hidden: What must not be shown in an error.
            tolerant: Whether members that the document requires may be missing.
        """
        success = _described(self.successes, answer.status_code)
        parsed: S_co | E_co | None = None
        error: BitgoOesError | None = None
        if success is not None:
            try:
                parsed = _read(success, answer, tolerant=tolerant)
            except DecodeError as raised:
                error = _decode_error(raised, answer, hidden)
        else:
            failure = _described(self.failures, answer.status_code) or self.failures.get("default")
            parsed, error = _failed(failure, answer, hidden, tolerant=tolerant)
        return Response(answer.status_code, answer.headers, answer.content, parsed, error)


def as_text(content: bytes) -> str:
    """Return a body that is text."""
    return content.decode("utf-8", "replace")


def as_bytes(content: bytes) -> bytes:
    """Return a body that is bytes."""
    return content


def as_it_is(value: Any, reading: Reading) -> Any:  # noqa: ARG001 - as every decoder
    """Return what is not JSON."""
    return value


def as_nothing(value: Any, reading: Reading) -> None:
    """Return nothing, for a body that the document does not describe."""


def _described(bodies: Mapping[str, Body[T_co]], status_code: int) -> Body[T_co] | None:
    return bodies.get(str(status_code)) or bodies.get(f"{status_code // 100}XX")


def _read(body: Body[T_co], answer: Answer, *, tolerant: bool) -> T_co:
    if answer.problem is not None:
        raise DecodeError(answer.problem)
    reading = Reading(tolerant=tolerant)
    if body.source is not None:
        return body.decoder(body.source(answer.content), reading)
    try:
        decoded = body.decoder(strict_json.parse(answer.content), reading)
        if reading.unlisted and not strict_json.exact(reading.unlisted):
            decoded = body.decoder(strict_json.parse_exactly(answer.content), reading)
    except RecursionError:
        raise DecodeError("nested too deeply") from None
    return decoded


def _decode_error(raised: DecodeError, answer: Answer, hidden: Redactor) -> DecodeError:
    # The path and the problem may hold what the server made up.
    return DecodeError(
        hidden.line(raised.problem, _EXCERPT),
        path=hidden.text(raised.path),
        status_code=answer.status_code,
        excerpt=hidden.line(answer.content[: _EXCERPT * 40].decode("utf-8", "replace"), _EXCERPT),
    )


def _failed(
    failure: Body[E_co] | None, answer: Answer, hidden: Redactor, *, tolerant: bool
) -> tuple[E_co | None, ApiError]:
    body: Any = None
    parsed: E_co | None = None
    if answer.problem is None:
        # Either may be a gateway's page: the status says enough.
        with suppress(DecodeError):
            body = strict_json.parse_exactly(answer.content)
        with suppress(DecodeError):
            parsed = None if failure is None else _read(failure, answer, tolerant=tolerant)
    kind = (failure and failure.error) or for_status(answer.status_code)
    error = kind(
        "",
        status_code=answer.status_code,
        headers=hidden.headers(answer.headers),
        content=hidden.content(answer.content),
        body=hidden.value(body),
        retry_after=retry_after(answer.headers.get("retry-after")),
    )
    error.args = (_message(error, hidden),)
    return parsed, error


def _message(error: ApiError, hidden: Redactor) -> str:
    said = ": ".join(each for each in (error.name, error.error) if each)
    if not said:
        said = error.content[:_MESSAGE].decode("utf-8", "replace") or "no body"
    number = f" (request {error.request_id})" if error.request_id else ""
    return hidden.line(f"{error.status_code} {said}{number}", _MESSAGE)
