"""Check that requests for an error scenario get the documented error status."""

from __future__ import annotations

from ...contract import Scenario
from ...rules import SCENARIOS
from ..cases.error_scenarios import (
    ScenarioRequest,
    fixed_requests,
    generated_requests,
    rare_requests,
)
from ..conformance.response_body import expect_status
from ..conformance.violation import Violation
from ..runner.operation_tester import OperationTester
from ..transport.exchange import Exchange
from .registry import checks

_FAILURE = 500  # the lowest status of a failure of the server


@checks(SCENARIOS)
def test_a_scenario_has_its_status(tester: OperationTester, scenario: Scenario) -> None:
    def check(request: ScenarioRequest) -> None:
        *before, exchange = request.send(tester)
        malformed = scenario.refuses or scenario.withholds
        may_refuse = malformed and exchange.may_be_from_gateway
        if may_refuse or request.is_excused(tester, exchange):
            return
        exchange = _first_failure(scenario, exchange)
        try:
            expect_status(exchange, scenario.status, *request.accepted)
        except Violation as violation:
            violation.exchanges = (*before, exchange)
            violation.reference = "the records, for a valid request before on the same connection"
            raise

    fixed = fixed_requests(tester, scenario)
    at_least = 2 if scenario.supplies else 13
    tester.check_each(tester.profile.select(fixed, at_least=at_least), check)
    if scenario.status < _FAILURE:
        # The requests for replicas also reveal rare faults of a single server.
        tester.check_replicas([*rare_requests(tester, scenario), *fixed[:4]], check)
    else:
        tester.check_replicas(fixed[:4], check, share=0.5)
    _check_together(tester, scenario, fixed)
    tester.check_generated(generated_requests(tester, scenario), check, share=0.25)


def _first_failure(scenario: Scenario, exchange: Exchange) -> Exchange:
    """Return the first response to a request that the session may have repeated after a failure.

    If the scenario expects a failure, repeating the request hides that one of several replicas has
    another status. In the other scenarios, gateways may fail for a while.
    """
    return (exchange.gateway_failure if scenario.status >= _FAILURE else None) or exchange


def _check_together(
    tester: OperationTester, scenario: Scenario, fixed: list[ScenarioRequest]
) -> None:
    """Send the requests of an error scenario together with requests that have other results.

    The other requests must succeed, or have a malformed page number. A server that keeps the
    caller, the parameters or the error of a request in shared state mixes up the requests.
    """
    if scenario.refuses:
        return
    alone = [request for request in fixed if not request.accepted]
    others = [served := ScenarioRequest((), tester.path, tester.credential)]
    if tester.operation.pagination is not None:
        malformed = ((tester.pagination.page, "x"),)
        others.append(ScenarioRequest(malformed, tester.path, tester.credential))
    cases = [case for request in alone for case in (request, *others)]

    def judge(case: ScenarioRequest, exchange: Exchange) -> None:
        # Another rule judges the response to the malformed page number.
        if case is served:
            expect_status(exchange, 200)
        elif case not in others:
            expect_status(_first_failure(scenario, exchange), scenario.status)

    tester.check_together(
        cases,
        lambda case: tester.request(case.query, case.path, case.credential),
        judge,
        share=0.7 if scenario.withholds else 0.4,
    )
