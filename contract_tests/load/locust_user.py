"""The locust user of load runs. It checks one rule of the contract after another."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from random import Random

from attrs import frozen
from locust import User, task
from locust.env import Environment

from ..redaction.masks import Mask
from ..redaction.secrets import redact_and_escape
from ..report.request_observers import MaskLearner
from ..report.violation_details import ViolationDetails
from ..server.checks.run_single_check import violation_of
from ..server.conformance.violation import NotApplicable, NotChecked
from ..server.runner.operation_tester import OperationTester
from ..server.runner.profile import Profile
from ..server.transport.observer import Attempt, Observer, ObserverGroup
from ..server.transport.response_timer import ResponseTimer
from ..server.transport.session import Session, TargetUnusable
from .check_results import CheckResult, Outcome
from .plan import Plan

#: Seconds that a user pauses after a check that could not be judged.
PAUSE_AFTER_ERROR = 1.0


def user_class(plan: Plan, report: Callable[[CheckResult], None]) -> type[User]:
    """Return the class of the locust users of a load run.

    Args:
        plan: The contract, the server and the rules.
        report: A function that each user calls with the result of each check.
    """
    checks: Iterator[_Check] | None = None

    class ContractUser(User):
        def __init__(self, environment: Environment) -> None:
            super().__init__(environment)
            self.checker = _RuleChecker(plan, environment)

        def on_stop(self) -> None:
            self.checker.close()

        @task
        def check_rule(self) -> None:
            nonlocal checks
            # A worker knows its index only after it has joined the master.
            if checks is None:
                checks = _checks(plan, getattr(self.environment.runner, "worker_index", 0))
            report(self.checker.run(next(checks)))

    return ContractUser


@frozen
class _Check:
    """A planned check of one rule on one operation. The seed determines the requests."""

    rule: str
    operation_index: int
    seed: int


def _checks(plan: Plan, worker: int) -> Iterator[_Check]:
    """Yield the contract rules that simulated users check: each rule once, then random rules.

    Each rule comes with an operation and a random seed for the check.
    """
    random = Random(f"{plan.seed} {worker}")  # noqa: S311
    unchecked = random.sample(plan.rules, len(plan.rules))
    while True:
        rule = unchecked.pop() if unchecked else random.choice(plan.rules)
        operation_index = random.randrange(len(plan.contract.tested))
        yield _Check(rule.id, operation_index, random.getrandbits(32))


class _RuleChecker:
    """Checks rules for one simulated user of a load test, over one connection to the server."""

    def __init__(self, plan: Plan, environment: Environment) -> None:
        self._plan = plan
        self._rules = {rule.id: rule for rule in plan.rules}
        self._mask = None if plan.target.is_loopback else Mask()
        self._timer = ResponseTimer()
        observer = _LocustObserver(environment, self._timer)
        self._observer: Observer = (
            observer if self._mask is None else ObserverGroup(observer, MaskLearner(self._mask))
        )
        self._resources = ExitStack()
        self._connect()

    def _connect(self) -> None:
        session = Session(
            self._plan.target,
            observer=self._observer,
            mask=self._mask,
            trace=self._timer.trace,
        )
        self._session = self._resources.enter_context(session)
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
        self._resources.close()

    def run(self, check: _Check) -> CheckResult:
        """Check a rule and return the result.

        If an error prevents the check, the outcome is `NOT_JUDGED`. The simulated user then pauses
        and opens a new connection.
        """
        tester = self._testers[check.operation_index]
        tester.seed = check.seed
        tester.baseline.forget()
        requests_before = self._session.requests
        outcome, text = self._judge(check.rule, tester)
        requests = self._session.requests - requests_before
        if outcome is Outcome.NOT_JUDGED:
            time.sleep(PAUSE_AFTER_ERROR)
            self.close()
            self._connect()
        return CheckResult(check.rule, tester.operation.id, outcome, requests, text)

    def _judge(self, rule: str, tester: OperationTester) -> tuple[Outcome, str]:
        try:
            violation = violation_of(rule, tester)
        except NotApplicable as reason:
            return Outcome.NOT_APPLICABLE, self._redacted(str(reason))
        except NotChecked as reason:
            return Outcome.NOT_CHECKED, self._redacted(str(reason))
        except TargetUnusable as reason:
            return Outcome.NOT_JUDGED, self._redacted(str(reason))
        except Exception as bug:  # A bug in the suite neither stops the user nor is lost.
            return Outcome.NOT_JUDGED, self._redacted(f"{type(bug).__name__}: {bug}")
        if violation is None:
            return Outcome.HELD, ""
        details = ViolationDetails(
            self._rules[rule], violation, self._plan.contract, self._plan.rerun_command
        )
        return Outcome.VIOLATED, details.text

    def _redacted(self, text: str) -> str:
        text = redact_and_escape(" ".join(text.split()), self._plan.target.secrets)
        return text if self._mask is None else self._mask.text(text)


class _LocustObserver(Observer):
    """A session observer that reports the response time of each request to locust."""

    def __init__(self, environment: Environment, timer: ResponseTimer) -> None:
        self._fire = environment.events.request.fire
        self._timer = timer

    def sent(self, attempt: Attempt) -> None:
        """Report a request to locust under the status code of the response, such as `200`."""
        exchange, seconds = attempt.exchange, attempt.seconds
        if exchange is not None and self._timer.seconds is not None:
            seconds = self._timer.seconds
        self._fire(  # type: ignore[no-untyped-call]
            request_type="HTTP",
            name="none" if exchange is None else str(exchange.status),
            # locust rounds to integers, so the unit is a microsecond.
            response_time=1e6 * seconds,
            response_length=0 if exchange is None else len(exchange.content),
        )
