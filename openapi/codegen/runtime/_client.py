"""What a client is told, checked and kept; what its calls go through."""

from __future__ import annotations

import math
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypedDict, TypeVar, cast

import httpx

from ._errors import InvalidArgumentError
from ._messages import Request
from ._secrets.token import Token, TokenSource
from ._transport.connections import Pool
from ._transport.session import Options, Session
from ._transport.urls import base_url
from .types import Response

if TYPE_CHECKING:
    from ._operation import Operation

S = TypeVar("S")
E = TypeVar("E")

_CONNECTIONS = ("http_client", "async_http_client", "transport", "async_transport")


class CommonOptions(TypedDict, total=False):
    """The options of a client that do not depend on the document; `Client` says what they mean."""

    token: Token
    timeout: float
    deadline: float | None
    max_retries: int
    max_body_bytes: int
    allow_http: bool
    tolerant: bool
    http_client: httpx.Client | None
    async_http_client: httpx.AsyncClient | None
    transport: httpx.BaseTransport | None
    async_transport: httpx.AsyncBaseTransport | None


class BaseClient:
    """What `Client` does whatever the document says.

    Args:
        url: The base URL.
        given: The options that the client was made with, by their names, sealed.
    """

    __slots__ = ("_given", "_session")

    def __init__(self, url: str, given: dict[str, Any]) -> None:
        given["token"].require()
        options = Options(
            base_url=base_url(url, allow_http=_flag(given, "allow_http")),
            token=given["token"],
            timeout=_seconds(given, "timeout"),
            deadline=None if given["deadline"] is None else _seconds(given, "deadline"),
            max_retries=_count(given, "max_retries"),
            max_body_bytes=_count(given, "max_body_bytes"),
            tolerant=_flag(given, "tolerant"),
        )
        pool = Pool(**{name: given[name] for name in _CONNECTIONS})
        self._given = given
        self._session = Session(options, pool, owns_pool=True)

    @property
    def base_url(self) -> str:
        """Where the paths of operations begin."""
        return self._session.options.base_url

    def __repr__(self) -> str:
        if not hasattr(self, "_session"):  # a traceback may show a client that was refused
            return f"{type(self).__name__}()"
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    def __reduce__(self) -> Any:
        raise TypeError("a client cannot be copied or pickled: it holds a token and connections")

    def _changed(self, changes: dict[str, Any]) -> Self:
        """Return a copy with other options, which shares the connections where it can."""
        given = {**self._given, **changes}
        copy = type(self)(**given)
        if not changes.keys() & set(_CONNECTIONS):
            copy._session = Session(copy._session.options, self._session.pool, owns_pool=False)
        return copy

    def close(self) -> None:
        """Close the connections of calls that block. No call can be made after this."""
        self._session.close()

    async def aclose(self) -> None:
        """Close all connections. No call can be made after this."""
        await self._session.aclose()

    def __enter__(self) -> Self:
        self._session.require_open()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        self._session.require_open()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()


def sealed(given: Any) -> dict[str, Any]:
    """Return options as they are, but for the token, which is put out of sight in their place."""
    if "token" in given:
        given["token"] = TokenSource(given["token"])
    return cast(dict[str, Any], given)


def send(client: BaseClient, operation: Operation[S, E], request: Request) -> Response[S | E]:
    """Make a call, and return whatever was answered.

    Raises:
        ClientClosedError: If the client was closed.
        TransportError: If there was no answer.
    """
    return _session(client).send(operation, request)


async def asend(
    client: BaseClient, operation: Operation[S, E], request: Request
) -> Response[S | E]:
    """Make a call, and return whatever was answered, as `send` does."""
    return await _session(client).asend(operation, request)


def call(client: BaseClient, operation: Operation[S, E], request: Request) -> S:
    """Make a call, and return what a success holds.

    Raises:
        ApiError, DecodeError: If that is not what was answered.
        ClientClosedError: If the client was closed.
        TransportError: If there was no answer.
    """
    return _payload(operation, _session(client).send(operation, request))


async def acall(client: BaseClient, operation: Operation[S, E], request: Request) -> S:
    """Make a call, and return what a success holds, as `call` does."""
    return _payload(operation, await _session(client).asend(operation, request))


def _payload(operation: Operation[S, E], response: Response[S | E]) -> S:  # noqa: ARG001 - says what S is
    if response.error is not None:
        raise response.error
    return cast(S, response.parsed)


def _session(client: object) -> Session:
    if not isinstance(client, BaseClient):
        raise InvalidArgumentError(f"client must be a Client, not {type(client).__name__}")
    return client._session  # pyright: ignore[reportPrivateUsage]  # it is of this module


def _seconds(given: dict[str, Any], name: str) -> float:
    value = given[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidArgumentError(f"{name} must be a number of seconds")
    if not 0 < value < math.inf:
        raise InvalidArgumentError(f"{name} must be more than 0 seconds, and finite")
    return float(value)


def _count(given: dict[str, Any], name: str) -> int:
    value = given[name]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidArgumentError(f"{name} must be a whole number, 0 or more")
    return value


def _flag(given: dict[str, Any], name: str) -> bool:
    value = given[name]
    if not isinstance(value, bool):
        raise InvalidArgumentError(f"{name} must be True or False")
    return value
