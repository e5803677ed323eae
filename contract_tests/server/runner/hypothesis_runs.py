"""Checks a property on many values, and finds the smallest that violates it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from ..conformance.violation import Violation

T = TypeVar("T")

#: Once a violation is found, how many smaller values are tried: each costs requests.
SHRINK_TRIES = 40


class EnoughError(BaseException):
    """Ends a property at once: hypothesis catches, and tries to shrink, any Exception."""


def holds_for_generated(
    strategy: SearchStrategy[T],
    check: Callable[[T], None],
    confirmed: Callable[[T], None],
    examples: int,
    seed: int,
) -> None:
    """Check generated values; raise the violation by the smallest that violates the property.

    ``confirmed`` is the check that accuses; once it has, ``check`` alone looks for what is smaller.
    """
    found: list[Violation] = []
    tries = 0

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @hypothesis.seed(seed)
    @given(strategy)
    def the_property(value: T) -> None:
        nonlocal tries
        tries += bool(found)
        if tries > SHRINK_TRIES:
            raise EnoughError
        try:
            (check if found else confirmed)(value)
        except Violation as violation:
            found.append(violation)
            raise
        except Exception as reason:
            raise EnoughError from reason

    try:
        the_property()
    except (Violation, Flaky, EnoughError) as end:
        if found:
            # The last one is the smallest so far.
            raise found[-1].with_traceback(None) from None
        if isinstance(end.__cause__, Exception):
            raise end.__cause__ from None
        raise


def holds_for_each(
    values: Iterable[T],
    check: Callable[[T], None],
    confirmed: Callable[[T], None],
    smaller: Callable[[T], Iterable[T]],
) -> None:
    """Check given values, in their order, as :func:`holds_for_generated` checks its own.

    ``smaller`` returns what is left of a value when a part of it is taken away.
    """
    for value in values:
        try:
            confirmed(value)
        except Violation as violation:
            raise _smallest(value, violation, check, smaller).with_traceback(None) from None


def _smallest(
    value: T, violation: Violation, check: Callable[[T], None], smaller: Callable[[T], Iterable[T]]
) -> Violation:
    tries = SHRINK_TRIES
    while True:
        for candidate in smaller(value):
            tries -= 1
            if tries < 0:
                return violation
            found = _violation(partial(check, candidate))
            if found is not None:
                value, violation = candidate, found
                break
        else:
            return violation


def _violation(check: Callable[[], None]) -> Violation | None:
    try:
        check()
    except Violation as violation:
        return violation
    return None


def whole(_value: object) -> tuple[()]:
    """Return nothing smaller: for values of which no part can be taken away."""
    return ()


def halves_and_less(value: tuple[T, ...]) -> Iterable[tuple[T, ...]]:
    """Return each half of a tuple, then the tuple without each of its members."""
    if len(value) > 3:
        middle = len(value) // 2
        yield value[:middle]
        yield value[middle:]
    for place in range(len(value)):
        yield value[:place] + value[place + 1 :]
