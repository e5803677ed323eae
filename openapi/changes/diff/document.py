"""Compare two whole OpenAPI documents."""

from __future__ import annotations

from typing import Any

from openapi.changes.diff.annotations import compare_annotations
from openapi.changes.diff.operations import OperationComparison
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Difference, Differences, Subject
from openapi.changes.model.node import Node, NodePair
from openapi.excerpt import reached_components

_COMPARED = frozenset(
    {"openapi", "paths", "webhooks", "components", "servers", "security", "info", "tags"}
)
_DOCUMENT = Subject("response", "the document")


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """Return the differences between two OpenAPI documents, the most severe first.

    The versions of the documents (`info.version`) are not compared.

    Raises:
        MalformedError: If a document has a value that OpenAPI does not allow, or a broken `$ref`.
    """
    differences = Differences()
    documents = NodePair(Node.root(old), Node.root(new))
    operations = OperationComparison(SchemaComparison(differences))
    operations.compare(documents.child("paths"), "request")
    operations.compare(documents.child("webhooks"), "response")
    compare_annotations(differences, _DOCUMENT, documents, _COMPARED)
    version = documents.child("openapi")
    if version.changed:
        differences.add(kinds.OPENAPI_VERSION_CHANGED, _DOCUMENT, version)
    compare_annotations(differences, _DOCUMENT, documents.child("info"), {"version"})
    _compare_tags(differences, documents.child("tags"))
    _compare_unused_components(differences, documents)
    return sorted(differences.found, key=lambda each: -each.class_)


def _compare_tags(differences: Differences, lists: NodePair) -> None:
    old, new = ({str(tag.get("name")): tag for tag in each.items()} for each in lists)
    for name in old | new:
        subject = Subject("response", f"the tag `{name}`")
        tags = NodePair(old.get(name, lists.old), new.get(name, lists.new))
        if name in old and name in new:
            compare_annotations(differences, subject, tags, {"name"})
        else:
            what = "removed from" if name in old else "added to"
            differences.add(kinds.TAG_LISTING_CHANGED, subject, tags, what)


def _compare_unused_components(differences: Differences, documents: NodePair) -> None:
    """Compare the components that no operation of either document uses."""
    used = {each for node in documents for each in reached_components(node.value, node.value)}
    for section, components in documents.child("components").children():
        for name, component in components.children():
            if (section, name) not in used and component.changed:
                subject = Subject("response", f"the component `{name}`")
                differences.add(kinds.UNUSED_COMPONENT_CHANGED, subject, component)
