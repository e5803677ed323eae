"""Compare the responses of operations: status codes, headers, media types and bodies."""

from __future__ import annotations

from dataclasses import dataclass

from openapi.changes.diff.annotations import compare_annotations
from openapi.changes.diff.extensions import RenamedParameters, compare_live, compare_scenarios
from openapi.changes.diff.parameters import compare_serialization
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Direction
from openapi.changes.model.difference import Subject
from openapi.changes.model.node import Node, NodePair, canonical

_COMPARED = frozenset({"headers", "content", "x-live", "x-scenarios"})
_COMPARED_IN_HEADERS = frozenset(
    {"required", "schema", "content", "style", "explode", "allowReserved", "allowEmptyValue"}
)


@dataclass
class ResponseComparison:
    """Compares the responses of two operations that have the same status code.

    Attributes:
        schemas: The comparison of schemas, which also collects the differences.
        direction: Whether the caller sends or receives the responses.
        renamed_parameters: A mapping from the old names of parameters to the new names.
    """

    schemas: SchemaComparison
    direction: Direction
    renamed_parameters: RenamedParameters

    def compare(self, responses: NodePair) -> None:
        """Compare the responses of an old and a new operation by status code."""
        old, new = map(_by_status, responses)
        for status in old | new:
            before, after = _covering(status, old), _covering(status, new)
            if before and after:
                self._compare(status, NodePair(old[before], new[after]))
        removed = [status for status in old if not _covering(status, new)]
        added = [status for status in new if not _covering(status, old)]
        differences = self.schemas.differences
        for status in list(removed):
            successor = _successor(status, removed, added)
            if successor:
                nodes = NodePair(responses.old.child(status), responses.new.child(successor))
                what = f"{successor} instead of {status}"
                differences.add(kinds.STATUS_CHANGED, self._subject(status), nodes, what)
                self._compare(successor, NodePair(old[status], new[successor]))
                removed.remove(status)
                added.remove(successor)
        for status in removed:
            nodes = responses.child(status)
            differences.add(kinds.STATUS_REMOVED, self._subject(status), nodes)
        for status in added:
            is_error = status[:1] not in "23"
            kind = kinds.ERROR_STATUS_ADDED if is_error else kinds.SUCCESS_STATUS_ADDED
            differences.add(kind, self._subject(status), responses.child(status))

    def _subject(self, status: str) -> Subject:
        name = "any other response" if status == "default" else f"the {status} response"
        return Subject(self.direction, name)

    def _compare(self, status: str, nodes: NodePair) -> None:
        subject = self._subject(status)
        differences = self.schemas.differences
        compare_annotations(differences, subject, nodes, _COMPARED)
        _compare_headers(self.schemas, subject, nodes.child("headers"))
        compare_live(differences, subject, nodes.child("x-live"))
        scenarios = nodes.child("x-scenarios")
        compare_scenarios(self.schemas, subject, scenarios, self.renamed_parameters)
        compare_content(self.schemas, subject, nodes)


def _by_status(responses: Node) -> dict[str, Node]:
    return {
        status: each.resolved()
        for status, each in responses.children()
        if not status.startswith("x-")
    }


def _covering(status: str, responses: dict[str, Node]) -> str | None:
    """Return the key in `responses` that applies to a status code, or None if no key applies.

    The key is the status code, a range such as `4XX`, or `default`.
    """
    keys = (status, f"{status[:1]}XX", "default")
    return next((each for each in keys if each in responses), None)


def _successor(status: str, removed: list[str], added: list[str]) -> str | None:
    """Return the added status code that replaces a removed status code, or None.

    For example, 410 replaces 404 if no other 4xx status code was added or removed.
    """
    old, new = ([x for x in each if x[:1] == status[:1]] for each in (removed, added))
    return new[0] if len(old) == len(new) == 1 and "X" not in status + new[0] else None


def _compare_headers(schemas: SchemaComparison, subject: Subject, nodes: NodePair) -> None:
    for name, headers in nodes.children(str.lower):
        if name == "content-type":  # OpenAPI ignores it: `content` has the media types
            continue
        header = Subject(subject.direction, f"the header `{name}` of {subject.name}", is_text=True)
        if headers.removed:
            schemas.differences.add(kinds.HEADER_REMOVED, header, headers)
        elif headers.added:
            schemas.differences.add(kinds.HEADER_ADDED, header, headers)
        else:
            _compare_header(schemas, header, headers.resolved())


def _compare_header(schemas: SchemaComparison, subject: Subject, nodes: NodePair) -> None:
    compare_annotations(schemas.differences, subject, nodes, _COMPARED_IN_HEADERS)
    required = nodes.child("required")
    schemas.differences.add_flag(
        subject, required, kinds.HEADER_BECAME_REQUIRED, kinds.HEADER_BECAME_OPTIONAL
    )
    compare_serialization(schemas, subject, nodes)


def compare_content(schemas: SchemaComparison, subject: Subject, nodes: NodePair) -> None:
    """Compare the media types of two request bodies or responses, and the schemas of the bodies.

    Args:
        schemas: The comparison of schemas, which also collects the differences.
        subject: The request body or response.
        nodes: The old and the new request body or response.
    """
    differences = schemas.differences
    contents = nodes.child("content")
    media_types = dict(contents.children(_essential_media_type))
    in_new = [each for each in media_types.values() if each.new.exists]
    if in_new and all(each.added for each in media_types.values()):
        differences.add(kinds.BODY_DOCUMENTED, subject, contents)
        return
    for pair in media_types.values():
        if pair.removed:
            differences.add(kinds.MEDIA_TYPE_REMOVED, subject, pair, pair.old.key)
        elif pair.added:
            differences.add(kinds.MEDIA_TYPE_ADDED, subject, pair, pair.new.key)
        else:
            _compare_media_type(schemas, subject, pair, is_only=len(in_new) == 1)


def _compare_media_type(
    schemas: SchemaComparison, subject: Subject, nodes: NodePair, *, is_only: bool
) -> None:
    name = subject.name if is_only else f"{subject.name} as `{nodes.new.key}`"
    body = Subject(subject.direction, name if "body" in name else f"the body of {name}")
    compare_annotations(schemas.differences, body, nodes, {"schema", "encoding"})
    before, after = (canonical(each) for each in nodes.get("encoding", {}))
    if before != after:
        encodings = nodes.child("encoding")
        schemas.differences.add(kinds.SERIALIZATION_CHANGED, body, encodings, "`encoding` changed")
    schemas.compare_nodes(nodes.child("schema"), body)


def _essential_media_type(name: str) -> str:
    """Return a media type in lower case and without its `charset` parameter."""
    parts = [part.strip().lower() for part in name.split(";")]
    return ";".join(part for part in parts if not part.startswith("charset="))
