"""Each error status appears under its condition."""

from __future__ import annotations

from ..contract import Scenario
from ..rules import SCENARIOS
from .answers import expect_status
from .checks import checks
from .probe import Probe
from .scenarios import Provocation, always_provoking, provocations


@checks(SCENARIOS)
def test_the_scenario_is_answered_with_its_status(probe: Probe, scenario: Scenario) -> None:
    def check(provocation: Provocation) -> None:
        expect_status(provocation.send(probe), scenario.status)

    always = always_provoking(probe, scenario)
    probe.for_all(provocations(probe, scenario), check, always=always)
