"""Tests of failures on demand: scripts, and the header `Prefer`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..mock_server import build_world, serving
from ..mock_server.control import Mock
from ..mock_server.default_world import MAIN, MEMBER
from ..mock_server.failures.kinds import FAILURES
from ..mock_server.failures.script import Script, build_script
from ..mock_server.in_process import list_balances

PATH = f"/api/network/v1/enterprises/{MAIN}/clients/balances"


@pytest.fixture
def mock() -> Mock:
    return Mock(build_world())


@pytest.fixture
def http(mock: Mock) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {MEMBER}"}
    with serving(mock.app) as url, httpx.Client(base_url=url, headers=headers) as client:
        yield client


def add(mock: Mock, *steps: dict[str, Any]) -> None:
    mock.script.add(build_script(steps))


def statuses(mock: Mock, *queries: str) -> list[int]:
    return [list_balances(mock.app, query).status for query in queries]


def test_two_rate_limits_come_before_a_success(mock: Mock) -> None:
    add(mock, {"status": 429, "retry_after": 7, "times": 2})

    responses = [list_balances(mock.app) for _ in range(3)]

    assert [response.status for response in responses] == [429, 429, 200]
    assert [response.headers.get("retry-after") for response in responses] == ["7", "7", None]
    assert responses[0].json()["name"] == "RateLimitError"


def test_only_the_second_page_fails(mock: Mock) -> None:
    add(mock, {"status": 503, "page": 1, "times": "always"})

    assert statuses(mock, "", "pageNumber=1", "pageNumber=01&pageSize=3", "pageNumber=2") == [
        *(200, 503, 503, 200)
    ]


@pytest.mark.parametrize(
    ("step", "matching", "other"),
    [
        ({"page": 0}, ["", "pageNumber=0", "pageSize=5"], ["pageNumber=1", "pageNumber=x"]),
        ({"query": {"pageSize": "5"}}, ["pageSize=5&pageNumber=1"], ["", "pageSize=50"]),
        ({"query": {"a": ""}}, ["a=", "b=1&a=&a=2"], ["", "a=1"]),
        ({"path": "/api/*/balances"}, [""], []),
        ({"path": "/other"}, [], [""]),
        ({"path": "/api/[a-z]*/?etwork/*"}, [], [""]),
        ({"method": "HEAD"}, [], [""]),
        (
            {"method": "GET", "page": 1, "query": {"pageSize": "5"}},
            ["pageNumber=1&pageSize=5"],
            [""],
        ),
    ],
    ids=str,
)
def test_a_step_applies_only_to_matching_requests(
    mock: Mock, step: dict[str, Any], matching: list[str], other: list[str]
) -> None:
    add(mock, {"status": 418, "times": "always"} | step)

    assert statuses(mock, *matching) == [418] * len(matching)
    assert 418 not in statuses(mock, *other)


@given(
    steps=st.lists(
        st.tuples(st.integers(400, 599), st.sampled_from([1, 2, 3, "always"]), st.integers(0, 2)),
        max_size=5,
    ),
    pages=st.lists(st.integers(0, 2), max_size=12),
)
def test_a_request_takes_the_first_matching_step_that_is_left(
    steps: list[tuple[int, int | str, int]], pages: list[int]
) -> None:
    script = Script(
        build_script([{"status": code, "times": n, "page": page} for code, n, page in steps])
    )
    left = [[code, float("inf") if n == "always" else n, page] for code, n, page in steps]

    for page in pages:
        taken = script.take("GET", PATH, f"pageNumber={page}")
        expected = next((each for each in left if each[1] and each[2] == page), None)
        assert (taken and taken.status) == (expected and expected[0])
        if expected is not None:
            expected[1] -= 1  # type: ignore[operator]

    assert [step.status for step in script.waiting()] == [each[0] for each in left if each[1]]


BROKEN_CONNECTIONS: dict[str, type[httpx.TransportError]] = {
    "reset": httpx.ReadError,
    "disconnect": httpx.RemoteProtocolError,
    "half-head": httpx.RemoteProtocolError,
    "half-body": httpx.RemoteProtocolError,
    "reset-in-body": httpx.ReadError,
    "length-too-long": httpx.RemoteProtocolError,
    "no-last-chunk": httpx.RemoteProtocolError,
    "not-http": httpx.RemoteProtocolError,
}
RESPONSES: dict[str, int] = {
    "length-too-short": 200,
    "slow-body": 200,
    "html": 502,
    "broken-json": 200,
    "redirect": 302,
    "expired-token": 401,
}


def test_every_failure_is_tested() -> None:
    assert BROKEN_CONNECTIONS.keys() | RESPONSES.keys() == FAILURES.keys()


@pytest.mark.parametrize(("failure", "expected"), BROKEN_CONNECTIONS.items())
def test_a_failure_breaks_one_connection(
    mock: Mock, http: httpx.Client, failure: str, expected: type[httpx.TransportError]
) -> None:
    add(mock, {"failure": failure})

    with pytest.raises(expected):
        http.get(PATH)

    assert http.get(PATH).status_code == 200
    assert mock.script.waiting() == []


@pytest.mark.parametrize(("failure", "status"), RESPONSES.items())
def test_a_failure_sends_one_response(
    mock: Mock, http: httpx.Client, failure: str, status: int
) -> None:
    usual = http.get(PATH).text
    add(mock, {"failure": failure} | ({"seconds": 0} if failure == "slow-body" else {}))

    response = http.get(PATH)

    assert response.status_code == status
    assert len(response.content) == int(response.headers["content-length"])
    if failure in {"length-too-short", "broken-json"}:
        with pytest.raises(json.JSONDecodeError):
            response.json()
    elif failure == "slow-body":
        assert response.json()["networkBalances"] == json.loads(usual)["networkBalances"]
    elif failure == "html":
        assert response.headers["content-type"] == "text/html"
        assert response.text.startswith("<!DOCTYPE html>")
    elif failure == "redirect":
        assert response.headers["location"] == "http://elsewhere.invalid/"
    else:
        assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert http.get(PATH).status_code == 200


def test_a_delay_and_a_slow_body_wait_for_the_given_seconds(
    mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    asleep = asyncio.sleep

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asleep(0)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    add(mock, {"delay": 3}, {"failure": "slow-body", "seconds": 60})

    assert statuses(mock, "", "") == [200, 200]
    assert slept[0] == 3
    assert sum(slept[1:]) == pytest.approx(60)


def test_a_step_can_state_the_headers_and_the_body(mock: Mock) -> None:
    add(
        mock,
        {"status": 503, "headers": {"X-Proxy": "edge"}, "body": "no upstream"},
        {"status": 520, "body": {"error": "é"}, "retry_after": "soon"},
        {"failure": "redirect", "status": 308, "location": "/elsewhere"},
    )

    first, second, third = (list_balances(mock.app) for _ in range(3))

    assert (first.status, first.body, first.headers["x-proxy"]) == (503, b"no upstream", "edge")
    assert (second.status, second.json()) == (520, {"error": "é"})
    assert second.headers["retry-after"] == "soon"
    assert (third.status, third.headers["location"]) == (308, "/elsewhere")


@pytest.mark.parametrize("status", [200, 201])
def test_a_success_cannot_be_requested_for_an_invalid_request(mock: Mock, status: int) -> None:
    add(mock, {"status": status, "times": "always"})

    assert list_balances(mock.app).status == status
    assert list_balances(mock.app, token="wrong").status == 401
    assert list_balances(mock.app, "pageNumber=x").status == 400


def test_a_preference_for_a_success_is_not_applied_to_an_invalid_request(
    http: httpx.Client,
) -> None:
    response = http.get(PATH, params={"pageNumber": "x"}, headers={"prefer": "code=200"})

    assert (response.status_code, "preference-applied" in response.headers) == (400, False)


@pytest.mark.parametrize(
    ("prefer", "status", "applied"),
    [
        ("code=503", 503, "code=503"),
        ("code=200", 200, "code=200"),
        ('respond-async, code="404"; x=1', 404, "code=404"),
        ("wait=1,code = 429", 429, "code=429"),
        *((ignored, 200, None) for ignored in ("code=5030", "code=999", "code=abc", "mycode=503")),
        ("", 200, None),
    ],
)
def test_the_header_prefer_selects_the_status_code(
    http: httpx.Client, prefer: str, status: int, applied: str | None
) -> None:
    response = http.get(PATH, headers={"prefer": prefer})

    assert response.status_code == status
    assert response.headers.get("preference-applied") == applied
