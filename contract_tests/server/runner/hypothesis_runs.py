"""Run a check for generated or given values, and shrink a value that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from ..conformance.violation import NotChecked, Violation

T = TypeVar("T")

#: The largest number of smaller values to try after a violation, and of requests for them.
_MAX_SHRINK_ATTEMPTS, _MAX_SHRINK_REQUESTS = 40, 40


class _Stop(BaseException):
    """Raised to stop a run of Hypothesis at once, without shrinking."""


class _ShrinkLimit:
    """The limit of the attempts to find a smaller value that fails.

    Args:
        requests: A function that returns the number of requests that the run has sent.
    """

    def __init__(self, requests: Callable[[], int]) -> None:
        self._requests = requests
        self._last = requests() + _MAX_SHRINK_REQUESTS
        self._attempts = 0

    def allows_another(self) -> bool:
        """Count an attempt to find a smaller failing value. Return whether a limit allows it."""
        self._attempts += 1
        return self._attempts <= _MAX_SHRINK_ATTEMPTS and self._requests() < self._last


def check_generated(
    strategy: SearchStrategy[T],
    check: Callable[[T], None],
    confirmed: Callable[[T], None],
    examples: int,
    seed: int,
    requests: Callable[[], int],
) -> None:
    """Run a check for generated values, and raise the violation for the simplest failing value.

    Args:
        strategy: The strategy that generates the values.
        check: A function that runs the check for a value once.
        confirmed: A function that runs the check for a value, and repeats a failed check.
        examples: The maximum number of generated values.
        seed: The seed of Hypothesis.
        requests: A function that returns the number of requests that the run has sent.
    """
    # The first violation must be confirmed. Shrinking then uses ``check``, which sends fewer
    # requests.
    violations: list[Violation] = []
    limit: _ShrinkLimit | None = None

    @_settings(examples)
    @hypothesis.seed(seed)
    @given(strategy)
    def run_check(value: T) -> None:
        nonlocal limit
        if limit is not None and not limit.allows_another():
            raise _Stop
        try:
            (check if violations else confirmed)(value)
        except Violation as violation:
            violations.append(violation)
            limit = limit or _ShrinkLimit(requests)
            raise
        except Exception as reason:
            raise _Stop from reason

    try:
        run_check()
    except (Violation, Flaky, _Stop) as end:
        if violations:
            # The last violation belongs to the smallest value so far.
            raise violations[-1].with_traceback(None) from None
        if isinstance(end.__cause__, Exception):
            raise end.__cause__ from None
        raise


def draw(strategy: SearchStrategy[T], examples: int, seed: int) -> list[T]:
    """Return the values that `check_generated` generates, in the same order, if no check fails."""
    values: list[T] = []

    @_settings(examples)
    @hypothesis.seed(seed)
    @given(strategy)
    def collect(value: T) -> None:
        values.append(value)

    collect()
    return values


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )


def check_and_shrink(
    value: T,
    first_check: Callable[[], None],
    check: Callable[[T], None],
    smaller: Callable[[T], Iterable[T]],
    requests: Callable[[], int],
) -> None:
    """Run a check for a given value, and reduce a failing value to a smaller one.

    Args:
        value: The value.
        first_check: A function that runs the check for the value, and repeats a failed check.
        check: A function that runs the check for another value once.
        smaller: A function that returns simpler variations of a failing value.
        requests: A function that returns the number of requests that the run has sent.

    Raises:
        Violation: If the value fails the check. The violation belongs to the smallest failing value
            that was found.
    """
    try:
        first_check()
    except Violation as violation:
        limit = _ShrinkLimit(requests)
        raise _shrink(value, violation, check, smaller, limit).with_traceback(None) from None


def _shrink(
    value: T,
    violation: Violation,
    check: Callable[[T], None],
    smaller: Callable[[T], Iterable[T]],
    limit: _ShrinkLimit,
) -> Violation:
    while True:
        for candidate in smaller(value):
            if not limit.allows_another():
                return violation
            smaller_violation = _violation_of(partial(check, candidate))
            if smaller_violation is not None:
                value, violation = candidate, smaller_violation
                break
        else:
            return violation


def _violation_of(check: Callable[[], None]) -> Violation | None:
    # The violation of the larger value counts, also if no request is left for a smaller value.
    with suppress(NotChecked):
        try:
            check()
        except Violation as violation:
            return violation
    return None


def no_smaller_values(_value: object) -> tuple[()]:
    """Return an empty tuple, so that no smaller value is tried after a value fails a check."""
    return ()


def halves_and_removals(value: tuple[T, ...]) -> Iterable[tuple[T, ...]]:
    """Yield the halves of a tuple, and the copies of the tuple that lack one item.

    Tuples with at most three items are not halved. The empty tuple is left out, because a query
    string without a filter shows no failure of a filter.
    """
    if len(value) > 3:
        middle = len(value) // 2
        yield value[:middle]
        yield value[middle:]
    for index in range(len(value) if len(value) > 1 else 0):
        yield value[:index] + value[index + 1 :]
