"""One of many callers, which judges what it is answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from random import Random

from attrs import frozen
from locust import User, task
from locust.env import Environment

from ..redaction.masks import Mask
from ..redaction.secrets import fit_to_show
from ..report.request_observers import MaskLearner
from ..server.checks.run_single_check import violation_of
from ..server.conformance.violation import NotApplicable, NotChecked
from ..server.runner.operation_tester import OperationTester
from ..server.runner.profile import Profile
from ..server.transport.observer import Attempt, Observer, ObserverGroup
from ..server.transport.session import Session, TargetUnusable
from .check_results import Finding, Outcome
from .plan import Plan

#: How locust names the requests of its statistics: by the status of their answers.
ANSWER = "answer"
NONE = "none"

#: Seconds that a caller gives a server which does not answer.
BREATH = 1.0


def callers(plan: Plan, report: Callable[[Finding], None]) -> type[User]:
    """Return the class of the callers of a run; each reports what it finds."""
    cases: Iterator[_Case] | None = None

    class Caller(User):
        def __init__(self, environment: Environment) -> None:
            super().__init__(environment)
            self.judge = Judge(plan, _Clock(environment))

        def on_stop(self) -> None:
            self.judge.close()

        @task
        def check_a_rule(self) -> None:
            nonlocal cases
            if cases is None:
                cases = _cases(plan, getattr(self.environment.runner, "worker_index", 0))
            report(self.judge.check(next(cases)))

    return Caller


@frozen
class _Case:
    """One check: of a rule, on an operation, with requests that the seed decides."""

    rule: str
    operation: int
    seed: int


def _cases(plan: Plan, worker: int) -> Iterator[_Case]:
    """Yield the checks that the callers of a process share, at first one of each rule."""
    random = Random(f"{plan.seed} {worker}")  # noqa: S311
    unchecked = random.sample(plan.rules, len(plan.rules))
    while True:
        rule = unchecked.pop() if unchecked else random.choice(plan.rules)
        operation = random.randrange(len(plan.contract.tested))
        yield _Case(rule.id, operation, random.getrandbits(32))


class Judge:
    """Checks one rule after the other over a connection of its own, as the server suite does."""

    def __init__(self, plan: Plan, clock: Observer) -> None:
        self._plan = plan
        self._mask = None if plan.target.is_loopback else Mask()
        self._observer = clock
        if self._mask is not None:
            self._observer = ObserverGroup(clock, MaskLearner(self._mask))
        self._open = ExitStack()
        self._connect()

    def _connect(self) -> None:
        session = Session(self._plan.target, observer=self._observer, mask=self._mask)
        self._session = self._open.enter_context(session)
        self._testers = [
            OperationTester(
                self._plan.contract,
                operation,
                self._session,
                Profile.QUICK,
                unchanging=self._plan.still,
            )
            for operation in self._plan.contract.tested
        ]

    def close(self) -> None:
        """Close the connection."""
        self._open.close()

    def check(self, case: _Case) -> Finding:
        """Check a rule."""
        tester = self._testers[case.operation]
        tester.seed = case.seed
        tester.baseline.forget()
        before = self._session.requests
        outcome, text = self._judge(case.rule, tester)
        made = self._session.requests - before
        if outcome is Outcome.NOT_JUDGED:
            time.sleep(BREATH)
            self.close()
            self._connect()
        return Finding(case.rule, tester.operation.id, outcome, made, text)

    def _judge(self, rule: str, tester: OperationTester) -> tuple[Outcome, str]:
        try:
            violation = violation_of(rule, tester)
        except NotApplicable as reason:
            return Outcome.NOT_APPLICABLE, self._fit_to_show(str(reason))
        except NotChecked as reason:
            return Outcome.NOT_CHECKED, self._fit_to_show(str(reason))
        except TargetUnusable as reason:
            return Outcome.NOT_JUDGED, self._fit_to_show(str(reason))
        except Exception as defect:  # of ours: it must not end the caller, nor go unseen
            return Outcome.NOT_JUDGED, self._fit_to_show(f"{type(defect).__name__}: {defect}")
        if violation is None:
            return Outcome.HELD, ""
        return Outcome.VIOLATED, fit_to_show(str(violation), violation.exchanges[-1].secrets)

    def _fit_to_show(self, text: str) -> str:
        text = fit_to_show(" ".join(text.split()), self._plan.target.secrets)
        return text if self._mask is None else self._mask.text(text)


class _Clock(Observer):
    """Tells locust of each answer, and how long it took."""

    def __init__(self, environment: Environment) -> None:
        self._tell = environment.events.request.fire

    def sent(self, attempt: Attempt) -> None:
        """Hear of one request."""
        exchange = attempt.exchange
        self._tell(  # type: ignore[no-untyped-call]
            request_type=ANSWER,
            name=NONE if exchange is None else str(exchange.status),
            response_time=1000 * attempt.seconds,
            response_length=0 if exchange is None else len(exchange.content),
        )
