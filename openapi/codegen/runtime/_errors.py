"""The base class of all errors, and the errors that do not depend on the document.

Users import them from the module `errors`, which adds a class for each documented status.
"""

from __future__ import annotations

from typing import Any, cast

import httpx


class BitgoOesError(Exception):
    """What all errors of this package derive from.

    Each prints one line, holds no token and no request, and can be copied and pickled.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, self.__dict__)


class InvalidArgumentError(BitgoOesError, ValueError):
    """An argument cannot be meant. Nothing was sent."""


class ClientClosedError(BitgoOesError):
    """The client was closed before this call."""


class TransportError(BitgoOesError):
    """No whole answer came: the server was not reached, or the exchange broke off."""


class TransportTimeoutError(TransportError):
    """No whole answer came in time: within the timeout of a step, or before the deadline."""


class DecodeError(BitgoOesError):
    """A body does not say what the document promises.

    Attributes:
        problem: What is wrong, in a few words.
        path: Where, as a JSON Pointer into the body; "" is the whole body.
        status_code: The status of the response. None for what is read with `from_dict`.
        excerpt: The beginning of the body, at most 200 characters, tokens removed.
    """

    def __init__(
        self, problem: str, *, path: str = "", status_code: int | None = None, excerpt: str = ""
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = path
        self.status_code = status_code
        self.excerpt = excerpt

    def __str__(self) -> str:
        body = "the body" if self.status_code is None else f"the body of a {self.status_code}"
        where = f" at {_one_line(self.path)}" if self.path else ""
        return f"{body} does not fit{where}: {self.problem}"

    def under(self, key: str | int) -> None:
        """Say that the place is inside a member or an item of what surrounds it."""
        token = str(key).replace("~", "~0").replace("/", "~1")
        self.path = f"/{token}{self.path}"


class PaginationError(BitgoOesError):
    """The server repeats pages that it has already sent. The walk would never end."""


class ApiError(BitgoOesError):
    """The server answered with a status that is no success.

    Attributes:
        status_code: The status.
        error: The sentence for people, if the body has one. It may change at any time.
        name: The stable name of the kind of error, if the body has one.
        request_id: What names the request to the provider's support, if the body says so.
        context: Details, if the body has any; different for each kind of error.
        body: The body, if it is JSON; else None.
        content: The body's bytes.
        headers: The headers of the response.
        retry_after: How many seconds the server asks to wait, if it does; of any size.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int = 0,
        headers: httpx.Headers | None = None,
        content: bytes = b"",
        body: Any = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        members = _members(body)
        self.status_code = status_code
        self.error = _text(members.get("error"))
        self.name = _text(members.get("name"))
        self.request_id = _text(members.get("requestId"))
        self.context: Any = members.get("context")
        self.body = body
        self.content = content
        self.headers = httpx.Headers() if headers is None else headers
        self.retry_after = retry_after


class RateLimitError(ApiError):
    """429: too many requests. `retry_after` says how long to wait, if the server does."""


class InternalServerError(ApiError):
    """5xx: the server failed, or something between it and the caller did."""


class UnexpectedStatusError(ApiError):
    """A status that the document does not describe, a redirect or another success among them."""


def for_status(status_code: int) -> type[ApiError]:
    """Return the class for a status that the document does not describe."""
    if status_code == 429:
        return RateLimitError
    return InternalServerError if 500 <= status_code <= 599 else UnexpectedStatusError


def _restored(
    kind: type[BitgoOesError], args: tuple[Any, ...], state: dict[str, Any]
) -> BitgoOesError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


def _members(body: Any) -> dict[str, Any]:
    return cast(dict[str, Any], body) if isinstance(body, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)[:300]
