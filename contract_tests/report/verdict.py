"""What a run found, rule by rule."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Any

from attrs import define, field

from ..rules import Rule


class Status(Enum):
    """What a run says about one rule."""

    HOLDS = "holds"
    VIOLATED = "violated"
    NOT_CHECKED = "not_checked"


@define
class RuleResult:
    """What a run says about one rule. ``cases`` counts the requests made for it."""

    rule: Rule
    cases: int = 0
    violations: list[str] = field(factory=list)
    """What each violation looks like, with the requests that show it."""
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
    def reason(self) -> str:
        """Why the status is what it is; empty for a rule that holds."""
        if self.status is Status.HOLDS:
            return ""
        reasons = self.violations or self.errors or self.unfinished or self.inapplicable
        return reasons[0] if reasons else "no check of it ran"

    def as_json(self) -> dict[str, Any]:
        """Return the rule's entry in ``verdict.json``."""
        return {
            "id": self.rule.id,
            "area": self.rule.area,
            "status": self.status.value,
            "cases": self.cases,
            "reason": self.reason,
        }


@define
class Verdict:
    """What a run says about a target."""

    rules: dict[str, RuleResult]
    seed: int
    requests: int = 0
    interrupted: bool = False
    """Whether the run was ended before its time."""

    @classmethod
    def of(cls, rules: Iterable[Rule], seed: int) -> Verdict:
        """Start a verdict in which nothing is checked yet."""
        return cls({rule.id: RuleResult(rule) for rule in rules}, seed)

    @property
    def word(self) -> str:
        """``violated`` if any rule is; ``not_judged`` if none was checked or one failed to be.

        Nor is a server judged by a run that was interrupted, unless it violates a rule.
        """
        results = self.rules.values()
        if any(result.status is Status.VIOLATED for result in results):
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

    def write(self, path: Path) -> None:
        """Write ``verdict.json``."""
        document = {
            "verdict": self.word,
            "seed": self.seed,
            "requests": self.requests,
            "rules": [result.as_json() for result in self.rules.values()],
        }
        path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
