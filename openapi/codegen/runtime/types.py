"""The types that calls take and return, whatever the operation."""

from __future__ import annotations

from typing import BinaryIO, Final, Generic, Literal, TypeVar

import httpx

from ._errors import BitgoOesError

T_co = TypeVar("T_co", covariant=True)


class Unset:
    """The type of `UNSET`: a member that a body does not have. It is false."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # there is one, also after copying and pickling


UNSET: Final = Unset()
"""In the place of a member that a body does not have."""


class File:
    """A body that is sent as it is.

    Attributes:
        payload: Where its bytes are read from.
        file_name: Its name, if it has one.
        mime_type: Its media type, if it is known.
    """

    __slots__ = ("file_name", "mime_type", "payload")

    def __init__(
        self, payload: BinaryIO, file_name: str | None = None, mime_type: str | None = None
    ) -> None:
        self.payload = payload
        self.file_name = file_name
        self.mime_type = mime_type


class Response(Generic[T_co]):
    """What a server answered, whatever it answered.

    Attributes:
        status_code: The status, any number.
        headers: The headers.
        content: The body's bytes, without a content encoding; at most as many as the client allows.
        parsed: The body as a model, of a success or of an error. None if it does not fit the
            document, or the document does not describe it.
        error: What the short form of the call would raise. None if it would return `parsed`.
    """

    __slots__ = ("content", "error", "headers", "parsed", "status_code")

    def __init__(
        self,
        status_code: int,
        headers: httpx.Headers,
        content: bytes,
        parsed: T_co | None,
        error: BitgoOesError | None,
    ) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content
        self.parsed = parsed
        self.error = error

    def __repr__(self) -> str:
        return f"Response(status_code={self.status_code}, error={self.error!r})"


__all__ = ["UNSET", "File", "Response", "Unset"]
