"""What was seen once, and what a gateway or a limit may refuse, accuses nobody."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ..contract import Query, load
from ..mock_server import create_app, render_target, serving, shipped_world
from ..server.documented import check_answer
from ..server.exchange import Exchange
from ..server.probe import Probe
from ..server.session import Session
from ..server.suspects import confirm
from ..server.violation import Violation
from ..server.witness import Suspect
from ..target import parse

A_PAGE = "a11ce000-0000-4000-8000-000000000001"


def refusing(app: ASGIApp, mark: bytes, status: int) -> ASGIApp:
    """Refuse, as a gateway does, what has a mark in its query."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        gateway = Response("<h1>No</h1>", status, media_type="text/html")
        await (gateway if mark in scope["query_string"] else app)(scope, receive, send)

    return answer


def probe_of(app: ASGIApp) -> Iterator[Probe]:
    contract = load()
    with serving(app) as url, Session(parse(render_target(url), "the mock")) as session:
        yield Probe(contract, contract.operations[0], session)


@pytest.mark.parametrize(
    ("mark", "status", "query"),
    [
        (b"%00", 403, (("connectionIds", "\0"),)),
        (b"pageNumber=00", 422, (("pageNumber", "00"),)),
        (b"99999", 422, (("pageSize", "9" * 40),)),
        (b"connectionIds", 414, (("connectionIds", A_PAGE),) * 24),
    ],
)
def test_what_is_open_may_be_refused_by_any_4xx(mark: bytes, status: int, query: Query) -> None:
    for probe in probe_of(refusing(create_app(shipped_world()), mark, status)):
        check_answer(probe, query)

        assert "errors.shape" not in probe.witness.suspects


@pytest.mark.parametrize("query", [(("pageNumber", "1"),), (("connectionIds", A_PAGE),)])
def test_what_is_allowed_may_not(query: Query) -> None:
    for probe in probe_of(refusing(create_app(shipped_world()), query[0][0].encode(), 422)):
        with pytest.raises(Violation):
            check_answer(probe, query)


@pytest.mark.parametrize(("times", "accused"), [(1, False), (2, True)])
def test_a_suspect_is_accused_when_all_is_read_anew_and_it_is_seen_again(
    times: int, accused: bool
) -> None:
    judged: list[Exchange] = []

    def judge(exchange: Exchange) -> None:
        judged.append(exchange)
        if len(judged) <= times:
            raise Violation("this", "that", exchange)

    for probe in probe_of(create_app(shipped_world())):
        exchange = probe.ask()
        suspect = Suspect(exchange, Violation("this", "that", exchange))
        probe.witness.suspects["consistency.same_record"] = deque([suspect])
        if accused:
            with pytest.raises(Violation):
                confirm(probe, "consistency.same_record", judge)
        else:
            confirm(probe, "consistency.same_record", judge)
