"""What comes back: statuses, headers, media types and bodies."""

from __future__ import annotations

from dataclasses import dataclass

from openapi.changes.diff.annotations import compare_annotations
from openapi.changes.diff.extensions import Arguments, compare_live, compare_scenarios
from openapi.changes.diff.parameters import compare_serialization
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Direction
from openapi.changes.model.difference import Subject
from openapi.changes.model.node import Node
from openapi.changes.model.schema import canonical

_COMPARED = frozenset({"headers", "content", "x-live", "x-scenarios"})
_OF_HEADERS = frozenset(
    {"required", "schema", "content", "style", "explode", "allowReserved", "allowEmptyValue"}
)


@dataclass
class ResponseComparison:
    """Compares the answers of two operations, by status.

    Attributes:
        schemas: Compares what the answers hold.
        direction: Whether the caller sends or receives them.
        arguments: The new name of each parameter that is sent as before under another name.
    """

    schemas: SchemaComparison
    direction: Direction
    arguments: Arguments

    def compare(self, old: Node, new: Node) -> None:
        """Compare two mappings of answers by status."""
        findings = self.schemas.findings
        before, after = (_by_status(each) for each in (old, new))
        for status in before:
            cover = status if status in after else _covering(status, after)
            if cover:
                self._compare(status, before[status], after[cover])
        came = [status for status in after if status not in before]
        for status in came:
            if cover := _covering(status, before):
                self._compare(status, before[cover], after[status])
        went = [x for x in before if x not in after and not _covering(x, after)]
        came = [status for status in came if not _covering(status, before)]
        renamed = {status: each for status in went if (each := _renamed(status, went, came))}
        for status, name in renamed.items():
            places = old.child(status), new.child(name)
            scope = self._scope(status)
            findings.add(kinds.STATUS_CHANGED, scope, *places, f"{name} instead of {status}")
            self._compare(name, before[status], after[name])
        for status in went:
            if status not in renamed:
                places = old.child(status), new.child(status)
                findings.add(kinds.STATUS_REMOVED, self._scope(status), *places)
        for status in came:
            if status not in renamed.values():
                is_error = status[:1] not in "23"
                kind = kinds.ERROR_STATUS_ADDED if is_error else kinds.SUCCESS_STATUS_ADDED
                places = old.child(status), new.child(status)
                findings.add(kind, self._scope(status), *places)

    def _scope(self, status: str) -> Subject:
        answer = "any other response" if status == "default" else f"the {status} response"
        return Subject(self.direction, answer)

    def _compare(self, status: str, old: Node, new: Node) -> None:
        walk, scope = self.schemas, self._scope(status)
        compare_annotations(walk.findings, scope, old, new, _COMPARED)
        headers = old.child("headers"), new.child("headers")
        _compare_headers(walk, *headers, scope)
        compare_live(walk.findings, scope, old.child("x-live"), new.child("x-live"))
        scenarios = old.child("x-scenarios"), new.child("x-scenarios")
        compare_scenarios(walk, scope, *scenarios, self.arguments)
        compare_content(walk, old, new, scope)


def _by_status(responses: Node) -> dict[str, Node]:
    return {
        status: each.resolved()
        for status, each in responses.children()
        if not status.startswith("x-")
    }


def _covering(status: str, answers: dict[str, Node]) -> str | None:
    """Return the entry that says what a status not listed by itself means."""
    return next((each for each in (f"{status[:1]}XX", "default") if each in answers), None)


def _renamed(status: str, went: list[str], came: list[str]) -> str | None:
    """Return the status that has taken the place of another: the only two of their hundred."""
    old, new = ([x for x in each if x[:1] == status[:1]] for each in (went, came))
    return new[0] if len(old) == len(new) == 1 and "X" not in status + new[0] else None


def _compare_headers(walk: SchemaComparison, old: Node, new: Node, scope: Subject) -> None:
    before, after = ({key.lower(): each for key, each in x.children()} for x in (old, new))
    for name in before | after:
        if name == "content-type":  # OpenAPI: described by `content`, and ignored here
            continue
        header = Subject(scope.direction, f"the header `{name}` of {scope.subject}", is_text=True)
        if name not in after:
            place = new.child(before[name].key)
            walk.findings.add(kinds.HEADER_REMOVED, header, before[name], place)
        elif name not in before:
            walk.findings.add(kinds.HEADER_ADDED, header, old.child(after[name].key), after[name])
        else:
            pair = before[name].resolved(), after[name].resolved()
            _compare_header(walk, *pair, header)


def _compare_header(walk: SchemaComparison, old: Node, new: Node, scope: Subject) -> None:
    compare_annotations(walk.findings, scope, old, new, _OF_HEADERS)
    was, now = (each.get("required") is True for each in (old, new))
    if was != now:
        kind = kinds.HEADER_BECAME_REQUIRED if now else kinds.HEADER_BECAME_OPTIONAL
        walk.findings.add(kind, scope, old.child("required"), new.child("required"))
    compare_serialization(walk, old, new, scope)


def compare_content(walk: SchemaComparison, old: Node, new: Node, scope: Subject) -> None:
    """Compare the media types of a body, and the body in each."""
    contents = old.child("content"), new.child("content")
    before, after = (_by_type(each) for each in contents)
    if after and not before:
        walk.findings.add(kinds.BODY_DOCUMENTED, scope, *contents)
        return
    for name in before | after:
        if name not in after:
            place = contents[1].child(before[name].key)
            walk.findings.add(
                kinds.MEDIA_TYPE_REMOVED, scope, before[name], place, before[name].key
            )
        elif name not in before:
            place = contents[0].child(after[name].key)
            walk.findings.add(kinds.MEDIA_TYPE_ADDED, scope, place, after[name], after[name].key)
        else:
            _compare_media(walk, before[name], after[name], scope, only=len(after) == 1)


def _compare_media(
    walk: SchemaComparison, old: Node, new: Node, scope: Subject, *, only: bool
) -> None:
    body = scope.subject if only else f"{scope.subject} as `{new.key}`"
    inner = Subject(scope.direction, body if "body" in body else f"the body of {body}")
    compare_annotations(walk.findings, inner, old, new, {"schema", "encoding"})
    encoding = old.child("encoding"), new.child("encoding")
    if canonical(old.get("encoding", {})) != canonical(new.get("encoding", {})):
        walk.findings.add(kinds.SERIALIZATION_CHANGED, inner, *encoding, "`encoding` changed")
    schemas = old.child("schema"), new.child("schema")
    walk.compare((schemas[0],), (schemas[1],), inner)


def _by_type(content: Node) -> dict[str, Node]:
    """Return bodies by media type; letter case and a charset do not tell them apart."""
    found: dict[str, Node] = {}
    for name, each in content.children():
        parts = [part.strip().lower() for part in name.split(";")]
        kept = [part for part in parts if not part.startswith("charset=")]
        found[";".join(kept)] = each
    return found
