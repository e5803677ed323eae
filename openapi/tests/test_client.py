"""The client sends its token and shows it nowhere, and closes what it has opened."""

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

from openapi.tests.inputs import CONTRACT

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


@pytest.mark.parametrize("token", ["", " ", "a\n", " a", "a b", "a\x00b", "tökén", 7, None, b"a"])
def test_a_token_that_no_header_can_hold_is_refused_unseen(oes: Any, token: Any) -> None:
    with pytest.raises(
        module(oes, "errors").InvalidArgumentError, match=r"^the token is "
    ) as caught:
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
    with pytest.raises(module(oes, "errors").ClientClosedError):
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

    closed = module(oes, "errors").ClientClosedError
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
