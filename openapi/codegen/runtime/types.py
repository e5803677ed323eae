"""The public types of the arguments and results of calls."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, BinaryIO, Final, Generic, Literal, Never, TypeAlias, TypeVar

import httpx

from ._errors import ApiError, DecodeError

T_co = TypeVar("T_co", covariant=True)


class Unset(Enum):
    """The type of `UNSET`, the falsy value of a property that is missing in a body.

    Type checkers narrow the type of a property by `is UNSET`, because `UNSET` is a member of an
    enumeration.
    """

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    __str__ = __repr__


UNSET: Final = Unset.UNSET
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


class _Response(Generic[T_co]):
    __slots__ = ("content", "error", "headers", "parsed", "status_code")

    def __init__(self, status_code: int, headers: httpx.Headers, content: bytes) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content

    def __repr__(self) -> str:
        error: object = getattr(self, "error", None)
        return f"{type(self).__name__}(status_code={self.status_code}, error={error!r})"


class SuccessfulResponse(_Response[T_co]):
    """A response with a documented success status and a valid body.

    Attributes:
        status_code: The status code.
        headers: The headers.
        content: The bytes of the decompressed body.
        parsed: The decoded body, which `sync` or `asyncio` would return.
        error: None.
    """

    __slots__ = ()

    parsed: T_co
    error: None

    def __init__(
        self, status_code: int, headers: httpx.Headers, content: bytes, parsed: T_co
    ) -> None:
        super().__init__(status_code, headers, content)
        self.parsed = parsed
        self.error = None


class FailedResponse(_Response[Never]):
    """A response without a documented success status, or with an invalid body.

    Attributes:
        status_code: The status code.
        headers: The headers.
        content: The bytes of the decompressed body, up to the client's option `max_body_bytes`.
        parsed: None. The body of an error status is `error.parsed`.
        error: The error that `sync` or `asyncio` would raise.
    """

    __slots__ = ()

    parsed: None
    error: ApiError | DecodeError

    def __init__(
        self,
        status_code: int,
        headers: httpx.Headers,
        content: bytes,
        error: ApiError | DecodeError,
    ) -> None:
        super().__init__(status_code, headers, content)
        self.parsed = None
        self.error = error


if TYPE_CHECKING:
    # Of a union, type checkers know that `parsed` is the body of a success if `error` is None.
    Response: TypeAlias = SuccessfulResponse[T_co] | FailedResponse
else:
    Response = _Response

__all__ = ["UNSET", "FailedResponse", "File", "Response", "SuccessfulResponse", "Unset"]
