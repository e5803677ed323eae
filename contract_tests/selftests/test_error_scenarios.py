"""Tests of the requests for error scenarios."""

from __future__ import annotations

from itertools import chain

from ..mock_server import CORRECT
from ..server.cases.error_scenarios import ScenarioRequest, fixed_requests, rare_requests
from ..server.runner.operation_tester import OperationTester
from .mock_tester import mock_tester


def requests_of(tester: OperationTester, name: str) -> list[ScenarioRequest]:
    (scenario,) = (one for one in tester.operation.scenarios if one.name == name)
    return [*fixed_requests(tester, scenario), *rare_requests(tester, scenario)]


def test_every_id_is_sent_with_a_digit_too_few_or_too_many_at_both_ends() -> None:
    with mock_tester(CORRECT) as tester:
        filters, enterprises = (
            requests_of(tester, name) for name in ("invalid_filter", "malformed_enterprise_id")
        )
        key, record = tester.baseline.view.items[0]
        own = {"connectionIds": key, "partnerIds": record["partnerId"], **tester.path}

    sent = set(chain.from_iterable((*one.query, *one.path.items()) for one in filters))
    sent |= set(chain.from_iterable(one.path.items() for one in enterprises))
    for name, value in own.items():
        for form in (value, value.replace("-", "")):
            for miscounted in (form[1:], form[:-1], f"0{form}", f"{form}0"):
                assert (name, miscounted) in sent


def test_wrong_callers_send_queries_that_select_no_record() -> None:
    names = ("unauthenticated", "not_a_member", "no_permission", "unlicensed")
    with mock_tester(CORRECT) as tester:
        known = {record["partnerId"] for _, record in tester.baseline.view.items}
        for name in names:
            queries = [dict(one.query) for one in requests_of(tester, name)]

            assert any(query.get("pageSize") == "0" for query in queries)
            assert any(int(query.get("pageNumber") or "0") > 10_000 for query in queries)
            assert any(query.get("partnerIds", "-1") not in {*known, "-1"} for query in queries)


def test_callers_without_access_repeat_a_valid_request_on_the_same_connection() -> None:
    with mock_tester(CORRECT) as tester:
        parameters = {parameter.name for parameter in tester.operation.in_query()}
        for name in ("unauthenticated", "not_a_member", "no_permission"):
            requests = [one for one in requests_of(tester, name) if one.after_valid]
            assert {parameter for one in requests for parameter, _ in one.query} == parameters
            for request in requests:
                before, exchange = request.send(tester)

                assert (before.status, exchange.status) in {(200, 401), (200, 403)}
                assert before.connection == exchange.connection
                assert before.request.target == exchange.request.target
