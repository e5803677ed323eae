"""What a run found, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any

from attrs import define, field, frozen

from ..rules import Rule
from .known_violations import Known


class Status(Enum):
    """What a run says about one rule."""

    HOLDS = "holds"
    VIOLATED = "violated"
    NOT_CHECKED = "not_checked"


@frozen
class Found:
    """One violation, fit to be shown, and the review that lets it be, if there is one."""

    operation: str
    text: str
    """What it looks like, with the requests that show it."""
    known: Known | None = None


@define
class RuleResult:
    """What a run says about one rule. ``cases`` counts the requests made for it."""

    rule: Rule
    cases: int = 0
    violations: list[Found] = field(factory=list)
    errors: list[str] = field(factory=list)
    """Why the rule could not be judged although it was tried."""
    unfinished: list[str] = field(factory=list)
    """What the run lacked to try the rule, or to try it to the end."""
    inapplicable: list[str] = field(factory=list)
    """Which operations the rule says nothing about."""
    held: int = 0
    """How many of the rule's checks found nothing."""

    @property
    def status(self) -> Status:
        """A violation counts, whatever else went wrong; what was tried in part does not hold."""
        if self.violations:
            return Status.VIOLATED
        if self.errors or self.unfinished or not self.held:
            return Status.NOT_CHECKED
        return Status.HOLDS

    @property
    def known(self) -> str | None:
        """Why the violation is let be; None if there is none, or one that is not."""
        reasons = [found.known.reason for found in self.violations if found.known]
        return reasons[0] if reasons and len(reasons) == len(self.violations) else None

    @property
    def fails(self) -> bool:
        """Whether the rule fails the run."""
        return self.status is Status.VIOLATED and self.known is None

    @property
    def reason(self) -> str:
        """Why the status is what it is; empty for a rule that holds."""
        if self.status is Status.HOLDS:
            return ""
        # First of all what nobody has reviewed.
        seen = [found.text for found in sorted(self.violations, key=lambda f: f.known is not None)]
        reasons = seen or self.errors or self.unfinished or self.inapplicable
        return reasons[0] if reasons else "no check of it ran"

    def as_json(self) -> dict[str, Any]:
        """Return the rule's entry in ``verdict.json``."""
        return {
            "id": self.rule.id,
            "area": self.rule.area,
            "status": self.status.value,
            "cases": self.cases,
            "reason": self.reason,
            "known": self.known,
        }


@define
class Verdict:
    """What a run says about a target."""

    rules: dict[str, RuleResult]
    seed: int
    known: tuple[Known, ...] = ()
    """The reviewed violations."""
    today: date = field(factory=date.today)
    requests: int = 0
    seconds: float = 0.0
    """How long the run took, from its start."""
    interrupted: bool = True
    """Whether the run has not come to its end, or was ended before its time."""

    @classmethod
    def of(cls, rules: Iterable[Rule], seed: int, known: Iterable[Known] = ()) -> Verdict:
        """Start a verdict in which nothing is checked yet."""
        return cls({rule.id: RuleResult(rule) for rule in rules}, seed, tuple(known))

    def violated(self, rule: str, operation: str, text: str) -> Found:
        """Enter a violation."""
        covering = (
            k for k in self.known if not k.expired(self.today) and k.covers(rule, operation, text)
        )
        found = Found(operation, text, next(covering, None))
        self.rules[rule].violations.append(found)
        return found

    @property
    def gone(self) -> list[Known]:
        """The reviewed violations whose rules were judged, and which were not seen."""
        return [
            known
            for known in self.known
            if (result := self.rules.get(known.rule)) is not None
            and result.status is not Status.NOT_CHECKED
            and not any(known.covers(known.rule, f.operation, f.text) for f in result.violations)
        ]

    @property
    def expired(self) -> list[Known]:
        """The reviewed violations that are no longer let be."""
        return [known for known in self.known if known.expired(self.today)]

    @property
    def word(self) -> str:
        """``violated`` if a rule is, by more than is known; ``not_judged`` if nothing was checked.

        Nor is a server judged if a rule failed to be, or by a run that was interrupted, unless it
        violates a rule.
        """
        results = self.rules.values()
        if any(result.fails for result in results):
            return "violated"
        if self.interrupted or any(result.errors for result in results):
            return "not_judged"
        if all(result.status is Status.NOT_CHECKED for result in results):
            return "not_judged"
        return "holds"

    @property
    def exit_code(self) -> int:
        """0: holds, 1: violated, 2: could not be judged."""
        return {"holds": 0, "violated": 1, "not_judged": 2}[self.word]

    def as_json(self) -> dict[str, Any]:
        """Return what stands in ``verdict.json``, as ``verdict.schema.json`` describes it."""
        return {
            "verdict": self.word,
            "seed": self.seed,
            "requests": self.requests,
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
            "rules": [result.as_json() for result in self.rules.values()],
            "known_gone": [
                {"rule": known.rule, "operation": known.operation, "reason": known.reason}
                for known in self.gone
            ],
        }
