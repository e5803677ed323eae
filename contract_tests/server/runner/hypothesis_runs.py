"""Running one check for many values, with shrinking of the value that violates a rule."""

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

#: How many smaller values are tried after a violation. Each one costs requests.
_SHRINK_TRIES = 40


class _Stop(BaseException):
    """An exception that ends a run of Hypothesis at once, without shrinking."""


def check_generated(
    strategy: SearchStrategy[T],
    check: Callable[[T], None],
    confirmed: Callable[[T], None],
    examples: int,
    seed: int,
) -> None:
    """Run a check for generated values, and raise the violation by the smallest value.

    ``confirmed`` runs the check, and repeats it to confirm a violation. After the first violation,
    shrinking runs ``check`` alone.
    """
    violations: list[Violation] = []
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
        tries += bool(violations)
        if tries > _SHRINK_TRIES:
            raise _Stop
        try:
            (check if violations else confirmed)(value)
        except Violation as violation:
            violations.append(violation)
            raise
        except Exception as reason:
            raise _Stop from reason

    try:
        the_property()
    except (Violation, Flaky, _Stop) as end:
        if violations:
            # The last violation is that of the smallest value so far.
            raise violations[-1].with_traceback(None) from None
        if isinstance(end.__cause__, Exception):
            raise end.__cause__ from None
        raise


def check_each(
    values: Iterable[T],
    check: Callable[[T], None],
    confirmed: Callable[[T], None],
    smaller: Callable[[T], Iterable[T]],
) -> None:
    """Run a check for given values in order, and raise the violation by the smallest part of one.

    ``check`` and ``confirmed`` are those of :func:`check_generated`. ``smaller`` returns the values
    that remain when parts of a value are removed.
    """
    for value in values:
        try:
            confirmed(value)
        except Violation as violation:
            raise _shrink(value, violation, check, smaller).with_traceback(None) from None


def _shrink(
    value: T, violation: Violation, check: Callable[[T], None], smaller: Callable[[T], Iterable[T]]
) -> Violation:
    tries = _SHRINK_TRIES
    while True:
        for candidate in smaller(value):
            tries -= 1
            if tries < 0:
                return violation
            smaller_violation = _violation_of(partial(check, candidate))
            if smaller_violation is not None:
                value, violation = candidate, smaller_violation
                break
        else:
            return violation


def _violation_of(check: Callable[[], None]) -> Violation | None:
    try:
        check()
    except Violation as violation:
        return violation
    return None


def unshrinkable(_value: object) -> tuple[()]:
    """Return no smaller values, for values of which no part can be removed."""
    return ()


def halves_and_removals(value: tuple[T, ...]) -> Iterable[tuple[T, ...]]:
    """Return each half of a tuple, then the tuple without each one of its items."""
    if len(value) > 3:
        middle = len(value) // 2
        yield value[:middle]
        yield value[middle:]
    for index in range(len(value)):
        yield value[:index] + value[index + 1 :]
