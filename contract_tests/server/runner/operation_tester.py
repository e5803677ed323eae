"""A tester of one operation. The tester repeats failed checks to confirm violations."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import cycle, islice
from typing import TypeVar

from attrs import define, field
from hypothesis.strategies import SearchStrategy

from ..conformance.certainty import CertainViolation
from ..conformance.violation import NotChecked, Violation
from ..transport.exchange import Exchange
from ..transport.request import Request
from ..transport.session import TargetUnusable
from . import hypothesis_runs
from .baseline import Baseline, View
from .confirmation import Confirmation
from .distinct_violations import DistinctViolations, KnownFailure
from .request_sender import RequestSender

T = TypeVar("T")

_OK = 200

#: After this many checks, a further request changes the replica with which the next check begins.
_CHECKS_IN_STEP = 5

#: The number of requests in a burst.
_BURST = 8

#: A violation that the monitor has suspected this often is reported without a repetition.
_OFTEN = 3


@define
class OperationTester(RequestSender):
    """A tester of one operation. The tester sends requests, runs checks and caches the records."""

    seed: int = 0
    unchanging: bool = False
    """Whether the data cannot change during the run; violations are then not confirmed."""
    baseline: Baseline = field(init=False)
    _collected: DistinctViolations | None = field(default=None, init=False)
    _confirmation: Confirmation = field(init=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.baseline = Baseline(self)
        self._confirmation = Confirmation(
            lambda: self.baseline.known_view,
            self._read_view,
            self.session.renew_connection,
            self.profile.attempts,
            self._requests,
            self._may_repeat,
        )

    def send_request(self, request: Request) -> Exchange:
        """Send a request. Store a successful response if the request has only filters.

        A check of the filters judges the stored responses later.
        """
        exchange = super().send_request(request)
        filters = {filter_.parameter for filter_ in self.operation.filters}
        if (
            exchange.status == _OK
            and not self.prefetcher.is_recording
            and self.baseline.known_view is not None
            and request.query
            and {name for name, _ in request.query} <= filters
            and request == self.request(request.query)
        ):
            self.baseline.selections.append(exchange)
        return exchange

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Collect the violations in the ``with`` block, and raise them together at its end.

        Violations with the same failure are collected once. The first violation is raised, and the
        others are attached to it.
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
        alone: bool = False,
    ) -> None:
        """Run a check for generated values, and raise the violation for the simplest failing value.

        A failed check is repeated before the violation is raised. The profile of the run, such as
        quick, sets the number of values, which is multiplied by ``share``. With ``alone``, the
        wrong statuses of earlier checks do not count towards a violation.
        """
        if self._has_failed:
            return  # the generated values would show the same failures
        examples = self.profile.scaled_examples(share)
        known: Iterator[Violation | None] = iter(())
        if self.prefetches:
            # Without a violation, the responses have no influence on the values.
            drawn = hypothesis_runs.draw(strategy, examples, self.seed)
            outcomes = self._check_until_violation(drawn, check, alone=alone)
            if not outcomes or outcomes[-1] is None:
                return
            known = iter(outcomes)

        def confirmed(value: T) -> None:
            for violation in islice(known, 1):
                if violation is not None:
                    raise violation
                return
            self.confirmed(partial(check, value), alone=alone)

        hypothesis_runs.check_generated(
            strategy, check, confirmed, examples, self.seed, self._requests
        )

    def _check_until_violation(
        self, values: Iterable[T], check: Callable[[T], None], *, alone: bool
    ) -> list[Violation | None]:
        """Check values in order, and stop after the first violation.

        The result has an item for each checked value: the violation, or None.
        """
        outcomes: list[Violation | None] = []
        with closing(self._run_ahead(values, check)) as runs:
            for _, run in runs:
                try:
                    self.confirmed(run, alone=alone)
                except Violation as violation:
                    return [*outcomes, violation]
                outcomes.append(None)
        return outcomes

    def check_each(
        self,
        values: Iterable[T],
        check: Callable[[T], None],
        smaller: Callable[[T], Iterable[T]] = hypothesis_runs.no_smaller_values,
        *,
        alone: bool = False,
    ) -> None:
        """Run a check for each given value, and raise the first confirmed violation.

        Within `collecting`, the check continues with the other values after a violation.

        The function ``smaller`` returns smaller values to try instead of a failing value. A wrong
        status of one value counts towards the confirmation for another value, unless ``alone`` is
        True.
        """
        collected = self._collected

        def check_value(value: T, run: Callable[[], None]) -> None:
            first_check = partial(self.confirmed, run, alone=alone)
            hypothesis_runs.check_and_shrink(value, first_check, check, smaller, self._requests)

        with closing(self._run_ahead(values, check)) as runs:
            for value, run in runs:
                if collected is None:
                    check_value(value, run)
                    continue
                if collected.is_full:
                    return
                try:
                    check_value(value, partial(collected.only_new, run))
                except KnownFailure:
                    continue
                except Violation as violation:
                    collected.add(violation)

    def _run_ahead(
        self, values: Iterable[T], check: Callable[[T], None], *, fresh: bool = False
    ) -> Generator[tuple[T, Callable[[], None]], None, None]:
        """Yield each value with a function that checks the value.

        If several requests may be under way, the requests of the next checks are sent ahead. With
        ``fresh``, each check then begins with a new connection.
        """
        values = list(values)
        jobs = [partial(check, value) for value in values]
        runs = self.prefetcher.run_ahead(jobs, fresh=fresh)
        with closing(runs):
            yield from zip(values, runs, strict=True)

    def confirmed(self, check: Callable[[], None], *, alone: bool = False) -> None:
        """Run a check, and repeat a failed check with newly read records.

        With ``alone``, the wrong statuses of earlier checks do not count.

        If the data cannot change during the run, a failed check is not repeated.
        """
        if self.unchanging:
            check()
        else:
            self._confirmation.confirm(check, alone=alone)

    def check_replicas(
        self, values: Sequence[T], check: Callable[[T], None], *, share: float = 1.0
    ) -> None:
        """Run a check for values in turn, so that each replica behind a load balancer responds.

        The profile of the run sets the number of checks, which is multiplied by ``share``. The
        profile quick has none. Each check begins with a new connection.
        """
        if self._has_failed:
            return
        repetitions = round(share * self.profile.repetitions) if values else 0
        # A check with as many requests as there are replicas would always begin at the same replica
        # of a load balancer that takes the replicas in turn. A further request changes the replica.
        turns: list[int | None] = []
        for number in range(repetitions):
            if number % _CHECKS_IN_STEP == _CHECKS_IN_STEP - 1:
                turns.append(None)
            turns.append(number)

        def run(turn: int | None) -> None:
            if turn is None:
                self.send()
            else:
                check(values[turn % len(values)])

        renewed = False
        with closing(self._run_ahead(turns, run, fresh=True)) as runs:
            for turn, run_turn in runs:
                if not self._is_within_limit():
                    return
                if not renewed:
                    self.session.renew_connection()
                renewed = turn is None
                if renewed:
                    run_turn()
                else:
                    self.confirmed(run_turn)

    def check_together(
        self,
        cases: Sequence[T],
        request: Callable[[T], Request],
        judge: Callable[[T, Exchange], None],
        *,
        share: float = 1.0,
    ) -> None:
        """Send bursts of simultaneous requests, and judge each response.

        The profile of the run sets the number of bursts, which is multiplied by ``share``. No
        bursts are sent with the profile quick, or in a run that sends one request at a time.

        Args:
            cases: The cases. Each burst takes the next few cases; the first case follows the last
                one.
            request: A function that returns the request of a case.
            judge: A function that raises a `Violation` if the response to a case is wrong.
            share: The factor for the number of bursts.
        """
        turn = cycle(cases)

        def check() -> None:
            burst = list(islice(turn, _BURST))
            exchanges = self.send_together([request(case) for case in burst])
            for case, exchange in zip(burst, exchanges, strict=True):
                if not self.monitor.is_failure(exchange):
                    judge(case, exchange)

        if cases and self.session.concurrency > 1 and not self._has_failed:
            for _ in range(round(share * self.profile.bursts)):
                self.confirmed(check)

    @property
    def _has_failed(self) -> bool:
        """Whether the check that is running has found a failure already."""
        return self._collected is not None and bool(self._collected.found)

    def _requests(self) -> int:
        return self.session.requests

    def _is_within_limit(self) -> bool:
        """Return whether the run may still send requests that only repeat earlier ones."""
        return self.profile.repeats_after(self.sent_requests, len(self.operation.filters))

    def _may_repeat(self, undecided: int) -> bool:
        return undecided < self.profile.max_undecided_requests and self._is_within_limit()

    def _read_view(self) -> View:
        self.baseline.forget()
        if self.operation.pagination is None:
            return View({}, (), complete=True)
        return self.baseline.view

    def confirm_suspected(
        self,
        rule: str,
        judge: Callable[[Exchange], object],
        *,
        frequent: bool = True,
        failures: bool = False,
    ) -> None:
        """Repeat the requests of the suspected violations of a rule, and judge the new responses.

        With ``failures``, failures of the server are judged too. Otherwise, a request is repeated
        until the server does not fail.

        Raises:
            Violation: If a new response violates the rule, or if nothing explains a suspected
                violation. With ``frequent``, also if the rule has at least three suspected
                violations over at least two connections.
        """
        suspected = list(self.monitor.suspected.get(rule, ()))
        for suspect in suspected:
            if isinstance(suspect.violation, CertainViolation):
                raise suspect.violation
        connections = {suspect.exchange.connection for suspect in suspected}
        if frequent and len(suspected) >= _OFTEN and len(connections) > 1:
            raise suspected[0].violation

        def check(request: Request) -> None:
            send = self.prefetcher.receive if failures else self.send_request
            judge(send(request))

        requests = [suspect.request for suspect in suspected]
        self.check_each(requests, check, alone=True)
