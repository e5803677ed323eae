"""The registry of checks by rule, for pytest and for runs of single checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

Check = TypeVar("Check", bound=Callable[..., Any])

#: The check of each rule, by the rule's id. The rules of all scenarios share one, by their area.
CHECKS: dict[str, Callable[..., Any]] = {}

#: The ids of the rules whose checks run last, because they confirm what the monitor suspects.
LAST: set[str] = set()


def checks(rule: str, *, last: bool = False) -> Callable[[Check], Check]:
    """Register a test function as the check of a rule, and mark it for pytest."""

    def register(check: Check) -> Check:
        if rule in CHECKS:
            raise ValueError(f"{rule} has a check already: {CHECKS[rule].__name__}")
        CHECKS[rule] = check
        if last:
            LAST.add(rule)
        marked: Check = pytest.mark.rule(rule)(check)
        return marked

    return register
