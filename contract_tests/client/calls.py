"""Calls an operation of the generated client in each of its forms, and takes requests apart."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from enum import Enum
from importlib import import_module
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote

import httpx
from attrs import frozen
from bitgo_oes import Client

from ..contract import Operation, Parameter, Query

TOKEN = "a-token-for-tests"  # noqa: S105 - of no account anywhere

Answer = Callable[[httpx.Request], httpx.Response]
MakeClient = Callable[[], Client]


class Detailed(Protocol):
    """What the detailed forms return; the type of ``parsed`` depends on the operation."""

    status_code: int
    content: bytes
    parsed: Any


class Form(Enum):
    """The two ways to send a request. The short forms call these."""

    SYNC = "sync"
    ASYNC = "asyncio"


def argument_name(parameter: Parameter) -> str:
    """Return the name that the client gives a parameter."""
    return parameter.supply_name.replace("-", "_").lower()


def module_of(operation: Operation) -> Any:
    """Return the client's module of an operation."""
    tag = operation.tag.lower().replace(" ", "_")
    name = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", operation.id).lower()
    return import_module(f"bitgo_oes.api.{tag}.{name}")


def call(form: Form, operation: Operation, client: MakeClient, arguments: Mapping[str, Any]) -> Any:
    """Call the short form, ``sync`` or ``asyncio``, with a client of its own."""
    return _called(form, getattr(module_of(operation), form.value), client, arguments)


def call_detailed(
    form: Form, operation: Operation, client: MakeClient, arguments: Mapping[str, Any]
) -> Detailed:
    """Call the detailed form, with a client of its own."""
    function = getattr(module_of(operation), f"{form.value}_detailed")
    response: Detailed = _called(form, function, client, arguments)
    return response


def _called(
    form: Form, function: Callable[..., Any], make_client: MakeClient, arguments: Mapping[str, Any]
) -> Any:
    async def awaited() -> Any:
        async with make_client() as client:
            return await function(**arguments, client=client)

    if form is Form.ASYNC:
        return asyncio.run(awaited())
    with make_client() as client:
        return function(**arguments, client=client)


def answering(answer: Answer) -> MakeClient:
    """Return what makes clients whose requests are answered by a function."""
    transport = httpx.MockTransport(answer)
    return lambda: Client(
        TOKEN, base_url="https://api.test/prefix", transport=transport, async_transport=transport
    )


@frozen
class SentRequest:
    """A request as the server sees it."""

    method: str
    host: str
    path: Mapping[str, str]
    """The path parameters, decoded."""
    query: Query
    headers: httpx.Headers

    @classmethod
    def of(cls, request: httpx.Request, operation: Operation, prefix: str) -> SentRequest:
        """Take a request apart by the path of the operation. Raises ValueError for another path."""
        raw_path, _, raw_query = request.url.raw_path.decode("ascii").partition("?")
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]*)", re.escape(prefix + operation.path))
        match = re.fullmatch(pattern, raw_path)
        if match is None:
            raise ValueError(f"{raw_path} is no path of {operation.id}")
        return cls(
            method=request.method,
            host=request.url.host,
            path={
                name: unquote(value, errors="strict") for name, value in match.groupdict().items()
            },
            query=tuple(parse_qsl(raw_query, keep_blank_values=True, errors="strict")),
            headers=request.headers,
        )
