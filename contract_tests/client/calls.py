"""Calls an operation of the generated client in each of its forms, over a transport of ours."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from importlib import import_module
from typing import Any, Protocol

import httpx
from bitgo_oes import Client
from bitgo_oes.errors import BitgoOesError

from ..contract import Operation, Parameter

# Of no account anywhere. Hypothesis draws literals of the code, too, and a body that holds the
# token is shown without it.
TOKEN = "-".join(("a", "token", "for", "tests"))
BASE_URL = "https://api.test/prefix"

Answer = Callable[[httpx.Request], httpx.Response]
Arguments = Mapping[str, Any]
MakeClient = Callable[[], Client]


class Detailed(Protocol):
    """What the detailed forms return; the type of ``parsed`` depends on the operation."""

    status_code: int
    headers: httpx.Headers
    content: bytes
    parsed: Any
    error: BitgoOesError | None


class Form(Enum):
    """The two ways to wait for an answer. Each has a short form, a detailed one, and iterators."""

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


def call(form: Form, operation: Operation, client: MakeClient, arguments: Arguments) -> Any:
    """Call the short form, ``sync`` or ``asyncio``, with a client of its own."""
    function = getattr(module_of(operation), form.value)
    (result,) = _results(form, function, client, [arguments])
    return result


def call_detailed(
    form: Form, operation: Operation, client: MakeClient, arguments: Arguments
) -> Detailed:
    """Call the detailed form, with a client of its own."""
    function = getattr(module_of(operation), f"{form.value}_detailed")
    detailed: Detailed
    (detailed,) = _results(form, function, client, [arguments])
    return detailed


def outcomes(
    form: Form,
    operation: Operation,
    client: MakeClient,
    calls: Iterable[Arguments],
    *,
    detailed: bool = False,
) -> list[Any]:
    """Make several calls with one client. An error of the client is an outcome, too."""
    name = f"{form.value}_detailed" if detailed else form.value
    function = getattr(module_of(operation), name)
    return _results(form, function, client, calls, caught=BitgoOesError)


def walk(
    form: Form,
    operation: Operation,
    client: MakeClient,
    arguments: Arguments,
    *,
    of: str = "records",
    most: int = 1_000,
) -> tuple[list[Any], BitgoOesError | None]:
    """Iterate over records, or pages; return what came, and the error that ended it, if one did."""
    prefix = "a" if form is Form.ASYNC else ""
    function = getattr(module_of(operation), f"{prefix}iter_{of}")
    came: list[Any] = []

    async def awaited() -> None:
        async with client() as opened:
            async for each in function(**arguments, client=opened):
                came.append(each)
                _require_end(came, most)

    try:
        if form is Form.ASYNC:
            asyncio.run(awaited())
        else:
            with client() as opened:
                for each in function(**arguments, client=opened):
                    came.append(each)
                    _require_end(came, most)
    except BitgoOesError as error:
        return came, error
    return came, None


def _require_end(came: list[Any], most: int) -> None:
    if len(came) > most:
        raise AssertionError("the walk has no end")


def _results(
    form: Form,
    function: Callable[..., Any],
    make_client: MakeClient,
    calls: Iterable[Arguments],
    caught: type[Exception] | tuple[()] = (),
) -> list[Any]:
    results: list[Any] = []

    async def awaited() -> None:
        async with make_client() as client:
            for arguments in calls:
                try:
                    results.append(await function(**arguments, client=client))
                except caught as error:
                    results.append(error)

    if form is Form.ASYNC:
        asyncio.run(awaited())
        return results
    with make_client() as client:
        for arguments in calls:
            try:
                results.append(function(**arguments, client=client))
            except caught as error:
                results.append(error)
    return results


def asking(answer: Answer, **options: Any) -> MakeClient:
    """Return what makes clients whose requests are answered by a function."""
    transport = httpx.MockTransport(answer)
    given: dict[str, Any] = {
        "token": TOKEN,
        "base_url": BASE_URL,
        "transport": transport,
        "async_transport": transport,
    }
    return lambda: Client(**(given | options))


def answering(answer: Answer, **options: Any) -> MakeClient:
    """Return what makes such clients, which send every request once."""
    return asking(answer, **({"max_retries": 0} | options))
