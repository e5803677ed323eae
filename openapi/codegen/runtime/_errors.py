"""The error classes that are the same for every API description.

Users import them from the module `errors`, which adds a class for each documented status code.
"""

from __future__ import annotations

import math
from typing import Any, cast

import httpx


class BitgoOesError(Exception):
    """The base class of all errors of this package.

    The message is one line. An error can be copied and pickled, and never holds an access token.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__)


class InvalidArgumentError(BitgoOesError, ValueError):
    """Raised if an argument or an environment variable is invalid. No request was sent."""


class ClientClosedError(BitgoOesError):
    """Raised if a call is made with a closed client."""


class TransportError(BitgoOesError):
    """Raised if the server is unreachable, or the connection breaks before the response ends."""


class TransportTimeoutError(TransportError):
    """Raised if a call exceeds its deadline, or a step such as a read takes too long."""


class DecodeError(BitgoOesError):
    """Raised if the body of a response does not match the API description.

    Attributes:
        problem: The violated constraint, in a few words.
        path: The JSON Pointer to the invalid value in the body; "" for the whole body.
        status_code: The status code of the response; None for an object passed to `from_dict`.
        excerpt: The first 200 characters of the body, with tokens redacted.
        parsed: Always None, as for an `ApiError` whose body is not documented.
    """

    parsed: None = None

    def __init__(
        self, problem: str, *, path: str = "", status_code: int | None = None, excerpt: str = ""
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = path
        self.status_code = status_code
        self.excerpt = excerpt

    def __str__(self) -> str:
        response = "" if self.status_code is None else f" of the {self.status_code} response"
        location = f" at {_printable(self.path)}" if self.path else ""
        return f"the body{response} is invalid{location}: {self.problem}"

    def under(self, key: str | int) -> None:
        """Prepend a property name or an item index to `path`, the JSON Pointer of this error."""
        token = str(key).replace("~", "~0").replace("/", "~1")
        self.path = f"/{token}{self.path}"


class PaginationError(BitgoOesError):
    """Raised if a page has only records of earlier pages, so that reading pages would never end."""


class ApiError(BitgoOesError):
    """Raised if the server responds with a status code that is not a documented success.

    Attributes:
        status_code: The status code.
        error: The error message in the body, whose wording may change at any time; None if the body
            has no error message.
        name: The error name in the body, which is stable; None if the body has no error name.
        request_id: The id of the request in the body, for the provider's support; None if the body
            has no request id.
        context: The details of the error in the body; None if the body has no details.
        body: The body as a JSON value; None if the body is not JSON.
        parsed: The body as an instance of the model that the API description documents for the
            status code; None if the body does not match it.
        content: The bytes of the body.
        headers: The headers of the response.
        retry_after: The delay in seconds from the `Retry-After` header, which is never negative or
            infinite; None if the header is missing or malformed, or has too many digits.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int = 0,
        headers: httpx.Headers | None = None,
        content: bytes = b"",
        body: Any = None,
        parsed: Any = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        properties = _properties(body)
        self.status_code = status_code
        self.error = _text(properties.get("error"))
        self.name = _text(properties.get("name"))
        self.request_id = _text(properties.get("requestId"))
        self.context: Any = properties.get("context")
        self.body = body
        self.parsed = parsed
        self.content = content
        self.headers = httpx.Headers() if headers is None else headers
        self.retry_after = None if retry_after == math.inf else retry_after


class RateLimitError(ApiError):
    """429: The client sent too many requests. `retry_after` is the delay in seconds, if known."""


class InternalServerError(ApiError):
    """5xx: The server, or a gateway in front of the server, failed."""


class UnexpectedStatusError(ApiError):
    """Raised if the server responds with a status code that the API description does not list.

    Examples are redirects and undocumented 2xx status codes. The message of a redirect has the
    `Location` header without userinfo, query and fragment, which may be secrets.
    """


def error_class(status_code: int, documented: type[ApiError] | None) -> type[ApiError]:
    """Return the error class that a call raises for a status code.

    The second argument is the class that was generated for the status code from the API
    description; None if the API description does not list the status code.
    """
    if documented is not None:
        return documented
    if status_code == 429:
        return RateLimitError
    return InternalServerError if 500 <= status_code <= 599 else UnexpectedStatusError


def _restore(
    kind: type[BitgoOesError], args: tuple[Any, ...], attributes: dict[str, Any]
) -> BitgoOesError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(attributes)
    return error


def _properties(body: Any) -> dict[str, Any]:
    return cast(dict[str, Any], body) if isinstance(body, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)[:300]
