"""Tests of the mock server's authentication, permissions, HTTP methods and error responses."""

from __future__ import annotations

import re

import pytest

from ..mock_server import build_world, create_app
from ..mock_server.call import Response
from ..mock_server.default_world import (
    EMPTY,
    FAILING,
    MAIN,
    MEMBER,
    OUTSIDER,
    SINGLE,
    UNKNOWN,
    UNLICENSED,
    UNPERMITTED,
)
from ..mock_server.in_process import list_balances, send_request

APP = create_app(build_world())
PATH = f"/api/network/v1/enterprises/{MAIN}/clients/balances".encode()


def assert_is_error(response: Response, status: int, name: str) -> None:
    assert response.status == status
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert body["name"] == name
    assert re.fullmatch(r"[A-Za-z].+\.", body["error"])
    assert isinstance(body["requestId"], str)
    assert set(body) <= {"error", "name", "requestId", "context"}


@pytest.mark.parametrize(
    ("enterprise", "token", "status", "name"),
    [
        (MAIN, None, 401, "AuthenticationError"),
        (MAIN, "mock-token-of-nobody", 401, "AuthenticationError"),
        (MAIN, OUTSIDER, 401, "AuthenticationError"),
        (MAIN, UNPERMITTED, 403, "PermissionDeniedError"),
        (UNLICENSED, MEMBER, 403, "PermissionDeniedError"),
        (UNKNOWN, MEMBER, 404, "NotFoundError"),
        (FAILING, MEMBER, 500, "InternalServerError"),
        ("not-a-uuid", MEMBER, 400, "InvalidRequestError"),
    ],
)
def test_each_scenario_has_its_status_and_name(
    enterprise: object, token: str | None, status: int, name: str
) -> None:
    assert_is_error(list_balances(APP, enterprise=enterprise, token=token), status, name)


@pytest.mark.parametrize("enterprise", [MAIN, SINGLE, EMPTY])
def test_a_member_with_permission_receives_balances(enterprise: object) -> None:
    response = list_balances(APP, enterprise=enterprise)
    assert response.status == 200
    assert set(response.json()) == {"clientId", "balances", "networkBalances"}


@pytest.mark.parametrize(
    "credentials",
    [
        f"Bearer {MEMBER}x",
        f"Bearer {MEMBER[:-1]}",
        f"Bearer {MEMBER.upper()}",
        f"Bearer {MEMBER} {MEMBER}",
        f"Bearer{MEMBER}",
        f"Bearer\t{MEMBER}",
        f"Basic {MEMBER}",
        f"Token {MEMBER}",
        f"Bearer, {MEMBER}",
        "Bearer",
        "Bearer ",
        MEMBER,
        "",
    ],
)
def test_credentials_other_than_a_known_bearer_token_are_rejected(credentials: str) -> None:
    response = send_request(APP, PATH, {"authorization": credentials})
    assert_is_error(response, 401, "AuthenticationError")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_the_letter_case_of_the_scheme_is_ignored(scheme: str) -> None:
    assert send_request(APP, PATH, {"authorization": f"{scheme} {MEMBER}"}).status == 200


def test_a_token_outside_the_authorization_header_is_ignored() -> None:
    assert send_request(APP, PATH + b"?access_token=" + MEMBER.encode()).status == 401
    assert send_request(APP, PATH, {"cookie": f"token={MEMBER}", "x-api-key": MEMBER}).status == 401


def test_unauthenticated_callers_receive_equal_responses_for_all_enterprises() -> None:
    def status_and_body(enterprise: object, query: str) -> tuple[int, object]:
        response = list_balances(APP, query, enterprise=enterprise, token=None)
        body = response.json()
        del body["requestId"]
        return response.status, body

    enterprises = [MAIN, EMPTY, UNKNOWN, UNLICENSED, FAILING, "x", "", "%ff"]
    responses = [
        status_and_body(one, query) for one in enterprises for query in ("", "pageNumber=-1")
    ]
    assert all(each == responses[0] for each in responses)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "WHAT"])
def test_other_methods_are_not_allowed(method: str) -> None:
    response = list_balances(APP, method=method)
    assert_is_error(response, 405, "MethodNotAllowedError")
    assert response.headers["allow"] == "GET, HEAD"


def test_a_head_response_equals_a_get_response_without_body() -> None:
    got = list_balances(create_app(build_world()))
    head = list_balances(create_app(build_world()), method="HEAD")
    assert head.body == b""
    assert (head.status, head.headers) == (got.status, got.headers)
    assert int(head.headers["content-length"]) == len(got.body)


@pytest.mark.parametrize(
    "path",
    [b"/", b"/api", PATH + b"/", PATH + b"/x", b"/" + PATH, b"/v2" + PATH, PATH[:-1], b"*", b""],
)
def test_other_paths_are_not_found(path: bytes) -> None:
    response = send_request(APP, path, {"authorization": f"Bearer {MEMBER}"})
    assert_is_error(response, 404, "NotFoundError")


@pytest.mark.parametrize("base_path", ["/proxy/oes", "/proxy/oes/"])
def test_the_operation_can_be_served_below_a_base_path(base_path: str) -> None:
    app = create_app(build_world(), base_path=base_path)
    headers = {"authorization": f"Bearer {MEMBER}"}
    assert send_request(app, b"/proxy/oes" + PATH, headers).status == 200
    assert send_request(app, PATH, headers).status == 404


def test_every_error_has_a_unique_request_id() -> None:
    responses = [list_balances(APP, token=None) for _ in range(5)]
    assert len({response.json()["requestId"] for response in responses}) == 5
