"""The client calls the server it is told to, with its token, and shows the token nowhere."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from openapi.tests.inputs import CONTRACT, LIBRARY, LIGHTS, WAREHOUSE

TOKEN = "v2x-secret-token"
Package = Callable[[Path], ModuleType]


@pytest.fixture
def oes(package: Package) -> Any:
    return package(CONTRACT)


def module(oes: Any, name: str) -> Any:
    return importlib.import_module(f"{oes.__name__}.{name}")


def url_called(client_type: Any, call: Any, **options: Any) -> str:
    """Return the URL that a call asks for, through a client with these options."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(401, json={"error": "no"})

    with client_type(TOKEN, transport=httpx.MockTransport(answer), **options) as client:
        call("e-1", client=client)
    return seen[0]


@pytest.mark.parametrize(
    ("options", "start"),
    [
        ({}, "https://app.bitgo-test.com/api/"),
        ({"environment": "test"}, "https://app.bitgo-test.com/api/"),
        ({"environment": "production"}, "https://app.bitgo.com/api/"),
        ({"base_url": "http://127.0.0.1:8080"}, "http://127.0.0.1:8080/api/"),
        ({"base_url": "http://h/some/prefix"}, "http://h/some/prefix/api/"),
        ({"base_url": "http://h/some/prefix/"}, "http://h/some/prefix/api/"),
        ({"base_url": "http://h", "environment": "production"}, "http://h/api/"),
    ],
    ids=str,
)
def test_the_environment_or_the_base_url_says_which_server(
    oes: Any, options: dict[str, Any], start: str
) -> None:
    call = module(oes, "api.client_balances.list_client_balances").sync

    assert url_called(oes.Client, call, **options).startswith(start)


def test_an_environment_may_be_given_as_a_member(oes: Any) -> None:
    client = oes.Client(TOKEN, environment=oes.Environment.PRODUCTION)

    assert client.base_url == oes.Environment.PRODUCTION.base_url == "https://app.bitgo.com"


def test_environments_are_the_documents_servers(package: Package) -> None:
    assert list(package(CONTRACT).Environment) == ["test", "production"]
    assert list(package(LIBRARY).Environment) == ["default", "server_2"]
    assert list(package(LIGHTS).Environment) == ["test", "production", "pre-release"]
    assert package(LIBRARY).Environment.SERVER_2.base_url == "https://north.library.example/v1"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (CONTRACT, "app.bitgo-test.com"),
        (LIBRARY, "library.example"),
        (LIGHTS, "test.lights.example"),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_the_default_environment_is_test_or_else_the_first(
    package: Package, document: Path, expected: str
) -> None:
    assert package(document).Client(TOKEN).base_url.host == expected


def test_without_servers_the_base_url_is_required(package: Package) -> None:
    warehouse = package(WAREHOUSE)

    assert not hasattr(warehouse, "Environment")
    with pytest.raises(TypeError, match="base_url"):
        warehouse.Client(TOKEN)
    assert warehouse.Client(TOKEN, base_url="http://h").base_url == "http://h"


@pytest.mark.parametrize(
    "options",
    [
        {"environment": "staging"},
        {"environment": "staging", "base_url": "http://h"},
        {"base_url": ""},
        {"base_url": "app.bitgo.com"},
        {"base_url": "/api"},
        {"base_url": "ftp://h"},
        {"base_url": "http://h/?a=b"},
        {"base_url": "http://h/#a"},
        {"base_url": "http://me:secret@h"},
        {"base_url": "http://h:port"},
    ],
    ids=str,
)
def test_a_server_that_cannot_be_meant_is_refused(oes: Any, options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"staging|base URL") as caught:
        oes.Client(TOKEN, **options)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("token", ["", " ", "a\n", " a", "a\x00b", "tökén"])
def test_a_token_that_no_header_can_hold_is_refused_unseen(oes: Any, token: str) -> None:
    with pytest.raises(ValueError, match=r"^the token is empty or cannot stand in a header$"):
        oes.Client(token)


def test_the_token_is_sent_and_not_shown(oes: Any) -> None:
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["Authorization"])
        return httpx.Response(401, json={"error": "no"})

    client = oes.Client(TOKEN, transport=httpx.MockTransport(answer))
    module(oes, "api.client_balances.list_client_balances").sync("e-1", client=client)

    assert sent == [f"Bearer {TOKEN}"]
    inner = client.get_httpx_client()
    shown = [repr(client), str(client), repr(inner), repr(inner.headers), repr(inner.auth)]
    assert not [text for text in shown if TOKEN in text]
    assert repr(client) == "Client(base_url='https://app.bitgo-test.com')"


@pytest.mark.parametrize("name", ["token", "base_url", "timeout"])
def test_what_would_have_no_effect_cannot_be_set(oes: Any, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(oes.Client(TOKEN), name, "another")


def test_the_timeout_is_ten_seconds_unless_told(oes: Any) -> None:
    assert oes.Client(TOKEN).get_httpx_client().timeout == httpx.Timeout(10.0)
    assert oes.Client(TOKEN).get_async_httpx_client().timeout == httpx.Timeout(10.0)
    assert oes.Client(TOKEN, timeout=3).get_httpx_client().timeout == httpx.Timeout(3)


def test_connections_are_opened_when_needed_and_closed_at_the_end(oes: Any) -> None:
    with oes.Client(TOKEN) as client:
        inner = client.get_httpx_client()
        assert client.get_httpx_client() is inner
        assert not inner.is_closed

    assert inner.is_closed
    oes.Client(TOKEN).close()  # nothing was opened


def test_closing_awaited_closes_both_kinds(oes: Any) -> None:
    async def use() -> tuple[httpx.Client, httpx.AsyncClient]:
        async with oes.Client(TOKEN) as client:
            return client.get_httpx_client(), client.get_async_httpx_client()

    sync, awaited = asyncio.run(use())

    assert sync.is_closed
    assert awaited.is_closed
