"""Check without pytest whether a server follows one rule of the contract."""

from __future__ import annotations

from ...rules import SCENARIOS
from ..conformance.violation import NotApplicable, Violation
from ..runner.operation_tester import OperationTester
from . import (
    test_consistency,
    test_data,
    test_errors,
    test_filters,
    test_foreign,
    test_generated_requests,
    test_pagination,
    test_parameters,
    test_protocol,
    test_scenarios,
)
from .registry import CHECKS

#: The modules of all checks, which register their checks when they are imported.
CHECK_MODULES = (
    test_consistency,
    test_data,
    test_errors,
    test_filters,
    test_foreign,
    test_generated_requests,
    test_pagination,
    test_parameters,
    test_protocol,
    test_scenarios,
)


def violation_of(rule: str, tester: OperationTester) -> Violation | None:
    """Run the check of one rule, and return the violation that the check raises, if any.

    Raises:
        NotApplicable: If the operation does not have the scenario that the rule is about.
        NotChecked: If the target file or the server lacks what the check needs.
        TargetUnusable: If the target does not respond.
    """
    try:
        if rule.startswith(f"{SCENARIOS}."):
            name = rule.partition(".")[2]
            scenario = next((s for s in tester.operation.scenarios if s.name == name), None)
            if scenario is None:
                raise NotApplicable(f"{tester.operation.id} has no scenario {name}")
            CHECKS[SCENARIOS](tester, scenario)
        else:
            CHECKS[rule](tester)
    except Violation as violation:
        return violation
    return None
