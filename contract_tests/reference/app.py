"""The ASGI application that serves the reference page, its assets and the OpenAPI document.

path                       response
/                          the reference page
/openapi.json              the OpenAPI document as JSON
/openapi.yaml              the OpenAPI document as it is written
/reference/NAME            a style sheet, a script or the icon of the page
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ..installation import DOCUMENT
from ..mock_server.control.api import is_loopback
from ..mock_server.world import World

# Modules that read the document and render the page are imported for the first page, so that the
# mock server starts without a delay.
if TYPE_CHECKING:
    from ..contract import Contract

_ASSETS = Path(__file__).parent / "assets"
_ASSET_TYPES = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}

_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    # The page has the tokens of the mock server, which a new start may change.
    "cache-control": "no-store",
}

_Resource = Callable[[Request], Response]


def with_reference(app: ASGIApp, world: World, *, remote: bool) -> ASGIApp:
    """Return the ASGI application of a mock server, extended by the reference page.

    The application of the mock server receives every request that is not for the page, its assets
    or the document.

    Args:
        app: The ASGI application of the mock server.
        world: The data of the mock server, whose tokens the page offers.
        remote: Whether the page offers the tokens also to clients on other machines.
    """

    def page(request: Request) -> Response:
        from .page import render

        base_url = str(request.base_url).rstrip("/")
        local = remote or is_loopback(request.scope)
        text = render(_contract(), base_url, world if local else None)
        return _response(text, "text/html; charset=utf-8")

    resources: dict[str, _Resource] = {
        "/": page,
        "/openapi.json": _document_as_json,
        "/openapi.yaml": _document_as_yaml,
        **{f"/reference/{name}": _asset(name) for name in _ASSET_TYPES},
    }

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        resource = resources.get(scope["path"]) if scope["method"] in {"GET", "HEAD"} else None
        if resource is None:
            await app(scope, receive, send)
            return
        # In a thread, because the first page reads the document.
        response = await run_in_threadpool(resource, Request(scope))
        await response(scope, receive, send)

    return serve


@cache
def _contract() -> Contract:
    from ..contract import load

    return load()


def _document_as_json(_request: Request) -> Response:
    text = json.dumps(_contract().document, ensure_ascii=False, indent=2)
    return _response(text, "application/json")


def _document_as_yaml(_request: Request) -> Response:
    return _response(DOCUMENT.read_bytes(), "application/yaml")


def _asset(name: str) -> _Resource:
    def asset(_request: Request) -> Response:
        return _response((_ASSETS / name).read_bytes(), _ASSET_TYPES[name])

    return asset


def _response(content: str | bytes, media_type: str) -> Response:
    return Response(content, headers={**_HEADERS, "content-type": media_type})
