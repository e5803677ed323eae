"""Runs the check of one rule by itself, where it is not pytest that runs them all."""

from __future__ import annotations

from ...rules import SCENARIOS
from ..conformance.violation import NotApplicable, Violation
from ..runner.probe import Probe
from . import (
    test_consistency,
    test_data,
    test_errors,
    test_filters,
    test_generated,
    test_pagination,
    test_parameters,
    test_protocol,
    test_scenarios,
)
from .registry import CHECKS

#: Imported for the checks they register.
CHECK_MODULES = (
    test_consistency,
    test_data,
    test_errors,
    test_filters,
    test_generated,
    test_pagination,
    test_parameters,
    test_protocol,
    test_scenarios,
)


def violation_of(rule: str, probe: Probe) -> Violation | None:
    """Run the check of one rule; return the violation it finds, if any.

    Raises what the check raises when it cannot judge, :class:`NotApplicable` among it for a
    scenario that the operation does not have.
    """
    try:
        if rule.startswith(f"{SCENARIOS}."):
            name = rule.partition(".")[2]
            scenario = next((s for s in probe.operation.scenarios if s.name == name), None)
            if scenario is None:
                raise NotApplicable(f"{probe.operation.id} has no scenario {name}")
            CHECKS[SCENARIOS](probe, scenario)
        else:
            CHECKS[rule](probe)
    except Violation as violation:
        return violation
    return None
