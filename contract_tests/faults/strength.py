"""Runs the suite's checks against the mock as a fault or an unusual server has changed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from ..contract import load
from ..embedded import embedded_mock
from ..mock_server import Behaviour
from ..mock_server.shipped import MAIN
from ..rules import SCENARIOS
from ..server import (
    documented,
    test_consistency,
    test_data,
    test_errors,
    test_filters,
    test_pagination,
    test_parameters,
    test_protocol,
    test_scenarios,
)
from ..server.checks import CHECKS
from ..server.probe import Probe
from ..server.profile import Profile
from ..server.session import Session
from ..server.violation import Violation

#: Imported for the checks they register.
CHECK_MODULES = (
    documented,
    test_consistency,
    test_data,
    test_errors,
    test_filters,
    test_pagination,
    test_parameters,
    test_protocol,
    test_scenarios,
)


@contextmanager
def probing(
    behaviour: Behaviour,
    seed: int,
    profile: Profile = Profile.DEFAULT,
    enterprise_id: UUID = MAIN,
) -> Iterator[Probe]:
    """Serve a behaviour of the mock, and yield a probe of its one operation."""
    contract = load()
    with embedded_mock(behaviour, enterprise_id) as target, Session(target) as session:
        yield Probe(contract, contract.operations[0], session, profile, seed)


def violation_of(rule: str, probe: Probe) -> Violation | None:
    """Run the check of one rule; return the violation it finds, if any.

    Raises what the check raises when it cannot judge.
    """
    try:
        if rule.startswith(f"{SCENARIOS}."):
            name = rule.partition(".")[2]
            scenario = next(s for s in probe.operation.scenarios if s.name == name)
            CHECKS[SCENARIOS](probe, scenario)
        else:
            CHECKS[rule](probe)
    except Violation as violation:
        return violation
    return None
