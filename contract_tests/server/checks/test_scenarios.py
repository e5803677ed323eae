"""Each error status appears under its condition."""

from __future__ import annotations

from ...contract import Scenario
from ...rules import SCENARIOS
from ..cases.error_scenarios import Provocation, provocations, usual_provocations
from ..conformance.response_body import expect_status
from ..runner.probe import Probe
from .registry import checks


@checks(SCENARIOS)
def test_the_scenario_is_answered_with_its_status(probe: Probe, scenario: Scenario) -> None:
    def check(provocation: Provocation) -> None:
        expect_status(provocation.send(probe), scenario.status)

    usual = usual_provocations(probe, scenario)
    probe.for_each(probe.profile.first(usual, at_least=2 if scenario.supplies else 16), check)
    probe.for_all(provocations(probe, scenario), check, share=0.4)
