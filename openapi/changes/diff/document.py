"""Two documents in lockstep: every difference between them."""

from __future__ import annotations

from typing import Any

from openapi.changes.diff.annotations import compare_annotations
from openapi.changes.diff.operations import OperationComparison
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Difference, Differences, Subject
from openapi.changes.model.node import Node, Root
from openapi.changes.model.schema import canonical
from openapi.excerpt import reached_components

_COMPARED = frozenset(
    {"openapi", "paths", "webhooks", "components", "servers", "security", "info", "tags"}
)
_WHOLE = Subject("response", "the document")


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """Return the differences between two documents, the gravest first.

    What the version says is no difference: it follows from them.

    Raises:
        MalformedError: If something stands where it cannot, or a reference refers to nothing.
    """
    findings = Differences()
    before, after = Root(old).top, Root(new).top
    operations = OperationComparison(findings, SchemaComparison(findings))
    operations.compare_paths(before.child("paths"), after.child("paths"))
    operations.compare_webhooks(before.child("webhooks"), after.child("webhooks"))
    compare_annotations(findings, _WHOLE, before, after, _COMPARED)
    languages = before.child("openapi"), after.child("openapi")
    if languages[0].value != languages[1].value:
        findings.add(kinds.OPENAPI_VERSION_CHANGED, _WHOLE, *languages)
    info = before.child("info"), after.child("info")
    compare_annotations(findings, _WHOLE, *info, {"version"})
    _compare_tags(findings, before.child("tags"), after.child("tags"))
    _compare_unused(findings, before, after)
    return sorted(findings.differences, key=lambda each: -each.class_)


def _compare_tags(findings: Differences, old: Node, new: Node) -> None:
    before, after = ({str(tag.get("name")): tag for tag in each.items()} for each in (old, new))
    for name in before | after:
        pair = before.get(name, old), after.get(name, new)
        scope = Subject("response", f"the tag `{name}`")
        if name in before and name in after:
            compare_annotations(findings, scope, *pair, {"name"})
        else:
            findings.add(
                kinds.TAG_LISTING_CHANGED,
                scope,
                *pair,
                "removed from" if name in before else "added to",
            )


def _compare_unused(findings: Differences, old: Node, new: Node) -> None:
    """Compare the components that no operation of either document uses."""
    before, after = old.child("components"), new.child("components")
    used = reached_components(old.value, old.value) | reached_components(new.value, new.value)
    for section in dict(before.children()) | dict(after.children()):
        there, here = before.child(section), after.child(section)
        for name in dict(there.children()) | dict(here.children()):
            pair = there.child(name), here.child(name)
            if (section, name) not in used and canonical(pair[0].value) != canonical(pair[1].value):
                scope = Subject("response", f"the component `{name}`")
                findings.add(kinds.UNUSED_COMPONENT_CHANGED, scope, *pair)
