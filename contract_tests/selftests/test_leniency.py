"""Tests of responses with undocumented status codes, and of rechecks of suspected violations."""

from __future__ import annotations

from collections import deque

import pytest
from attrs import evolve

from ..contract import Query
from ..mock_server import CORRECT, Behaviour
from ..mock_server.call import Call, Response
from ..mock_server.variants import behaviour_with
from ..server.checks.test_generated_requests import check_response
from ..server.conformance.response_monitor import SuspectedViolation
from ..server.conformance.violation import Violation
from ..server.transport.exchange import Exchange
from .mock_tester import mock_tester

AN_ID = "a11ce000-0000-4000-8000-000000000001"
MANY = (("connectionIds", AN_ID),) * 40


def refusing(status: int, media_type: str = "text/html") -> Behaviour:
    """Return a behaviour of the mock server that sends an HTML error to every request."""

    def finish(_call: Call, _reply: Response) -> Response:
        return Response(status, b"<h1>No</h1>", {"content-type": media_type})

    return evolve(CORRECT, finish=finish)


@pytest.mark.parametrize(
    ("unusual", "query"),
    [
        ("firewall-against-control-characters", (("connectionIds", "\0"),)),
        ("unprocessable-numbers", (("pageNumber", "00"),)),
        ("unprocessable-numbers", (("pageSize", "9" * 5000),)),
        ("short-urls", MANY),
        ("short-urls", (("connectionIds", "x" * 1200),)),
    ],
)
def test_a_gateway_may_reject_ambiguous_input_with_an_undocumented_status(
    unusual: str, query: Query
) -> None:
    with mock_tester(behaviour_with([unusual])) as tester:
        assert tester.send(query).status in {403, 414, 422}
        check_response(tester, query)

        assert "errors.shape" not in tester.monitor.suspected


@pytest.mark.parametrize(
    ("status", "query"),
    [
        (422, (("pageNumber", "1"),)),
        (422, (("pageNumber", "0"),)),
        (422, (("connectionIds", AN_ID),)),
        (422, MANY),
        (414, MANY[:20]),
        (500, (("pageNumber", "00"),)),
        (503, (("connectionIds", "\0"),)),
    ],
)
def test_other_undocumented_statuses_are_a_violation(status: int, query: Query) -> None:
    with mock_tester(refusing(status)) as tester, pytest.raises(Violation):
        check_response(tester, query)


@pytest.mark.parametrize(
    "query", [(("pageNumber", "00"),), MANY, (("connectionIds", "\u00a0"),), (("pageSize", "'"),)]
)
def test_a_documented_status_requires_the_documented_body(query: Query) -> None:
    with mock_tester(refusing(400)) as tester:
        with pytest.raises(Violation):
            check_response(tester, query)

        assert "errors.shape" in tester.monitor.suspected


@pytest.mark.parametrize(("times", "is_reported"), [(1, False), (2, True)])
def test_a_suspected_violation_is_reported_if_it_recurs_after_new_baseline_reads(
    times: int, is_reported: bool
) -> None:
    judged: list[Exchange] = []

    def judge(exchange: Exchange) -> None:
        judged.append(exchange)
        if len(judged) <= times:
            raise Violation("this", "that", exchange)

    with mock_tester(CORRECT) as tester:
        exchange, whole = tester.send(), tester.baseline.view
        suspect = SuspectedViolation(exchange, Violation("this", "that", exchange))
        tester.monitor.suspected["consistency.same_record"] = deque([suspect])
        if is_reported:
            with pytest.raises(Violation):
                tester.confirm_suspected("consistency.same_record", judge)
        else:
            tester.confirm_suspected("consistency.same_record", judge)

        assert len(judged) == 2
        assert tester.baseline.view is not whole
