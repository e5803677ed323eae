"""Tests of the control API of a running mock server, and of CORS."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import httpx
import pytest

from ..mock_server import World, build_world, create_app
from ..mock_server.control import Mock
from ..mock_server.control.request_log import MOST_KEPT, RequestLog
from ..mock_server.default_world import MAIN, MEMBER, UNKNOWN
from ..mock_server.in_process import list_balances, send_request

CONNECTION = build_world().enterprises[MAIN].connections[1]
PLACE = {"enterprise_id": str(MAIN), "connection_id": str(CONNECTION.id), "currency": "ofcbtc"}
LOOPBACK = ("127.0.0.1", 1)


def client_of(mock: Mock, address: tuple[str, int] = LOOPBACK) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(mock.app, client=address)
    return httpx.AsyncClient(transport=transport, base_url="http://mock")


class Control:
    """A synchronous client of the control API."""

    def __init__(self, mock: Mock, address: tuple[str, int] = LOOPBACK) -> None:
        self.mock = mock
        self.address = address

    def send(self, method: str, path: str, **given: Any) -> httpx.Response:
        async def call() -> httpx.Response:
            async with client_of(self.mock, self.address) as client:
                return await client.request(method, path, **given)

        return asyncio.run(call())


@pytest.fixture
def mock() -> Mock:
    return Mock(build_world(), origins=["https://app.test"])


@pytest.fixture
def control(mock: Mock) -> Control:
    return Control(mock)


def amounts(world: World) -> tuple[int, int]:
    """Return the available trading balance, and the available balance of the connection."""
    enterprise = world.enterprises[MAIN]
    connection = enterprise.connections.find(CONNECTION.id)
    return enterprise.trading["ofcbtc"].available, connection.balances["ofcbtc"].available


@pytest.mark.parametrize(
    ("call", "given", "trading", "connection"),
    [
        ("allocate", {"amount": 40}, -40, 40),
        ("deallocate", {"amount": "40"}, 40, -40),
        ("settle", {"change": "-40"}, 0, -40),
        ("settle", {"change": 40}, 0, 40),
        ("drift", {"change": -40}, -40, 0),
    ],
    ids=str,
)
def test_a_call_moves_funds(
    mock: Mock,
    control: Control,
    call: str,
    given: dict[str, Any],
    trading: int,
    connection: int,
) -> None:
    before = amounts(mock.world)
    body = {key: value for key, value in PLACE.items() if call != "drift" or "conn" not in key}

    response = control.send("POST", f"/_mock/{call}", json=body | given)

    assert (response.status_code, response.content) == (204, b"")
    assert amounts(mock.world) == (before[0] + trading, before[1] + connection)


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        (PLACE | {"amount": 10**50}, 409, "the available amount of ofcbtc is 150000000, which"),
        (PLACE | {"amount": 1, "enterprise_id": str(UNKNOWN)}, 404, "no enterprise has the id"),
        (PLACE | {"amount": 1, "connection_id": str(UNKNOWN)}, 404, "has no connection"),
        (PLACE | {"amount": -1}, 400, "the request body:1: /amount: -1 is invalid; expected:"),
        (PLACE, 400, "the request body:1: the key amount is missing."),
        (PLACE | {"amount": 1, "change": 1}, 400, "/change: the key is unknown; the keys are "),
        ([], 400, "[] is invalid"),
    ],
    ids=str,
)
def test_an_invalid_movement_is_an_error_and_changes_nothing(
    mock: Mock, control: Control, given: Any, status: int, says: str
) -> None:
    response = control.send("POST", "/_mock/allocate", json=given)

    assert response.status_code == status
    assert says in response.json()["error"]
    assert mock.world.enterprises == build_world().enterprises


def test_steps_can_be_added_read_and_removed(mock: Mock, control: Control) -> None:
    step = {"status": 503, "page": 1, "times": 2}

    assert control.send("POST", "/_mock/script", json=[step]).json() == [step]
    assert list_balances(mock.app, "pageNumber=1").status == 503
    assert control.send("GET", "/_mock/script").json() == [{"status": 503, "page": 1}]
    assert [each.times for each in mock.script.waiting()] == [1]
    assert control.send("DELETE", "/_mock/script").json() == []
    refused = control.send("POST", "/_mock/script", json=[step, {"status": 1}])
    assert "/1/status: 1 is invalid" in refused.json()["error"]
    assert mock.script.waiting() == []


def test_a_snapshot_can_be_taken_and_restored(mock: Mock, control: Control) -> None:
    mock.world.allocate(MAIN, CONNECTION.id, "ofcbtc", 5)
    taken = control.send("GET", "/_mock/snapshot").json()
    expected = mock.world.snapshot()
    mock.world.allocate(MAIN, CONNECTION.id, "ofcbtc", 5)

    assert control.send("PUT", "/_mock/snapshot", json=taken).status_code == 204

    assert mock.world.enterprises == expected
    refused = control.send("PUT", "/_mock/snapshot", json=taken | {"drift": -1})
    assert "/drift: -1 is invalid" in refused.json()["error"]


def test_a_reset_restores_everything_of_the_start(mock: Mock, control: Control) -> None:
    mock.world.allocate(MAIN, CONNECTION.id, "ofcbtc", 5)
    control.send("POST", "/_mock/script", json=[{"status": 503, "times": "always"}])
    list_balances(mock.app)

    assert control.send("POST", "/_mock/reset").status_code == 204

    assert mock.world.enterprises == build_world().enterprises
    assert mock.requests.requests() == []
    assert list_balances(mock.app).json() == list_balances(create_app(build_world())).json()


def test_the_requests_seen_have_no_credentials(mock: Mock, control: Control) -> None:
    list_balances(mock.app, "pageSize=3")
    list_balances(mock.app, token="wrong")
    control.send("POST", "/_mock/script", json=[{"status": 503}])
    list_balances(mock.app)

    seen = control.send("GET", "/_mock/requests")

    assert [each["status"] for each in seen.json()] == [200, 401, 503]
    assert seen.json()[0]["query"] == "pageSize=3"
    assert seen.json()[2]["failure"] == {"status": 503}
    assert all(each["milliseconds"] >= 0 for each in seen.json())
    assert MEMBER not in seen.text
    assert [each["number"] for each in control.send("GET", "/_mock/requests?after=2").json()] == [3]
    assert control.send("GET", "/_mock/requests?after=x").status_code == 400
    control.send("DELETE", "/_mock/requests")
    assert control.send("GET", "/_mock/requests").json() == []


def test_the_log_of_requests_is_bounded() -> None:
    log = RequestLog()
    for _ in range(MOST_KEPT + 500):
        log.add("GET", "/" + "x" * 10_000, "y" * 10_000, {"user-agent": "z" * 10_000})

    kept = log.requests()
    assert [kept[0].number, kept[-1].number] == [501, MOST_KEPT + 500]
    assert sys.getsizeof(kept[0].path + kept[0].query + kept[0].user_agent) < 10_000


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "::ffff:192.0.2.1"])
def test_only_this_machine_may_use_the_control_api(address: str) -> None:
    remote = (address, 1)

    refused = Control(Mock(build_world()), remote).send("POST", "/_mock/reset")
    allowed = Control(Mock(build_world(), remote_control=True), remote).send("GET", "/_mock/script")

    assert (refused.status_code, allowed.status_code) == (403, 200)
    assert "--remote-control" in refused.json()["error"]
    for loopback in ("127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"):
        local = Control(Mock(build_world()), (loopback, 1))
        assert local.send("GET", "/_mock/script").status_code == 200


def test_a_web_page_of_another_origin_cannot_use_the_control_api(control: Control) -> None:
    # A browser sends text/plain to any server without a preflight request.
    origin = {"origin": "https://evil.test", "content-type": "text/plain"}
    content = json.dumps(PLACE | {"amount": 1})

    sent = control.send("POST", "/_mock/allocate", content=content, headers=origin)
    asked = control.send(
        "OPTIONS", "/_mock/allocate", headers=origin | {"access-control-request-method": "POST"}
    )

    assert sent.status_code == 415
    assert not {name for each in (sent, asked) for name in each.headers if "allow-origin" in name}


@pytest.mark.parametrize("path", ["/_mock/", "/_mock/nothing", "/_mock/snapshot/1"])
def test_the_control_api_lists_its_calls(control: Control, path: str) -> None:
    response = control.send("GET", path)

    if path == "/_mock/":
        assert all(line.split()[1].startswith("/_mock/") for line in response.json())
    else:
        assert (response.status_code, "GET /_mock/" in response.text) == (404, True)


def balances_path() -> str:
    return f"/api/network/v1/enterprises/{MAIN}/clients/balances"


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [
        (["*"], "*"),
        (["https://app.test"], "https://app.test"),
        (["https://b.test"], None),
        ([], None),
    ],
    ids=str,
)
def test_a_web_page_of_an_allowed_origin_can_read_every_response(
    origins: list[str], allowed: str | None
) -> None:
    mock = Mock(build_world(), origins=origins)
    control = Control(mock)
    headers = {"origin": "https://app.test", "authorization": f"Bearer {MEMBER}"}

    preflight = control.send(
        "OPTIONS",
        balances_path(),
        headers={
            "origin": "https://app.test",
            "access-control-request-method": "GET",
            "access-control-request-headers": "authorization, prefer",
        },
    )
    control.send("POST", "/_mock/script", json=[{"status": 429, "retry_after": 1}])
    responses = [control.send("GET", balances_path(), headers=headers) for _ in range(2)]

    assert [response.status_code for response in responses] == [429, 200]
    for response in (preflight, *responses):
        assert response.headers.get("access-control-allow-origin") == allowed
    if allowed:
        assert preflight.status_code == 200
        assert "prefer" in preflight.headers["access-control-allow-headers"]
        assert "retry-after" in responses[0].headers["access-control-expose-headers"]


def test_the_paths_of_operations_are_not_in_the_control_api() -> None:
    assert send_request(create_app(build_world()), b"/_mock/reset", method="POST").status == 404
