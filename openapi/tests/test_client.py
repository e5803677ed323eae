"""The client calls the server it is told to, as it is told to, and shows its token nowhere."""

from __future__ import annotations

import asyncio
import importlib
import pickle
import traceback
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


def operation(oes: Any) -> Any:
    return module(oes, "api.client_balances.list_client_balances")


class Server:
    """Answers with an error that repeats the token, and remembers what it was asked."""

    def __init__(self, status: int = 401) -> None:
        self.requests: list[httpx.Request] = []
        self.status = status
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        said = f"not known: {request.headers['Authorization']}\n<b>"
        return httpx.Response(self.status, json={"error": said}, headers={"X-Echo": said[:30]})


@pytest.mark.parametrize(
    ("options", "start"),
    [
        ({}, "https://app.bitgo-test.com/api/"),
        ({"environment": "test"}, "https://app.bitgo-test.com/api/"),
        ({"environment": "production"}, "https://app.bitgo.com/api/"),
        ({"base_url": "http://127.0.0.1:8080"}, "http://127.0.0.1:8080/api/"),
        ({"base_url": "http://[::1]:8080"}, "http://[::1]:8080/api/"),
        ({"base_url": "https://h/some/prefix"}, "https://h/some/prefix/api/"),
        ({"base_url": "https://h/some/prefix/"}, "https://h/some/prefix/api/"),
        ({"base_url": "https://h", "environment": "production"}, "https://h/api/"),
        ({"base_url": "http://h", "allow_http": True}, "http://h/api/"),
    ],
    ids=str,
)
def test_the_environment_or_the_base_url_says_which_server(
    oes: Any, options: dict[str, Any], start: str
) -> None:
    server = Server()

    with oes.Client(TOKEN, transport=server.transport, **options) as client:
        operation(oes).sync_detailed("e-1", client=client)

    assert str(server.requests[0].url).startswith(start)


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
        (CONTRACT, "https://app.bitgo-test.com"),
        (LIBRARY, "https://library.example/v1"),
        (LIGHTS, "https://test.lights.example"),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_the_default_environment_is_test_or_else_the_first(
    package: Package, document: Path, expected: str
) -> None:
    assert package(document).Client(TOKEN).base_url == expected


