"""Tests of responses with undocumented status codes."""

from __future__ import annotations

import pytest
from attrs import evolve

from ..contract import Query
from ..mock_server import CORRECT, Behaviour
from ..mock_server.call import Call, Response
from ..mock_server.variants import behaviour_with
from ..server.checks.test_generated_requests import check_response
from ..server.conformance.violation import Violation
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
        ("firewall-against-sql", (("connectionIds", "' OR 1=1"),)),
    ],
)
def test_a_gateway_may_reject_ambiguous_input_with_an_undocumented_status(
    unusual: str, query: Query
) -> None:
    with mock_tester(behaviour_with([unusual])) as tester:
        assert tester.send(query).status in {400, 403, 414, 422}
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
    ],
)
def test_other_undocumented_statuses_are_a_violation(status: int, query: Query) -> None:
    with mock_tester(refusing(status)) as tester, pytest.raises(Violation):
        check_response(tester, query)


@pytest.mark.parametrize(
    "query", [(("pageNumber", "00"),), MANY[:20], (("connectionIds", "\u00a0"),)]
)
def test_a_documented_status_requires_the_documented_body(query: Query) -> None:
    with mock_tester(refusing(400)) as tester:
        with pytest.raises(Violation):
            check_response(tester, query)

        assert "errors.shape" in tester.monitor.suspected
