"""Ties every check to the rule it judges, for pytest and for the proof of strength alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

Check = TypeVar("Check", bound=Callable[..., Any])

#: The check of each rule. The rules that scenarios state share one, under their area's name.
CHECKS: dict[str, Callable[..., Any]] = {}


#: The rules whose checks come last, since they judge again what others saw in passing.
LAST: set[str] = set()


def checks(rule: str, *, last: bool = False) -> Callable[[Check], Check]:
    """Register a test function as the check of a rule."""

    def register(check: Check) -> Check:
        if rule in CHECKS:
            raise ValueError(f"{rule} has a check already: {CHECKS[rule].__name__}")
        CHECKS[rule] = check
        if last:
            LAST.add(rule)
        marked: Check = pytest.mark.rule(rule)(check)
        return marked

    return register
