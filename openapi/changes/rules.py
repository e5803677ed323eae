"""The rules of our own extensions, which `openapi/README.md` describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi.changes.difference import Findings, Scope
from openapi.changes.flatten import spell
from openapi.changes.located import Located
from openapi.changes.notes import rewrapped

if TYPE_CHECKING:
    from openapi.changes.schemas import SchemaWalk

EXTENSIONS = frozenset({"x-pagination", "x-filter", "x-live", "x-scenarios", "x-environment"})


def compare_pagination(findings: Findings, scope: Scope, old: Located, new: Located) -> None:
    """Compare `x-pagination`: how an operation pages its records."""
    _compare_rule(findings, scope, old, new, "how its records are paged")


def compare_filter(findings: Findings, scope: Scope, old: Located, new: Located) -> None:
    """Compare `x-filter`: what a parameter selects."""
    _compare_rule(findings, scope, old, new, "to select records")


def _compare_rule(
    findings: Findings, scope: Scope, old: Located, new: Located, promise: str
) -> None:
    if not old.exists and new.exists:
        findings.add("rule added", scope, old, new, promise)
    elif old.exists and not new.exists:
        findings.add("rule removed", scope, old, new, promise)
    elif spell(old.value) != spell(new.value):
        findings.add("rule changed", scope, old, new, promise)


def compare_live(findings: Findings, scope: Scope, old: Located, new: Located) -> None:
    """Compare `x-live`: what may change between any two calls."""
    before, after = ([str(x.value) for x in each.items()] for each in (old, new))
    if not all(_within(pointer, before) for pointer in after):
        findings.add("live data widened", scope, old, new)
    elif not all(_within(pointer, after) for pointer in before):
        findings.add("live data narrowed", scope, old, new)


def _within(pointer: str, pointers: list[str]) -> bool:
    return any(pointer == each or pointer.startswith(f"{each}/") for each in pointers)


def compare_scenarios(walk: SchemaWalk, scope: Scope, old: Located, new: Located) -> None:
    """Compare `x-scenarios`: when an answer comes.

    How a tester brings a scenario about (`withholds`, `supplies`) is no promise to callers.
    """
    for name in dict(old.members()) | dict(new.members()):
        before, after = old.member(name), new.member(name)
        refusals = before.member("refuses"), after.member("refuses")
        _compare_refusals(walk, scope, *refusals)
        if before.exists and after.exists:
            _compare_wording(walk.findings, scope, before, after, name)
        elif not (refusals[0].exists or refusals[1].exists):
            kind = "scenario added" if after.exists else "scenario removed"
            walk.findings.add(kind, scope, before, after, name)


def _compare_wording(
    findings: Findings, scope: Scope, old: Located, new: Located, name: str
) -> None:
    for key in ("when", "withholds", "supplies"):
        there, here = old.member(key), new.member(key)
        texts = [rewrapped(str(each.value)) if each.exists else None for each in (there, here)]
        if texts[0] != texts[1]:
            findings.add("text", scope, there, here, f"scenario `{name}`")


def _compare_refusals(walk: SchemaWalk, scope: Scope, old: Located, new: Located) -> None:
    """Compare which values of which parameters are refused: those that do not fit a schema."""
    sent = Scope("request", scope.subject, is_text=True)
    for name in dict(old.members()) | dict(new.members()):
        before, after = old.member(name), new.member(name)
        if not before.exists:
            walk.findings.add("refusal added", scope, before, after, f"by `{name}`")
        elif not after.exists:
            walk.findings.add("refusal removed", scope, before, after, f"by `{name}`")
        elif walk.probe((before,), (after,), sent):
            walk.findings.add("refusal changed", scope, before, after, f"by `{name}`")
        elif walk.probe((after,), (before,), sent):
            walk.findings.add("refusal removed", scope, before, after, f"by `{name}`")
        else:
            walk.compare((before,), (after,), sent)
