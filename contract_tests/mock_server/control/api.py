"""The control API of the mock server, under a path that no operation has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import attrs
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ...catalogue import suggestion
from ..failures.script import Script, parse_script
from ..files import checked_file
from ..files.checked_file import CheckedFile, FileError
from ..world import World
from ..world.callers import parse_address
from ..world.world_file import dump_world, parse_world
from .request_log import RequestLog

PREFIX = "/_mock/"
"""The beginning of the paths of the control API."""

_SCHEMA = Path(__file__).parent / "api.schema.json"
_Result = TypeVar("_Result")
_BODY = "the request body"

_CALLS = {
    "POST /_mock/allocate": "Move `amount` of `currency` from the trading balance of "
    "`enterprise_id` to `connection_id`.",
    "POST /_mock/deallocate": "Move `amount` of `currency` from `connection_id` to the trading "
    "balance of `enterprise_id`.",
    "POST /_mock/settle": "Add `change` to the balance of `connection_id` of `enterprise_id`.",
    "POST /_mock/drift": "Add `change` to the trading balance of `enterprise_id`.",
    "GET /_mock/script": "Return the steps of the script that still apply.",
    "POST /_mock/script": "Add a list of steps to the script.",
    "DELETE /_mock/script": "Remove all steps of the script.",
    "GET /_mock/snapshot": "Return all data in the format of a world file.",
    "PUT /_mock/snapshot": "Replace all data by the data of a world file in JSON.",
    "GET /_mock/requests": "Return the last requests, or those with a number above `?after=N`.",
    "DELETE /_mock/requests": "Clear the log of requests.",
    "POST /_mock/reset": "Restore the data and the script of the start, and clear the log.",
}


def create_control_app(
    world: World,
    script: Script,
    requests: RequestLog,
    reset: Callable[[], None],
    *,
    remote: bool,
) -> ASGIApp:
    """Return the ASGI application of the control API.

    Args:
        world: The data of the mock server.
        script: The script of the mock server.
        requests: The log of requests of the mock server.
        reset: The function that restores the initial data and script.
        remote: Whether clients on other machines may use the API.
    """
    api = _Api(world, script, requests, reset)
    routes = [
        Route(PREFIX, api.list_calls, methods=["GET"]),
        *(Route(f"{PREFIX}{move}", api.move(move), methods=["POST"]) for move in _MOVES),
        Route(f"{PREFIX}script", api.script_steps, methods=["GET", "POST", "DELETE"]),
        Route(f"{PREFIX}snapshot", api.snapshot, methods=["GET", "PUT"]),
        Route(f"{PREFIX}requests", api.logged_requests, methods=["GET", "DELETE"]),
        Route(f"{PREFIX}reset", api.restore, methods=["POST"]),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={
            _ControlError: lambda _request, error: _error(error.status, str(error)),
            404: lambda *_: _error(404, f"GET {PREFIX} lists all paths."),
            405: lambda *_: _error(405, f"GET {PREFIX} lists all methods."),
        },
    )

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if remote or is_loopback(scope):
            await app(scope, receive, send)
            return
        sentence = "Only this machine may use the control API, unless --remote-control is given."
        await _error(403, sentence)(scope, receive, send)

    return serve


class _ControlError(Exception):
    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@attrs.frozen
class _Move:
    """A request of the control API that moves funds: its JSON keys, and the function to call."""

    keys: tuple[str, ...]
    move: Callable[[World, Mapping[str, Any]], None]


_MOVES = {
    "allocate": _Move(
        ("enterprise_id", "connection_id", "currency", "amount"),
        lambda world, given: world.allocate(*_place(given), int(given["amount"])),
    ),
    "deallocate": _Move(
        ("enterprise_id", "connection_id", "currency", "amount"),
        lambda world, given: world.deallocate(*_place(given), int(given["amount"])),
    ),
    "settle": _Move(
        ("enterprise_id", "connection_id", "currency", "change"),
        lambda world, given: world.settle(*_place(given), int(given["change"])),
    ),
    "drift": _Move(
        ("enterprise_id", "currency", "change"),
        lambda world, given: world.trade(
            given["enterprise_id"], given["currency"], int(given["change"])
        ),
    ),
}


def _place(given: Mapping[str, Any]) -> tuple[str, str, str]:
    return given["enterprise_id"], given["connection_id"], given["currency"]


@attrs.frozen
class _Api:
    """The HTTP endpoints with which tests control a mock server: its data, script and log."""

    world: World
    script: Script
    requests: RequestLog
    reset: Callable[[], None]

    async def list_calls(self, _request: Request) -> Response:
        return JSONResponse(_CALLS)

    def move(self, name: str) -> Callable[[Request], Any]:
        move = _MOVES[name]

        async def endpoint(request: Request) -> Response:
            text = await _json_text(request)
            file = _checked(lambda: checked_file.parse(text, _BODY, _SCHEMA, is_json=True))
            _checked(lambda: _require_keys(file, move.keys))
            try:
                move.move(self.world, file.content)
            except LookupError as error:
                raise _ControlError(404, f"{error.args[0]}.") from None
            except ValueError as error:
                raise _ControlError(409, f"{error}.") from None
            return Response(status_code=204)

        return endpoint

    async def script_steps(self, request: Request) -> Response:
        if request.method == "POST":
            text = await _json_text(request)
            self.script.add(_checked(lambda: parse_script(text, _BODY)))
        elif request.method == "DELETE":
            self.script.clear()
        return JSONResponse([step.to_dict() for step in self.script.waiting()])

    async def snapshot(self, request: Request) -> Response:
        if request.method == "PUT":
            text = await _json_text(request)
            self.world.replace(_checked(lambda: parse_world(text, _BODY)))
            return Response(status_code=204)
        return JSONResponse(dump_world(self.world))

    async def logged_requests(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.requests.clear()
            return Response(status_code=204)
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 20):
            raise _ControlError(400, "The parameter after is not a number.")
        return JSONResponse([each.to_dict() for each in self.requests.requests(int(after))])

    async def restore(self, _request: Request) -> Response:
        self.reset()
        return Response(status_code=204)


async def _json_text(request: Request) -> str:
    # A web page of another origin can send other content types without asking the server.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise _ControlError(415, "The request needs the header Content-Type: application/json.")
    try:
        return (await request.body()).decode()
    except UnicodeDecodeError:
        raise _ControlError(400, f"{_BODY} is not encoded in UTF-8.") from None


def _checked(read: Callable[[], _Result]) -> _Result:
    try:
        return read()
    except FileError as error:
        raise _ControlError(400, str(error)) from None


def _require_keys(file: CheckedFile, keys: tuple[str, ...]) -> None:
    for key in file.content:
        if key not in keys:
            hint = suggestion(key, keys, f"the keys are {', '.join(keys)}")
            file.fail((key,), f"the key is unknown; {hint}.")
    for key in keys:
        if key not in file.content:
            file.fail((), f"the key {key} is missing.")


def is_loopback(scope: Scope) -> bool:
    """Return whether a request comes from this machine."""
    address = parse_address(scope["client"][0]) if scope.get("client") else None
    return address is not None and address.is_loopback


def _error(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status)
