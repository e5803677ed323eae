"""Classes for the result of one check, and for the collected results of a load run."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from attrs import define, field, frozen

from ..report.verdict import Verdict


class Outcome(StrEnum):
    """The ways in which a check of a rule can end."""

    HELD = "held"
    VIOLATED = "violated"
    NOT_CHECKED = "not checked"
    NOT_APPLICABLE = "not applicable"
    NOT_JUDGED = "not judged"


@frozen
class CheckResult:
    """The result of one check of one rule.

    Attributes:
        rule: The id of the rule.
        operation: The id of the operation on which the rule was checked.
        outcome: The outcome of the check, such as `VIOLATED`.
        requests: The number of requests that the check sent.
        text: The redacted text of the violation, or the reason why the rule was not checked.
    """

    rule: str
    operation: str
    outcome: Outcome
    requests: int
    text: str = ""


@define
class CheckResults:
    """The results of a load run: the verdict, and the number of checks and violations per rule."""

    verdict: Verdict
    checks: Counter[str] = field(factory=Counter)
    violations: Counter[str] = field(factory=Counter)

    def add(self, result: CheckResult) -> None:
        """Add the result of one check of a contract rule to the results of the load test.

        Of each rule and operation, only the text of the first violation is kept. If this load test
        does not check the rule, the result is ignored.
        """
        if result.rule not in self.verdict.rules:
            return  # the user started a worker with other rules
        total = self.verdict.rules[result.rule].on(result.operation)
        total.sent += result.requests
        self.checks[result.rule] += 1
        match result.outcome:
            case Outcome.HELD:
                total.held += 1
            case Outcome.VIOLATED:
                self.violations[result.rule] += 1
                if not total.violations:
                    self.verdict.add_violation(result.rule, result.operation, result.text)
            case Outcome.NOT_CHECKED:
                _add_once(total.unfinished, result.text)
            case Outcome.NOT_APPLICABLE:
                _add_once(total.inapplicable, result.text)
            case Outcome.NOT_JUDGED:
                _add_once(total.errors, result.text)

    def reaches(self, checks: int) -> bool:
        """Return whether the run has made `checks` checks or more, and has checked each rule."""
        return self.checks.total() >= checks and all(map(self.checks.get, self.verdict.rules))


def _add_once(texts: list[str], text: str) -> None:
    if text and text not in texts:
        texts.append(text)
