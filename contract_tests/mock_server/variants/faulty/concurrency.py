"""Faulty variants of the mock server that use the state of a request for another request."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import attrs
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ....catalogue import fault
from ...behaviour import Behaviour

_SECONDS = 0.002
"""The seconds that each request waits before the server reads the state that requests share."""

_FILTER = re.compile(rb"(?:connection|partner)Ids=[0-9a-fA-F-]{32,36}(?![^&])")


@fault("scenarios.unauthenticated")
def one_caller_for_all(behaviour: Behaviour) -> Behaviour:
    """The server keeps the headers of the latest request in a variable that all requests share."""
    return _share(behaviour, lambda _scope: ("headers",))


@fault("filters.exact")
def one_query_for_all(behaviour: Behaviour) -> Behaviour:
    """The server keeps the filters of the latest request in a variable that all requests share."""
    return _share(
        behaviour, lambda scope: ("query_string",) if b"Ids=" in scope["query_string"] else ()
    )


@fault("pagination.slices")
def one_page_for_all(behaviour: Behaviour) -> Behaviour:
    """The server keeps the page of the latest request in a variable that all requests share."""
    return _share(
        behaviour, lambda scope: ("query_string",) if b"page" in scope["query_string"] else ()
    )


@fault("scenarios.unauthenticated")
def one_error_for_all(behaviour: Behaviour) -> Behaviour:
    """The server keeps the latest error in a variable that all requests share."""

    def wrap_app(app: ASGIApp) -> ASGIApp:
        inner = behaviour.wrap_app(app)
        latest: list[Message] = []

        async def outer(scope: Scope, receive: Receive, send: Send) -> None:
            messages: list[Message] = []

            async def keep(message: Message) -> None:
                messages.append(message)

            await inner(scope, receive, keep)
            if messages[0].get("status", 0) >= 400:
                latest[:] = messages
                await asyncio.sleep(10 * _SECONDS)
                messages = latest[:]
            for message in messages:
                await send(message)

        return outer

    return attrs.evolve(behaviour, wrap_app=wrap_app)


@fault("scenarios.unauthenticated")
def connections_stay_authenticated(behaviour: Behaviour) -> Behaviour:
    """The server accepts a request without a token after a valid one on the same connection."""
    return _remember_headers(behaviour, lambda scope: _authorization(scope) is None)


@fault("scenarios.not_a_member")
def connections_keep_their_caller(behaviour: Behaviour) -> Behaviour:
    """The server attributes all requests on a connection to the first valid caller."""
    return _remember_headers(behaviour, lambda _scope: True)


@fault("filters.exact")
def connections_keep_refused_filters(behaviour: Behaviour) -> Behaviour:
    """The server applies the filters of a refused request to the next one on the connection."""

    def wrap_app(app: ASGIApp) -> ASGIApp:
        inner = behaviour.wrap_app(app)
        refused: dict[tuple[str, int], list[bytes]] = {}

        async def outer(scope: Scope, receive: Receive, send: Send) -> None:
            # A client has another port for each connection.
            client = tuple(scope["client"])
            query = scope["query_string"]
            filters = _FILTER.findall(query)
            kept = refused.pop(client, [])
            if not filters:
                query = b"&".join([*filter(None, [query]), *kept])

            async def send_and_remember(message: Message) -> None:
                if message.get("status") == 400:
                    refused[client] = filters
                await send(message)

            await inner({**scope, "query_string": query}, receive, send_and_remember)

        return outer

    return attrs.evolve(behaviour, wrap_app=wrap_app)


def _authorization(scope: Scope) -> bytes | None:
    return dict(scope["headers"]).get(b"authorization")


def _remember_headers(behaviour: Behaviour, applies: Callable[[Scope], bool]) -> Behaviour:
    """Return a behaviour of the mock server that uses headers of earlier requests.

    The headers are those of the first request with a 200 response on the same connection.

    Args:
        behaviour: The behaviour to change.
        applies: A function that returns whether a request gets these headers, given its ASGI scope.
    """

    def wrap_app(app: ASGIApp) -> ASGIApp:
        inner = behaviour.wrap_app(app)
        remembered: dict[tuple[str, int], object] = {}

        async def outer(scope: Scope, receive: Receive, send: Send) -> None:
            # A client has another port for each connection.
            client = tuple(scope["client"])

            async def send_and_remember(message: Message) -> None:
                if message.get("status") == 200:
                    remembered.setdefault(client, scope["headers"])
                await send(message)

            headers = remembered.get(client, scope["headers"]) if applies(scope) else None
            changed = {**scope, "headers": headers or scope["headers"]}
            await inner(changed, receive, send_and_remember)

        return outer

    return attrs.evolve(behaviour, wrap_app=wrap_app)


def _share(behaviour: Behaviour, shared: Callable[[Scope], tuple[str, ...]]) -> Behaviour:
    """Return a behaviour of the mock server that mixes up the data of simultaneous requests.

    Args:
        behaviour: The behaviour to change.
        shared: A function that returns the keys whose values are mixed up, such as `headers`, given
            the ASGI scope of a request.
    """

    def wrap_app(app: ASGIApp) -> ASGIApp:
        inner = behaviour.wrap_app(app)
        latest: dict[str, object] = {}

        async def outer(scope: Scope, receive: Receive, send: Send) -> None:
            keys = shared(scope)
            latest.update({key: scope[key] for key in keys})
            await asyncio.sleep(_SECONDS)
            await inner({**scope, **{key: latest[key] for key in keys}}, receive, send)

        return outer

    return attrs.evolve(behaviour, wrap_app=wrap_app)