def test_without_servers_the_base_url_is_required(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = package(WAREHOUSE)
    monkeypatch.setenv("BITGO_ACCESS_TOKEN", TOKEN)

    assert not hasattr(warehouse, "Environment")
    with pytest.raises(TypeError, match="base_url"):
        warehouse.Client(TOKEN)
    assert warehouse.Client(TOKEN, base_url="https://h").base_url == "https://h"
    with pytest.raises(ValueError, match="BITGO_BASE_URL"):
        warehouse.Client.from_env()
    monkeypatch.setenv("BITGO_BASE_URL", "https://i")
    assert warehouse.Client.from_env().base_url == "https://i"


@pytest.mark.parametrize(
    ("variables", "overrides", "expected"),
    [
        ({}, {}, "https://app.bitgo-test.com"),
        ({"BITGO_ENVIRONMENT": "production"}, {}, "https://app.bitgo.com"),
        ({"BITGO_ENVIRONMENT": "production", "BITGO_BASE_URL": "https://h"}, {}, "https://h"),
        ({"BITGO_BASE_URL": "https://h"}, {"environment": "test"}, "https://app.bitgo-test.com"),
        ({"BITGO_ENVIRONMENT": "production"}, {"base_url": "https://i"}, "https://i"),
        ({"BITGO_BASE_URL": ""}, {}, "https://app.bitgo-test.com"),
    ],
    ids=str,
)
def test_the_environment_of_the_process_gives_way_to_what_is_passed(
    oes: Any,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    overrides: dict[str, str],
    expected: str,
) -> None:
    for name in ("BITGO_BASE_URL", "BITGO_ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BITGO_ACCESS_TOKEN", TOKEN)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert oes.Client.from_env(**overrides).base_url == expected


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({}, "BITGO_ACCESS_TOKEN"),
        ({"BITGO_ACCESS_TOKEN": ""}, "BITGO_ACCESS_TOKEN"),
        ({"BITGO_ACCESS_TOKEN": TOKEN, "BITGO_ENVIRONMENT": "stage"}, "BITGO_ENVIRONMENT must be"),
    ],
    ids=str,
)
def test_a_variable_that_cannot_be_meant_is_named(
    oes: Any, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], says: str
) -> None:
    for name in ("BITGO_ACCESS_TOKEN", "BITGO_BASE_URL", "BITGO_ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(module(oes, "errors").InvalidArgument, match=says):
        oes.Client.from_env()


@pytest.mark.parametrize(
    "options",
    [
        {"environment": "staging"},
        {"environment": "staging", "base_url": "https://h"},
        {"base_url": ""},
        {"base_url": "app.bitgo.com"},
        {"base_url": "/api"},
        {"base_url": "ftp://h"},
        {"base_url": "https://h/?a=b"},
        {"base_url": "https://h/#a"},
        {"base_url": "https://me:secret@h"},
        {"base_url": "https://h:port"},
        {"base_url": "http://h"},
        {"base_url": "http://localhost.h"},
        {"timeout": 0},
        {"timeout": float("nan")},
        {"timeout": None},
        {"deadline": -1},
        {"deadline": True},
        {"max_retries": -1},
        {"max_retries": 1.5},
        {"max_body_bytes": "1"},
        {"tolerant": 1},
        {"http_client": "me"},
    ],
    ids=str,
)
def test_an_option_that_cannot_be_meant_is_refused_by_name(
    oes: Any, options: dict[str, Any]
) -> None:
    with pytest.raises(module(oes, "errors").InvalidArgument, match=next(iter(options))) as caught:
        oes.Client(TOKEN, **options)

    assert "secret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("token", ["", " ", "a\n", " a", "a b", "a\x00b", "tökén", 7, None, b"a"])
def test_a_token_that_no_header_can_hold_is_refused_unseen(oes: Any, token: Any) -> None:
    with pytest.raises(module(oes, "errors").InvalidArgument, match=r"^the token is ") as caught:
        oes.Client(token)

    assert caught.value.args[0] in {
        "the token is empty or cannot stand in a header",
        "the token is not a string",
    }


def test_the_token_is_sent_and_not_shown(oes: Any, caplog: pytest.LogCaptureFixture) -> None:
    server = Server()
    client = oes.Client(TOKEN, transport=server.transport)

    with caplog.at_level("DEBUG"), pytest.raises(module(oes, "errors").ApiError) as caught:
        operation(oes).sync("e-1", client=client)

    assert [each.headers["Authorization"] for each in server.requests] == [f"Bearer {TOKEN}"]
    error = caught.value
    shown = [repr(client), str(client), repr(error), caplog.text, repr(vars(error))]
    shown += traceback.format_exception(error)
    shown += [pickle.dumps(error).decode("latin-1")]
    assert "bitgo_oes" in caplog.text
    assert not [text for text in shown if TOKEN in text]
    assert str(error) == "401 not known: Bearer [token] <b>"
    assert repr(client) == "Client(base_url='https://app.bitgo-test.com')"


def test_a_client_is_not_pickled(oes: Any) -> None:
    with pytest.raises(TypeError, match="holds a token"):
        pickle.dumps(oes.Client(TOKEN))


@pytest.mark.parametrize("name", ["token", "base_url", "timeout"])
def test_what_would_have_no_effect_cannot_be_set(oes: Any, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(oes.Client(TOKEN), name, "another")


def test_a_copy_has_its_own_options_and_the_same_connections(oes: Any) -> None:
    server = Server()
    client = oes.Client(TOKEN, transport=server.transport, timeout=5.0)
    copy = client.with_options(timeout=2.0, token="another-token", environment="production")

    operation(oes).sync_detailed("e", client=copy)
    copy.close()
    operation(oes).sync_detailed("e", client=client)

    first, second = server.requests
    assert first.extensions["timeout"]["read"] == 2.0
    assert first.headers["Authorization"] == "Bearer another-token"
    assert first.url.host == "app.bitgo.com"
    assert second.extensions["timeout"]["read"] == 5.0
    assert second.headers["Authorization"] == f"Bearer {TOKEN}"
    assert second.url.host == "app.bitgo-test.com"
    with pytest.raises(module(oes, "errors").ClientClosed):
        operation(oes).sync_detailed("e", client=copy)


def test_a_copy_for_another_environment_leaves_the_base_url_behind(oes: Any) -> None:
    client = oes.Client(TOKEN, base_url="https://h")

    assert client.with_options(environment="production").base_url == "https://app.bitgo.com"
    assert client.with_options(timeout=3).base_url == "https://h"


def test_nothing_is_sent_after_closing(oes: Any) -> None:
    server = Server()
    client = oes.Client(TOKEN, transport=server.transport, async_transport=server.transport)
    copy = client.with_options(timeout=3)

    with client:
        operation(oes).sync_detailed("e", client=client)

    closed = module(oes, "errors").ClientClosed
    for each in (client, copy):
        with pytest.raises(closed):
            operation(oes).sync_detailed("e", client=each)
        with pytest.raises(closed):
            asyncio.run(operation(oes).asyncio_detailed("e", client=each))
    with pytest.raises(closed), client:
        pass
    assert len(server.requests) == 1
    client.close()  # as often as one likes


def test_a_client_of_the_callers_is_used_and_left_open(oes: Any) -> None:
    server, seen = Server(), list[str]()
    hooks = {"request": [lambda request: seen.append(request.headers["X-Mine"])]}
    mine = httpx.Client(
        transport=server.transport,
        headers={"X-Mine": "yes", "Authorization": "Basic mine"},
        auth=("me", "mine"),
        event_hooks=hooks,
        follow_redirects=True,
    )

    with oes.Client(TOKEN, http_client=mine) as client:
        operation(oes).sync_detailed("e", client=client)

    assert seen == ["yes"]
    assert server.requests[0].headers.get_list("Authorization") == [f"Bearer {TOKEN}"]
    assert not mine.is_closed
    assert mine.headers["Authorization"] == "Basic mine"


def test_one_client_serves_one_event_loop_after_another(oes: Any) -> None:
    server = Server()

    async def use(client: Any) -> int:
        answer = await operation(oes).asyncio_detailed("e", client=client)
        return int(answer.status_code)

    client = oes.Client(TOKEN, async_transport=server.transport)

    assert [asyncio.run(use(client)) for _ in range(3)] == [401, 401, 401]
