"""The public types of the arguments and results of calls."""

from __future__ import annotations

from typing import BinaryIO, Final, Generic, Literal, TypeVar

import httpx

from ._errors import BitgoOesError

T_co = TypeVar("T_co", covariant=True)


class Unset:
    """The type of `UNSET`, the falsy value of a property that is missing in a body."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # copying and unpickling return the same object


UNSET: Final = Unset()
"""The value of a property that is missing in a body."""


class File:
    """A file as the body of a request, sent unchanged.

    Attributes:
        payload: The binary file object that holds the bytes.
        file_name: The name of the file; None if the file has no name.
        mime_type: The media type of the file; None if the media type is unknown.
    """

    __slots__ = ("file_name", "mime_type", "payload")

    def __init__(
        self, payload: BinaryIO, file_name: str | None = None, mime_type: str | None = None
    ) -> None:
        self.payload = payload
        self.file_name = file_name
        self.mime_type = mime_type


class Response(Generic[T_co]):
    """A response with any status code.

    Attributes:
        status_code: The status code.
        headers: The headers.
        content: The bytes of the decompressed body, up to the client's option `max_body_bytes`.
        parsed: The decoded body of a success or an error; None if the body is invalid or
            undocumented.
        error: The error that `sync` or `asyncio` would raise; None if they would return `parsed`.
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
