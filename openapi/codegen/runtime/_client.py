"""The base class of the generated `Client`, and the functions that make its calls."""

from __future__ import annotations

import sys
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypedDict, TypeVar, cast

import httpx

from ._errors import InvalidArgumentError
from ._messages import Request
from ._token import Token, TokenSource
from ._transport.base_url_validation import validate_base_url
from ._transport.connections import Connections
from ._transport.session import Options, Session
from .types import Response

if TYPE_CHECKING:
    from ._operation import Operation
    from ._transport.background_calls import AsyncBackgroundCall, BackgroundCall

S = TypeVar("S")

_CONNECTION_OPTIONS = ("http_client", "async_http_client", "transport", "async_transport")


class CommonOptions(TypedDict, total=False):
    """The arguments of `Client` that are the same for every API description."""

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
    """The base class of the generated class `Client`.

    Args:
        url: The base URL.
        options: The arguments of `Client`, by name. The token is a `TokenSource`.
    """

    __slots__ = ("_arguments", "_session")

    def __init__(self, url: str, options: dict[str, Any]) -> None:
        options["token"].require_valid()
        validated = Options(
            base_url=validate_base_url(url, allow_http=_flag(options, "allow_http")),
            token=options["token"],
            timeout=_seconds(options, "timeout"),
            deadline=None if options["deadline"] is None else _seconds(options, "deadline"),
            max_retries=_count(options, "max_retries"),
            max_body_bytes=_count(options, "max_body_bytes"),
            tolerant=_flag(options, "tolerant"),
        )
        connections = Connections(**{name: options[name] for name in _CONNECTION_OPTIONS})
        self._arguments = options
        self._session = Session(validated, connections, owns_connections=True)

    @property
    def base_url(self) -> str:
        """The URL that the client prepends to the path of each operation."""
        return self._session.options.base_url

    def __repr__(self) -> str:
        if not hasattr(self, "_session"):  # a debugger may show a client whose options are invalid
            return f"{type(self).__name__}()"
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    def __reduce__(self) -> Any:
        raise TypeError(
            "a client cannot be pickled or copied, because it holds a token and connections: "
            "create a client in each process, or use with_options"
        )

    def _with_options(self, changes: dict[str, Any]) -> Self:
        """Return a copy of the client with changed options.

        The copy has connections of its own if an HTTP client or a transport is among the options.
        Otherwise the copy shares the connections of this client.
        """
        copy = type(self)(**{**self._arguments, **changes})
        if not changes.keys() & set(_CONNECTION_OPTIONS):
            copy._session = Session(
                copy._session.options, self._session.connections, owns_connections=False
            )
        return copy

    def close(self) -> None:
        """Close the connections of synchronous calls; further calls raise `ClientClosedError`."""
        self._session.close()

    async def aclose(self) -> None:
        """Close all connections, except those of other event loops, which close with their loop.

        Further calls raise `ClientClosedError`.
        """
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


def hide_token(options: Any) -> dict[str, Any]:
    """Wrap the token in a dict of client options, so that a traceback cannot show the token.

    The dict is changed and returned. The wrapper of the token is a `TokenSource`.
    """
    if "token" in options:
        options["token"] = TokenSource(options["token"])
    return cast(dict[str, Any], options)


def send(client: BaseClient, operation: Operation[S], request: Request) -> Response[S]:
    """Make a synchronous call and return the response with any status code.

    Raises:
        ClientClosedError: If the client is closed.
        TransportError: If no complete response was received.
    """
    return _session(client).send(operation, request)


async def asend(client: BaseClient, operation: Operation[S], request: Request) -> Response[S]:
    """Make an asynchronous call and return the response with any status code.

    Raises:
        ClientClosedError: If the client is closed.
        TransportError: If no complete response was received.
    """
    return await _session(client).asend(operation, request)


def call(client: BaseClient, operation: Operation[S], request: Request) -> S:
    """Make a synchronous call and return the decoded body of a success.

    Raises:
        ApiError: If the status code is not a documented success.
        DecodeError: If the body does not match the API description.
        ClientClosedError: If the client is closed.
        TransportError: If no complete response was received.
    """
    return _payload(_session(client).send(operation, request))


async def acall(client: BaseClient, operation: Operation[S], request: Request) -> S:
    """Make an asynchronous call and return the decoded body of a success.

    Raises the same errors as `call`.
    """
    return _payload(await _session(client).asend(operation, request))


def start_call(
    client: BaseClient, operation: Operation[S], request: Request
) -> BackgroundCall[Response[S]]:
    """Start a synchronous call in another thread. `finish_call` returns its result."""
    return _session(client).start(operation, request)


def finish_call(client: BaseClient, started: BackgroundCall[Response[S]]) -> S:
    """Wait for the end of a call, and return the decoded body of a success.

    Raises the same errors as `call`.
    """
    _session(client).require_open()
    return _payload(started.result())


def start_acall(
    client: BaseClient, operation: Operation[S], request: Request
) -> AsyncBackgroundCall[Response[S]]:
    """Start an asynchronous call in another task. `finish_acall` returns its result."""
    from ._transport.background_calls import AsyncBackgroundCall  # see `Session.start`

    return AsyncBackgroundCall(partial(_session(client).asend, operation, request))


async def finish_acall(client: BaseClient, started: AsyncBackgroundCall[Response[S]]) -> S:
    """Wait for the end of a call, and return the decoded body of a success.

    Raises the same errors as `call`.
    """
    _session(client).require_open()
    return _payload(await started.result())


def require_client(client: object) -> BaseClient:
    """Check that an argument is a client, and return the client.

    Raises:
        InvalidArgumentError: If the argument is not a client.
    """
    if not isinstance(client, BaseClient):
        raise InvalidArgumentError(f"client must be a Client, not {type(client).__name__}")
    return client


def _payload(response: Response[S]) -> S:
    if response.error is not None:
        raise response.error
    return response.parsed


def _session(client: BaseClient) -> Session:
    return require_client(client)._session  # pyright: ignore[reportPrivateUsage]  # of this module


def _seconds(options: dict[str, Any], name: str) -> float:
    value = options[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidArgumentError(f"{name} must be a number of seconds")
    if not 0 < value <= sys.float_info.max:
        raise InvalidArgumentError(f"{name} must be a positive, finite number of seconds")
    return float(value)


def _count(options: dict[str, Any], name: str) -> int:
    value = options[name]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidArgumentError(f"{name} must be a non-negative integer")
    return value


def _flag(options: dict[str, Any], name: str) -> bool:
    value = options[name]
    if not isinstance(value, bool):
        raise InvalidArgumentError(f"{name} must be True or False")
    return value
