"""Errors look as documented, whatever leads to them."""

from __future__ import annotations

from .checks import checks
from .conformance import conforms
from .probe import Probe
from .scenarios import Provocation, provocations
from .violation import NotChecked


@checks("errors.shape")
def test_every_error_has_its_documented_body(probe: Probe) -> None:
    checked = 0
    for scenario in probe.operation.scenarios:
        try:
            strategy = provocations(probe, scenario)
        except NotChecked:
            continue

        def check(provocation: Provocation) -> None:
            exchange = provocation.send(probe)
            # Which status it should have had is for the scenario's own rule to say.
            if exchange.status in probe.operation.bodies and exchange.status != 200:
                conforms(probe, exchange)

        probe.for_all(strategy, check, share=0.3)
        checked += 1
    if not checked:
        raise NotChecked("no error scenario can be brought about")
