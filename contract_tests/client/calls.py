"""Functions that call the operations of the generated client in tests, with or without asyncio."""

from __future__ import annotations

import asyncio
import builtins
import keyword
import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from importlib import import_module
from typing import Any, Protocol

import httpx
from bitgo_oes import Client
from bitgo_oes.errors import BitgoOesError

from ..contract import Operation, Parameter

# Hypothesis also draws literals of the code, and the client would redact a body that holds the
# token. The token is therefore joined from parts.
TOKEN = "-".join(("a", "token", "for", "tests"))
BASE_URL = "https://api.test/prefix"

Respond = Callable[[httpx.Request], httpx.Response]
Arguments = Mapping[str, Any]
MakeClient = Callable[[], Client]


# Names that generated code uses, which get a trailing "_" as names of properties and parameters.
_RESERVED = {
    *(name for name in dir(builtins) if name != "id"),
    *("self", "true", "false", "datetime"),
    *("client", "body", "prefetch"),
    *("additional_keys", "additional_properties", "from_dict", "to_dict"),
}


class Detailed(Protocol):
    """The response that `sync_detailed` or `asyncio_detailed` of an operation returns."""

    status_code: int
    headers: httpx.Headers
    content: bytes
    parsed: Any
    error: BitgoOesError | None


def decoded(detailed: Detailed) -> Any:
    """Return the decoded body of a response with any status code; None without a body."""
    return detailed.parsed if detailed.error is None else getattr(detailed.error, "parsed", None)


class Form(Enum):
    """The form of a call: synchronous or asynchronous."""

    SYNC = "sync"
    ASYNC = "asyncio"


def python_name(name: str) -> str:
    """Return the Python name of a property or parameter: its name in the document in snake case."""
    # A digit after a capitalized word begins a word: int64Id is int_64_id, and sha256 is sha256.
    spaced = re.sub("([A-Z]?[a-z]+)", r" \1 ", name) if name.lower() != name else name
    snake = "_".join(re.findall(r"[^\W_]+", spaced)).lower()
    snake = f"{snake}_" if keyword.iskeyword(snake) or snake in _RESERVED else snake
    return snake if snake.isidentifier() and not name.startswith("_") else f"field_{snake}"


def argument_name(parameter: Parameter) -> str:
    """Return the Python name of the client's argument for a parameter of the document."""
    return python_name(parameter.name)


def module_of(operation: Operation) -> Any:
    """Return the generated module of an operation."""
    tag = operation.tag.lower().replace(" ", "_")
    return import_module(f"bitgo_oes.api.{tag}.{python_name(operation.id)}")


def call(form: Form, operation: Operation, client: MakeClient, arguments: Arguments) -> Any:
    """Call `sync` or `asyncio` of an operation with a new client, and return the result."""
    function = getattr(module_of(operation), form.value)
    (result,) = _results(form, function, client, [arguments])
    return result


def call_detailed(
    form: Form, operation: Operation, client: MakeClient, arguments: Arguments
) -> Detailed:
    """Call `sync_detailed` or `asyncio_detailed` of an operation with a new client.

    Returns:
        The response with the status code and the headers.
    """
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
    """Make several calls with one client, and return the result or the error of each call."""
    name = f"{form.value}_detailed" if detailed else form.value
    function = getattr(module_of(operation), name)
    return _results(form, function, client, calls, caught=BitgoOesError)


def paginate(
    form: Form,
    operation: Operation,
    client: MakeClient,
    arguments: Arguments,
    *,
    of: str = "records",
    most: int = 1_000,
) -> tuple[list[Any], BitgoOesError | None]:
    """Iterate over records or pages. Return the items, and the error that ended the iteration."""
    prefix = "a" if form is Form.ASYNC else ""
    function = getattr(module_of(operation), f"{prefix}iter_{of}")
    yielded: list[Any] = []

    async def awaited() -> None:
        async with client() as opened:
            async for each in function(**arguments, client=opened):
                yielded.append(each)
                _require_end(yielded, most)

    try:
        if form is Form.ASYNC:
            asyncio.run(awaited())
        else:
            with client() as opened:
                for each in function(**arguments, client=opened):
                    yielded.append(each)
                    _require_end(yielded, most)
    except BitgoOesError as error:
        return yielded, error
    return yielded, None


def _require_end(yielded: list[Any], most: int) -> None:
    if len(yielded) > most:
        raise AssertionError("the iteration does not end")


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


def client_factory(respond: Respond, **options: Any) -> MakeClient:
    """Return a function that creates clients for tests without a server.

    Args:
        respond: The function that returns the response to each request of a client.
        options: Options of all created clients.
    """
    transport = httpx.MockTransport(respond)
    given: dict[str, Any] = {
        "token": TOKEN,
        "base_url": BASE_URL,
        "transport": transport,
        "async_transport": transport,
    }
    return lambda: Client(**(given | options))


def single_attempt_factory(respond: Respond, **options: Any) -> MakeClient:
    """Return a factory of clients that do not retry and whose transport calls a function."""
    return client_factory(respond, **({"max_retries": 0} | options))
