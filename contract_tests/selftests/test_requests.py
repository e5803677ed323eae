"""What a session puts on the wire: what the case and the target file say, and nothing else."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ..contract import load
from ..mock_server import serving
from ..server.transport.exchange import Credential, Request
from ..server.transport.session import Session
from ..target_file import Target, parse

(OPERATION,) = load().operations


def target_at(base_url: str, more: str = "") -> Target:
    return parse(f'base_url = "{base_url}"\nenterprise_id = "e"\ntoken = "of-a-mock"\n{more}', "it")


def case(target: Target, enterprise: str = "e") -> Request:
    return Request(OPERATION, {"enterpriseId": enterprise}, (), Credential.bearer(target.token))


def remembering(seen: list[Scope], answer: Response) -> ASGIApp:
    async def remember(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        await answer(scope, receive, send)

    return remember


def test_the_server_sees_exactly_the_id_that_is_asked_for() -> None:
    seen: list[Scope] = []
    app = remembering(seen, Response())
    with serving(app) as url, Session(target_at(f"{url}/pre/fix")) as session:
        for enterprise in ("a/b", "ä b%20", "?x=1#y"):
            session.send(case(session.target, enterprise))

    stem = "/pre/fix/api/network/v1/enterprises/{}/clients/balances"
    ids = ("a%2Fb", "%C3%A4%20b%2520", "%3Fx%3D1%23y")
    assert [scope["raw_path"] for scope in seen] == [stem.format(id_).encode() for id_ in ids]


def test_a_cookie_that_is_set_is_not_sent_back() -> None:
    seen: list[Scope] = []
    app = remembering(seen, Response(headers={"Set-Cookie": "token=of-a-mock; Path=/"}))
    with serving(app) as url, Session(target_at(url)) as session:
        for _ in range(2):
            session.send(case(session.target))

    assert ["cookie" in Headers(scope=scope) for scope in seen] == [False, False]


def test_a_redirect_is_an_answer() -> None:
    seen: list[Scope] = []
    app = remembering(seen, Response(status_code=307, headers={"Location": "/elsewhere"}))
    with serving(app) as url, Session(target_at(url)) as session:
        assert session.send(case(session.target)).status == 307

    assert len(seen) == 1


def test_the_credential_is_that_of_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://user:pass@127.0.0.1:1")
    seen: list[Scope] = []
    with serving(remembering(seen, Response())) as url, Session(target_at(url)) as session:
        for credential in (Credential.bearer(session.target.token), Credential(None)):
            session.send(Request(OPERATION, {"enterpriseId": "e"}, (), credential))

    sent = [Headers(scope=scope).get("authorization") for scope in seen]
    assert sent == ["Bearer of-a-mock", None]


def test_headers_of_the_target_file_win_over_those_of_the_suite() -> None:
    seen: list[Scope] = []
    headers = 'headers = { user-agent = "of ours", x-gateway = "in" }'
    with serving(remembering(seen, Response())) as url, Session(target_at(url, headers)) as session:
        session.send(case(session.target))

    (scope,) = seen
    sent = Headers(scope=scope)
    assert (sent.getlist("user-agent"), sent["x-gateway"]) == (["of ours"], "in")
    assert sent["accept-encoding"] == "identity"
