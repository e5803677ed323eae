"""Two documents in lockstep: every difference between them."""

from __future__ import annotations

from typing import Any

from openapi.changes.diff.annotations import compare_notes
from openapi.changes.diff.operations import OperationWalk
from openapi.changes.diff.schemas import SchemaWalk
from openapi.changes.model.difference import Difference, Findings, Scope
from openapi.changes.model.node import Located, Root
from openapi.changes.model.schema import spell
from openapi.excerpt import reached_components

_JUDGED = frozenset(
    {"openapi", "paths", "webhooks", "components", "servers", "security", "info", "tags"}
)
_WHOLE = Scope("response", "the document")


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """Return the differences between two documents, the gravest first.

    What the version says is no difference: it follows from them.

    Raises:
        Malformed: If something stands where it cannot, or a reference refers to nothing.
    """
    findings = Findings()
    before, after = Root(old).top, Root(new).top
    operations = OperationWalk(findings, SchemaWalk(findings))
    operations.compare_paths(before.member("paths"), after.member("paths"))
    operations.compare_webhooks(before.member("webhooks"), after.member("webhooks"))
    compare_notes(findings, _WHOLE, before, after, _JUDGED)
    languages = before.member("openapi"), after.member("openapi")
    if languages[0].value != languages[1].value:
        findings.add("language version", _WHOLE, *languages)
    info = before.member("info"), after.member("info")
    compare_notes(findings, _WHOLE, *info, {"version"})
    _compare_tags(findings, before.member("tags"), after.member("tags"))
    _compare_unused(findings, before, after)
    return sorted(findings.differences, key=lambda each: -each.class_)


def _compare_tags(findings: Findings, old: Located, new: Located) -> None:
    before, after = ({str(tag.get("name")): tag for tag in each.items()} for each in (old, new))
    for name in before | after:
        pair = before.get(name, old), after.get(name, new)
        scope = Scope("response", f"the tag `{name}`")
        if name in before and name in after:
            compare_notes(findings, scope, *pair, {"name"})
        else:
            findings.add("list entry", scope, *pair)


def _compare_unused(findings: Findings, old: Located, new: Located) -> None:
    """Compare the components that no operation of either document uses."""
    before, after = old.member("components"), new.member("components")
    used = reached_components(old.value, old.value) | reached_components(new.value, new.value)
    for section in dict(before.members()) | dict(after.members()):
        there, here = before.member(section), after.member(section)
        for name in dict(there.members()) | dict(here.members()):
            pair = there.member(name), here.member(name)
            if (section, name) not in used and spell(pair[0].value) != spell(pair[1].value):
                scope = Scope("response", f"the component `{name}`")
                findings.add("unused component", scope, *pair)
