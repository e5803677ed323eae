"""A registry of checks. Each check is a test function, registered under the id of a rule."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import pytest

from ..runner.operation_tester import OperationTester

Check = TypeVar("Check", bound=Callable[..., Any])

#: The check of each rule, by the id of the rule. The rules of all scenarios share one check, whose
#: key is the area ``scenarios``.
CHECKS: dict[str, Callable[..., Any]] = {}

#: The ids of the rules whose checks run last, because they confirm violations that the monitor
#: suspects in the responses to the other checks.
CHECKED_LAST: set[str] = set()


def checks(rule: str, *, last: bool = False) -> Callable[[Check], Check]:
    """Register a test function as the check of a rule, and mark it for pytest.

    The check raises its first violation at its end, with the other distinct failures attached.
    """

    def register(check: Check) -> Check:
        if rule in CHECKS:
            raise ValueError(f"{rule} already has a check: {CHECKS[rule].__name__}")

        @wraps(check)
        def collecting(tester: OperationTester, *arguments: Any, **named: Any) -> None:
            with tester.collecting():
                check(tester, *arguments, **named)
                tester.monitor.seen.expect(rule)

        CHECKS[rule] = collecting
        if last:
            CHECKED_LAST.add(rule)
        marked: Check = pytest.mark.rule(rule)(collecting)
        return marked

    return register
