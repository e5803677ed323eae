"""Compare two whole OpenAPI documents."""

from __future__ import annotations

from typing import Any

from openapi.changes.diff.annotations import compare_annotations, is_annotation
from openapi.changes.diff.operations import OperationComparison
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Difference, Differences, Subject
from openapi.changes.model.node import MalformedError, Node, NodePair, Tokens
from openapi.changes.model.one_sided import check_schemas
from openapi.changes.model.references import References
from openapi.changes.model.remainder import unread_differences
from openapi.deep_recursion import with_deep_recursion
from openapi.excerpt import reached_components
from openapi.pointer import follow, format_pointer, without_names

_COMPARED = frozenset(
    {"openapi", "paths", "webhooks", "components", "servers", "security", "info", "tags"}
    | {"jsonSchemaDialect"}
)
_DEFAULT_DIALECT = "https://spec.openapis.org/oas/3.1/dialect/base"
# Keywords whose default is false.
_FLAGS = frozenset({"deprecated", "nullable", "readOnly", "uniqueItems", "writeOnly"})
_DOCUMENT = Subject("response", "the document")


class ComparisonError(Exception):
    """Raised if a comparison fails, for example because a document is nested too deeply.

    Attributes:
        node: The node of the new document at which the comparison failed.
        problem: The description of the failure, without the location.
    """

    def __init__(self, node: Node, cause: Exception) -> None:
        problem = (
            "is nested too deeply"
            if isinstance(cause, RecursionError)
            else f"cannot be compared ({type(cause).__name__}: {cause})"
        )
        super().__init__(f"{node.pointer or 'the document'} {problem}")
        self.node = node
        self.problem = problem


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """Return the differences between two OpenAPI documents, the most severe first.

    The versions of the documents (`info.version`) are not compared.

    Raises:
        MalformedError: If a document has a value that OpenAPI does not allow, or a broken `$ref`.
        ComparisonError: If the comparison fails for another reason.
    """
    try:
        return _differences(old, new)
    except RecursionError:  # for example, a long chain of schemas that refer to each other
        return with_deep_recursion(lambda: _differences(old, new))


def _differences(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    documents = NodePair(Node.root(old), Node.root(new))
    differences = Differences(place=documents.new)
    try:
        _compare(differences, documents)
    except (MalformedError, RecursionError):
        raise
    except Exception as error:
        raise ComparisonError(differences.place or documents.new, error) from error
    return sorted(differences.found, key=lambda each: -each.class_)


def _compare(differences: Differences, documents: NodePair) -> None:
    references = References(documents)
    operations = OperationComparison(SchemaComparison(differences, references))
    operations.compare_documents(documents)
    compare_annotations(differences, _DOCUMENT, documents, _COMPARED)
    version = documents.child("openapi")
    if version.changed:
        differences.add(kinds.OPENAPI_VERSION_CHANGED, _DOCUMENT, version)
    compare_annotations(differences, _DOCUMENT, documents.child("info"), {"version"})
    dialects = documents.child("jsonSchemaDialect")
    before, after = (each.value if each.exists else _DEFAULT_DIALECT for each in dialects)
    if before != after:
        differences.add(kinds.UNCOMPARED_VALUE_CHANGED, _DOCUMENT, dialects, "jsonSchemaDialect")
    _compare_tags(differences, documents.child("tags"))
    _compare_unused_components(differences, documents, references)
    differences.drop_repeated_without_effect()
    _add_unread(differences, documents)
    found = [each for each in differences.found if not each.nodes.in_both]
    one_sided = [each.new if each.nodes.added else each.old for each in found]
    check_schemas(one_sided, references.differing)


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


def _compare_unused_components(
    differences: Differences, documents: NodePair, references: References
) -> None:
    """Compare the components that no operation of either document uses."""
    differing = [
        each
        for each in references.differing
        if not any(each in node.source.read for node in documents)
    ]
    if not differing:
        return
    used = {
        ("components", *each)
        for node in documents
        for each in reached_components(node.source.content, node.source.content)
    }
    for _, section, name in sorted((str(x), str(y), str(z)) for x, y, z in differing):
        tokens = ("components", section, name)
        component = documents.child("components").child(section).child(name)
        if tokens not in used:
            subject = Subject("response", f"the component `{name}`")
            differences.add(kinds.UNUSED_COMPONENT_CHANGED, subject, component)


def _add_unread(differences: Differences, documents: NodePair) -> None:
    """Report the values that differ, but that no other function has compared."""
    reported = {node.tokens for each in differences.found for node in each.nodes if node.tokens}
    unread = list(unread_differences(documents, reported))
    is_component = any(each.old.tokens[0] == "components" for each in unread)
    partly_used = _partly_used(differences, documents) if is_component else set()
    for nodes in unread:
        tokens = nodes.old.tokens
        if tokens[:3] in partly_used:
            component = documents.child("components").child(str(tokens[1])).child(str(tokens[2]))
            subject = Subject("response", f"the component `{tokens[2]}`")
            differences.add(kinds.PARTLY_USED_COMPONENT_CHANGED, subject, component)
            continue
        only = nodes.new if nodes.added else nodes.old
        is_default = not nodes.in_both and only.key in _FLAGS and only.unread_value is False
        if tokens == ("info", "version") or is_default:
            continue
        keywords = without_names(tokens)
        is_in_schema = "schema" in keywords[:-1] or keywords[:2] == ["components", "schemas"]
        is_ignored = any(
            "$ref" in (follow(x.source.content, tokens[:-1]) or ())
            and (x.source.is_version_30 or not is_in_schema)
            for x in nodes
        )
        is_ignored |= not nodes.in_both and None in (x.unread_value for x in nodes)
        # Each operation of the path has a parameter of its own instead.
        is_ignored |= tokens[0] in ("paths", "webhooks") and tokens[2:3] == ("parameters",)
        # Definitions to which a schema refers are compared where the schema refers to them.
        is_known = is_ignored or any(is_annotation(x) or x == "$defs" for x in keywords)
        kind = kinds.UNCOMPARED_ANNOTATION_CHANGED if is_known else kinds.UNCOMPARED_VALUE_CHANGED
        where = format_pointer(tokens[:-1]) or "the document"
        differences.add(kind, Subject("response", f"`{where}`"), nodes, str(tokens[-1]))


def _partly_used(differences: Differences, documents: NodePair) -> set[Tokens]:
    """Return the components of which a use was added or removed.

    Such a component is used by only one document, or by an added or removed part of a document. If
    another request or response of both documents uses the component too, the comparison has already
    compared the component there.
    """
    contents = [each.source.content for each in documents]
    before, after = (reached_components(each, each) for each in contents)
    removed = [each.old.unread_value for each in differences.found if each.nodes.removed]
    added = [each.new.unread_value for each in differences.found if each.nodes.added]
    partly = before ^ after
    for content, parts in zip(contents, (removed, added), strict=True):
        partly |= reached_components(content, {"paths": parts})
    return {("components", *each) for each in partly}
