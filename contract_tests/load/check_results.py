"""What came of each check, handed from process to process and entered into one verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum
from typing import Any

from attrs import define, field, frozen

from ..report.verdict import Verdict


class Outcome(Enum):
    """How a check of a rule ended."""

    HELD = "held"
    VIOLATED = "violated"
    NOT_CHECKED = "not checked"
    NOT_APPLICABLE = "not applicable"
    NOT_JUDGED = "not judged"


@frozen
class Finding:
    """One check of a rule. ``text`` is fit to be shown."""

    rule: str
    operation: str
    outcome: Outcome
    requests: int
    text: str = ""

    def packed(self) -> tuple[Any, ...]:
        """Return what goes from a worker to who collects."""
        return self.rule, self.operation, self.outcome.value, self.requests, self.text

    @classmethod
    def unpacked(cls, packed: Iterable[Any]) -> Finding:
        """Return what :meth:`packed` has packed."""
        rule, operation, outcome, requests, text = packed
        return cls(rule, operation, Outcome(outcome), requests, text)


@define
class Tally:
    """Enters findings into a verdict, and counts them."""

    verdict: Verdict
    checks: Counter[str] = field(factory=Counter)
    violated: Counter[str] = field(factory=Counter)

    def covers(self, checks: int) -> bool:
        """Return whether so many checks are entered, and at least one of each rule."""
        return self.checks.total() >= checks and all(map(self.checks.get, self.verdict.rules))

    def enter(self, finding: Finding) -> None:
        """Enter what came of one check. Only the first text about a rule is kept."""
        result = self.verdict.rules[finding.rule]
        result.cases += finding.requests
        self.checks[finding.rule] += 1
        match finding.outcome:
            case Outcome.HELD:
                result.held += 1
            case Outcome.VIOLATED:
                self.violated[finding.rule] += 1
                if not result.violations:
                    self.verdict.violated(finding.rule, finding.operation, finding.text)
            case Outcome.NOT_CHECKED:
                _keep(result.unfinished, finding.text)
            case Outcome.NOT_APPLICABLE:
                _keep(result.inapplicable, finding.text)
            case Outcome.NOT_JUDGED:
                _keep(result.errors, finding.text)


def _keep(texts: list[str], text: str) -> None:
    if text and text not in texts:
        texts.append(text)
