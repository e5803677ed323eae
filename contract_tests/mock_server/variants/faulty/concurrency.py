"""Faulty variants of the mock server that confuse requests that are under way at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import attrs
from starlette.types import ASGIApp, Receive, Scope, Send

from ....catalogue import fault
from ...behaviour import Behaviour

_SECONDS = 0.002
"""The seconds that each request waits before the server reads the state that requests share."""


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


def _share(behaviour: Behaviour, shared: Callable[[Scope], tuple[str, ...]]) -> Behaviour:
    """Return a behaviour of the mock server whose requests share parts of their state.

    Args:
        behaviour: The behaviour to change.
        shared: A function that returns the shared keys of the ASGI scope of a request.
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
