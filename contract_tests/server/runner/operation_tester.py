"""The tester of one operation, which runs checks for many values and confirms violations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from attrs import define, field
from hypothesis.strategies import SearchStrategy

from ..conformance.violation import Violation
from ..transport.exchange import Exchange, Request
from . import hypothesis_runs
from .baseline import Baseline
from .request_sender import RequestSender

T = TypeVar("T")

#: A violation that the monitor has suspected this often is not a temporary failure.
_OFTEN = 3


@define
class OperationTester(RequestSender):
    """An operation under test, with its baseline. The checks of rules run against a tester."""

    seed: int = 0
    unchanging: bool = False
    """Whether nobody changes the data, so that no violation needs to be confirmed."""
    baseline: Baseline = field(init=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.baseline = Baseline(self)

    def check_generated(
        self,
        strategy: SearchStrategy[T],
        check: Callable[[T], None],
        *,
        share: float = 1.0,
    ) -> None:
        """Run a check for generated values, and raise the violation by the smallest value.

        A violation is confirmed before it is raised. ``share`` scales the profile's number of
        examples, for checks that send many requests.
        """
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
        smaller: Callable[[T], Iterable[T]] = hypothesis_runs.unshrinkable,
    ) -> None:
        """Run a check for each given value, and raise the first confirmed violation.

        ``smaller`` returns the values that remain when parts of a value are removed.
        """
        hypothesis_runs.check_each(
            values, check, lambda value: self.confirmed(partial(check, value)), smaller
        )

    def confirmed(self, check: Callable[[], None]) -> None:
        """Run a check. After a violation, discard the baseline and repeat the check.

        Only a second violation is raised, since the data may have changed during the first check.
        """
        try:
            check()
        except Violation:
            if self.unchanging:
                raise
            self.baseline.forget()
            check()

    def confirm_suspected(
        self, rule: str, judge: Callable[[Exchange], object], *, frequent: bool = True
    ) -> None:
        """Repeat the requests whose responses seemed to violate a rule, and judge the responses.

        Raises:
            Violation: If a response violates the rule again, or, with ``frequent``, if the monitor
                has suspected several violations of the rule.
        """

        def check(request: Request) -> None:
            judge(self.send_request(request))

        suspected = list(self.monitor.suspected.get(rule, ()))
        self.check_each([suspect.request for suspect in suspected], check)
        if frequent and len(suspected) >= _OFTEN:
            raise suspected[0].violation
