"""The rules of our own extensions, which `openapi/README.md` describes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from openapi.changes.diff.annotations import unwrapped
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import Node
from openapi.changes.model.schema import canonical

Arguments = Mapping[str, str]

EXTENSIONS = frozenset({"x-pagination", "x-filter", "x-live", "x-scenarios", "x-environment"})


def compare_pagination(
    findings: Differences, scope: Subject, old: Node, new: Node, gone: Collection[str]
) -> None:
    """Compare `x-pagination`: how an operation pages its records.

    Without its parameters, those that are gone, the rule promises nothing, though it still stands.
    """
    promise = "a pagination rule (`x-pagination`)"
    if new.exists and any(new.get(key) in gone for key in ("page", "size")):
        findings.add(kinds.RULE_REMOVED, scope, old, new, promise)
    else:
        _compare_rule(findings, scope, old, new, promise)


def compare_filter(findings: Differences, scope: Subject, old: Node, new: Node) -> None:
    """Compare `x-filter`: what a parameter selects."""
    _compare_rule(findings, scope, old, new, "a filter rule (`x-filter`)")


def _compare_rule(
    findings: Differences, scope: Subject, old: Node, new: Node, promise: str
) -> None:
    if not old.exists and new.exists:
        findings.add(kinds.RULE_ADDED, scope, old, new, promise)
    elif old.exists and not new.exists:
        findings.add(kinds.RULE_REMOVED, scope, old, new, promise)
    elif canonical(old.value) != canonical(new.value):
        findings.add(kinds.RULE_CHANGED, scope, old, new, promise)


def compare_live(findings: Differences, scope: Subject, old: Node, new: Node) -> None:
    """Compare `x-live`: what may change between any two calls."""
    before, after = ([str(x.value) for x in each.items()] for each in (old, new))
    if not all(_within(pointer, before) for pointer in after):
        findings.add(kinds.LIVE_DATA_WIDENED, scope, old, new)
    elif not all(_within(pointer, after) for pointer in before):
        findings.add(kinds.LIVE_DATA_NARROWED, scope, old, new)


def _within(pointer: str, pointers: list[str]) -> bool:
    return any(pointer == each or pointer.startswith(f"{each}/") for each in pointers)


def compare_scenarios(
    walk: SchemaComparison, scope: Subject, old: Node, new: Node, arguments: Arguments
) -> None:
    """Compare `x-scenarios`: when an answer comes.

    How a tester brings a scenario about (`withholds`, `supplies`) is no promise to callers.

    Args:
        walk: Compares the schemas of what is refused.
        scope: The answer.
        old: The scenarios that were.
        new: The scenarios that are.
        arguments: The new name of each parameter that is sent as before under another name.
    """
    renamed = _renamed(old, new)
    for was, now in renamed.items():
        walk.findings.add(
            kinds.SCENARIO_RENAMED, scope, old.child(was), new.child(now), before=was, after=now
        )
    for name in dict(old.children()) | dict(new.children()):
        if name in renamed or name in renamed.values():
            continue
        before, after = old.child(name), new.child(name)
        refusals = before.child("refuses"), after.child("refuses")
        _compare_refusals(walk, scope, *refusals, arguments)
        if before.exists and after.exists:
            _compare_wording(walk.findings, scope, before, after, name)
        elif not (refusals[0].exists or refusals[1].exists):
            kind = kinds.SCENARIO_ADDED if after.exists else kinds.SCENARIO_REMOVED
            walk.findings.add(kind, scope, before, after, name)


def _renamed(old: Node, new: Node) -> dict[str, str]:
    """Return the scenarios that are as they were, but for the name, by the old one."""
    before, after = dict(old.children()), dict(new.children())
    came = {canonical(each.value): name for name, each in after.items() if name not in before}
    went = {name: canonical(each.value) for name, each in before.items() if name not in after}
    return {name: came[content] for name, content in went.items() if content in came}


def _compare_wording(
    findings: Differences, scope: Subject, old: Node, new: Node, name: str
) -> None:
    for key in ("when", "withholds", "supplies"):
        there, here = old.child(key), new.child(key)
        if _plain(there) != _plain(here):
            findings.add(kinds.TEXT_CHANGED, scope, there, here, f"scenario `{name}`")


def _plain(place: Node) -> str:
    return unwrapped(place.value) if isinstance(place.value, str) else canonical(place.value)


def _compare_refusals(
    walk: SchemaComparison, scope: Subject, old: Node, new: Node, arguments: Arguments
) -> None:
    """Compare which values of which parameters are refused: those that do not fit a schema."""
    sent = Subject("request", scope.subject, is_text=True)
    known = {arguments.get(name, name): name for name, _ in old.children()}
    for name in known | dict(new.children()):
        before, after = old.child(known.get(name, name)), new.child(name)
        if not before.exists:
            walk.findings.add(kinds.REFUSAL_ADDED, scope, before, after, name)
        elif not after.exists:
            walk.findings.add(kinds.REFUSAL_REMOVED, scope, before, after, name)
        elif walk.would_break((before,), (after,), sent):
            walk.findings.add(kinds.REFUSAL_CHANGED, scope, before, after, name)
        elif walk.would_break((after,), (before,), sent):
            walk.findings.add(kinds.REFUSAL_REMOVED, scope, before, after, name)
        else:
            walk.compare((before,), (after,), sent)
