"""A tester of one operation. The tester repeats failed checks to confirm violations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from attrs import define, field
from hypothesis.strategies import SearchStrategy

from ..conformance.violation import NotChecked, Violation
from ..transport.exchange import Exchange
from ..transport.request import Request
from ..transport.session import TargetUnusable
from . import hypothesis_runs
from .baseline import Baseline
from .confirmation import confirm
from .distinct_violations import DistinctViolations, KnownFailure
from .request_sender import RequestSender

T = TypeVar("T")

#: A violation that the monitor has suspected this often is reported even if it does not recur.
_OFTEN = 3


@define
class OperationTester(RequestSender):
    """A tester of one operation. The tester sends requests, runs checks and caches the records."""

    seed: int = 0
    unchanging: bool = False
    """Whether the data cannot change during the run; violations are then not confirmed."""
    baseline: Baseline = field(init=False)
    _collected: DistinctViolations | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.baseline = Baseline(self)

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Continue after a violation in the ``with`` block, and raise all distinct ones at its end.

        The first violation is raised, and the others are attached to it.
        """
        collected = self._collected = DistinctViolations()
        try:
            yield
        except Violation as violation:
            collected.add(violation)
        except (NotChecked, TargetUnusable):
            if not collected.found:
                raise
        finally:
            self._collected = None
        collected.raise_all()

    def check_generated(
        self,
        strategy: SearchStrategy[T],
        check: Callable[[T], None],
        *,
        share: float = 1.0,
    ) -> None:
        """Run a check for generated values, and raise the violation for the simplest failing value.

        A failed check is repeated before the violation is raised. The profile of the run, such as
        quick, sets the number of values, which is multiplied by ``share``.
        """
        if self._collected is not None and self._collected.found:
            return  # the generated values would show the same failures
        hypothesis_runs.check_generated(
            strategy,
            check,
            lambda value: self.confirmed(partial(check, value)),
            self.profile.scaled_examples(share),
            self.seed,
        )

    def check_each(
        self,
        values: Iterable[T],
        check: Callable[[T], None],
        smaller: Callable[[T], Iterable[T]] = hypothesis_runs.no_smaller_values,
    ) -> None:
        """Run a check for each given value, and raise the first confirmed violation.

        Within `collecting`, the check continues with the other values after a violation.

        The function ``smaller`` returns smaller values to try instead of a failing value.
        """
        collected = self._collected
        if collected is None:
            hypothesis_runs.check_each(
                values, check, lambda value: self.confirmed(partial(check, value)), smaller
            )
            return
        for value in values:
            if collected.is_full:
                return
            new = partial(collected.only_new, partial(check, value))
            try:
                self._check_value(value, check, new, smaller)
            except KnownFailure:
                continue
            except Violation as violation:
                collected.add(violation)

    def _check_value(
        self,
        value: T,
        check: Callable[[T], None],
        first_check: Callable[[], None],
        smaller: Callable[[T], Iterable[T]],
    ) -> None:
        hypothesis_runs.check_each(
            [value], check, lambda _value: self.confirmed(first_check), smaller
        )

    def confirmed(self, check: Callable[[], None]) -> None:
        """Run a check, and repeat a failed check with newly read records.

        If the data cannot change during the run, a failed check is not repeated.
        """
        if self.unchanging:
            check()
        else:
            confirm(check, self.baseline.forget)

    def confirm_suspected(
        self, rule: str, judge: Callable[[Exchange], object], *, frequent: bool = True
    ) -> None:
        """Repeat the requests of the suspected violations of a rule, and judge the new responses.

        Raises:
            Violation: If a new response violates the rule. With ``frequent``, also if the rule has
                at least three suspected violations, even if all new responses are correct.
        """

        def check(request: Request) -> None:
            judge(self.send_request(request))

        suspected = list(self.monitor.suspected.get(rule, ()))
        self.check_each([suspect.request for suspect in suspected], check)
        if frequent and len(suspected) >= _OFTEN:
            raise suspected[0].violation
