"""Compare verdicts: two verdicts with each other, or a history of verdicts over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from attrs import frozen

from ...contract import Json
from .saved_verdict import Outcome, Result, results

#: The number of runs that a history shows as columns. Older runs are used only to
#: find the date since which a rule has its outcome.
MAX_RUNS = 20


class Change(Enum):
    """A kind of change of a rule between two verdicts. The value is a heading for readers."""

    BROKEN = "Broken"
    NO_LONGER_CHECKED = "No longer checked"
    FIXED = "Fixed"
    NEWLY_CHECKED = "Newly checked"
    ACCEPTED = "Accepted as known"

    @property
    def is_worse(self) -> bool:
        """Whether the change makes the new verdict worse than the old verdict."""
        return self in (Change.BROKEN, Change.NO_LONGER_CHECKED)


@frozen
class ChangedRule:
    """A rule whose outcome on an operation changed between two verdicts.

    Attributes:
        change: The kind of change.
        rule: The id of the rule.
        operation: The id of the operation.
        sentence: The sentence of the rule; empty if both files do not state the sentence.
        before: The old outcome; None if the old verdict does not have the rule.
        after: The new outcome; None if the new verdict does not have the rule.
        reason: The reason for the new outcome, such as the text of a violation.
    """

    change: Change
    rule: str
    operation: str
    sentence: str
    before: Outcome | None
    after: Outcome | None
    reason: str


@frozen
class Comparison:
    """The differences between an old and a new verdict.

    Attributes:
        old: The old verdict, as an object of `verdict.json`.
        new: The new verdict.
        changed: The rules whose outcome changed, in the order of `Change`.
        unchanged: The number of rules without a change on any operation, including the rules that
            neither verdict has checked.
        still_violated: The results of the new verdict for the unchanged rules that both verdicts
            violate.
        settings: The settings that differ, such as the profile, each with the old and new value.
            The value of a setting that an older file does not state is `unknown`.
    """

    old: Json
    new: Json
    changed: tuple[ChangedRule, ...]
    unchanged: int
    still_violated: tuple[Result, ...]
    settings: tuple[tuple[str, str, str], ...]

    @property
    def is_worse(self) -> bool:
        """Whether a rule is newly violated, or no longer checked."""
        return any(one.change.is_worse for one in self.changed)

    def of(self, change: Change) -> list[ChangedRule]:
        """Return the rules whose outcomes changed in the given way."""
        return [one for one in self.changed if one.change is change]


def compare(old: Json, new: Json) -> Comparison:
    """Compare the verdicts of two runs, and return the rules whose outcomes changed."""
    before = {(r.rule["id"], r.operation["operation"]): r for r in results(old)}
    after = {(r.rule["id"], r.operation["operation"]): r for r in results(new)}
    changed = []
    still_violated: list[Result] = []
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        was = None if one is None else one.outcome
        now = None if other is None else other.outcome
        change = _change(was, now)
        if change is None:
            if other is not None and now is Outcome.VIOLATED:
                still_violated.append(other)
            continue
        reason = "the new run has no result of the rule"
        if other is not None:
            reason = other.operation["reason"]
        sentence = next(each.rule["sentence"] for each in (other, one) if each is not None)
        changed.append(ChangedRule(change, key[0], key[1], sentence, was, now, reason))
    unchanged = {rule for rule, _ in {**before, **after}} - {one.rule for one in changed}
    # A rule may be violated on several operations.
    still = {one.rule["id"]: one for one in still_violated if one.rule["id"] in unchanged}
    order = list(Change)
    changed.sort(key=lambda one: order.index(one.change))
    settings = tuple(_settings(old, new))
    return Comparison(old, new, tuple(changed), len(unchanged), tuple(still.values()), settings)


def _change(before: Outcome | None, after: Outcome | None) -> Change | None:
    """Return the change between two outcomes of a rule; None if no change is worth reporting."""
    unchecked = (None, Outcome.NOT_CHECKED, Outcome.NOT_JUDGED)
    if before is after or (before in unchecked and after in unchecked):
        return None
    if after is Outcome.VIOLATED:
        return Change.BROKEN
    if after in unchecked:
        return Change.NO_LONGER_CHECKED
    if after is Outcome.KNOWN:
        return Change.ACCEPTED
    return Change.NEWLY_CHECKED if before in unchecked else Change.FIXED


def _settings(old: Json, new: Json) -> Iterator[tuple[str, str, str]]:
    pairs = {
        "target": (_title(old["target"]), _title(new["target"])),
        "document": (_title(old["document"]), _title(new["document"])),
        "profile": (old["profile"], new["profile"]),
        "suite version": (old["suite_version"], new["suite_version"]),
    }
    for name, (before, after) in pairs.items():
        if before != after:
            yield name, before or "unknown", after or "unknown"


def _title(part: Json) -> str:
    if "base_url" in part:
        return str(part["base_url"])
    return f"{part['title']} {part['version']} ({part['sha256'][:8]})" if part["sha256"] else ""


@frozen
class RuleHistory:
    """The outcomes of a rule on an operation in a series of runs.

    Attributes:
        rule: The id of the rule.
        operation: The id of the operation.
        outcomes: The outcome in each run; None for a run without the rule.
        since: The number of the run since which the rule has its last outcome.
    """

    rule: str
    operation: str
    outcomes: tuple[Outcome | None, ...]
    since: int

    @property
    def latest(self) -> Outcome | None:
        """The outcome of the rule in the last run."""
        return self.outcomes[-1]


def history(verdicts: Sequence[Json]) -> list[RuleHistory]:
    """Return the outcomes of each rule in a series of verdicts, from the oldest to the newest."""
    columns = [
        {(r.rule["id"], r.operation["operation"]): r.outcome for r in results(verdict)}
        for verdict in verdicts
    ]
    found = []
    for key in dict.fromkeys(key for column in reversed(columns) for key in column):
        outcomes = tuple(column.get(key) for column in columns)
        since = len(outcomes) - 1
        while since and outcomes[since - 1] is outcomes[-1]:
            since -= 1
        found.append(RuleHistory(key[0], key[1], outcomes, since))
    return found
