"""Check that requests for an error scenario get the documented error status."""

from __future__ import annotations

from ...contract import Scenario
from ...rules import SCENARIOS
from ..cases.error_scenarios import ScenarioRequest, fixed_requests, generated_requests
from ..conformance.response_body import expect_status
from ..runner.operation_tester import OperationTester
from .registry import checks


@checks(SCENARIOS)
def test_a_scenario_has_its_status(tester: OperationTester, scenario: Scenario) -> None:
    def check(request: ScenarioRequest) -> None:
        exchange = request.send(tester)
        if not (scenario.refuses and exchange.may_be_from_gateway):
            expect_status(exchange, scenario.status, *request.accepted)

    fixed = fixed_requests(tester, scenario)
    at_least = 2 if scenario.supplies else 16
    tester.check_each(tester.profile.select(fixed, at_least=at_least), check)
    tester.check_replicas(fixed[:4], check)
    tester.check_generated(generated_requests(tester, scenario), check, share=0.4)
