"""What the caller of an operation passes, and how it is written on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openapi.changes.diff.annotations import compare_annotation, compare_annotations
from openapi.changes.diff.extensions import compare_filter
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Direction
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.names import argument
from openapi.changes.model.node import ABSENT, Node
from openapi.changes.model.schema import Schema, canonical

_COMPARED = frozenset(
    {"name", "in", "required", "schema", "content", "style", "explode", "allowReserved"}
    | {"allowEmptyValue", "x-filter"}
)
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
# Styles that mark a single value too: `.5`, `;size=5`. All others write it as it is.
_MARKED = frozenset({"label", "matrix"})

Parameters = dict[tuple[str, str], Node]


@dataclass
class ParameterComparison:
    """Compares the parameters of two operations."""

    findings: Differences
    schemas: SchemaComparison
    direction: Direction

    def compare(self, old: Parameters, new: Parameters, owners: tuple[Node, Node]) -> None:
        """Compare parameters by location and name.

        Args:
            old: The parameters of the old operation.
            new: The parameters of the new operation.
            owners: The two operations, where parameters would stand that are absent.
        """
        went = [key for key in old if key not in new]
        came = [key for key in new if key not in old]
        for key in old:
            if key in new:
                self._compare(old[key], new[key])
        for key in went:
            moved = next((each for each in came if each[1].lower() == key[1].lower()), None)
            renamed = next((each for each in came if _same_but_name(old[key], new[each])), None)
            if moved:
                came.remove(moved)
                scope = self._scope(old[key])
                what = f"in the {moved[0]} instead of the {key[0]}"
                places = old[key].child("in"), new[moved].child("in")
                self.findings.add(kinds.PARAMETER_MOVED, scope, *places, what)
            elif renamed:
                came.remove(renamed)
                places = old[key].child("name"), new[renamed].child("name")
                self.findings.add(kinds.PARAMETER_RENAMED, self._scope(old[key]), *places)
            else:
                place = _place(owners[1], old[key])
                self.findings.add(kinds.PARAMETER_REMOVED, self._scope(old[key]), old[key], place)
                filters = old[key].child("x-filter"), place.child("x-filter")
                compare_filter(self.findings, self._scope(old[key]), *filters)
        for key in came:
            needed = new[key].get("required") is True
            kind = kinds.REQUIRED_PARAMETER_ADDED if needed else kinds.OPTIONAL_PARAMETER_ADDED
            place = _place(owners[0], new[key])
            self.findings.add(kind, self._scope(new[key]), place, new[key])

    def _compare(self, old: Node, new: Node) -> None:
        scope = self._scope(new)
        compare_annotations(self.findings, scope, old, new, _COMPARED)
        self._compare_required(old, new, scope)
        self._compare_names(old.child("name"), new.child("name"), scope)
        compare_filter(self.findings, scope, old.child("x-filter"), new.child("x-filter"))
        compare_serialization(self.schemas, old, new, scope)

    def _compare_names(self, old: Node, new: Node, scope: Subject) -> None:
        before, after = argument(str(old.value)), argument(str(new.value))
        if before != after:
            self.findings.add(kinds.ARGUMENT_RENAMED, scope, old, new, before=before, after=after)
        else:
            compare_annotation(self.findings, scope, old, new)

    def _compare_required(self, old: Node, new: Node, scope: Subject) -> None:
        was, now = (each.get("required") is True for each in (old, new))
        if was != now:
            kind = kinds.PARAMETER_BECAME_REQUIRED if now else kinds.PARAMETER_BECAME_OPTIONAL
            self.findings.add(kind, scope, old.child("required"), new.child("required"))

    def _scope(self, parameter: Node) -> Subject:
        label = f"the {parameter.get('in')} parameter `{parameter.get('name')}`"
        return Subject(self.direction, label, is_text=True)


def compare_serialization(walk: SchemaComparison, old: Node, new: Node, scope: Subject) -> None:
    """Compare the values of a parameter or a header, and how they are written."""
    contents = old.child("content"), new.child("content")
    if contents[0].exists or contents[1].exists:
        _compare_content(walk, contents, scope)
        return
    schemas = old.child("schema"), new.child("schema")
    types = frozenset().union(*(Schema((each,)).types for each in schemas if each.exists))
    styles = {_in_force(each, "style") for each in (old, new)}
    compound = {"style": {"array", "object"}, "explode": {"array", "object"}}
    if styles == {"simple"}:  # joins the items of a list by commas either way
        compound["explode"] = {"object"}
    for keyword in ("style", "explode"):
        was, now = (_in_force(each, keyword) for each in (old, new))
        if was != now:
            marked = keyword == "style" and not _MARKED.isdisjoint(styles)
            seen = marked or not compound[keyword].isdisjoint(types)
            kind = kinds.SERIALIZATION_CHANGED if seen else kinds.KEYWORD_WITHOUT_EFFECT_CHANGED
            places = old.child(keyword), new.child(keyword)
            shown = f"`{keyword}` changed from {was} to {now}" if seen else keyword
            walk.findings.add(kind, scope, *places, shown)
    for keyword in ("allowReserved", "allowEmptyValue"):
        was, now = (each.get(keyword) is True for each in (old, new))
        if was != now:
            kind = kinds.SERIALIZATION_WIDENED if now else kinds.SERIALIZATION_CHANGED
            walk.findings.add(
                kind,
                scope,
                old.child(keyword),
                new.child(keyword),
                f"`{keyword}` is now {str(now).lower()}",
            )
    walk.compare((schemas[0],), (schemas[1],), scope)


def _compare_content(walk: SchemaComparison, contents: tuple[Node, Node], scope: Subject) -> None:
    old, new = contents
    types = [list(dict(each.children())) for each in contents]
    if types[0] != types[1]:
        shown = [", ".join(each) or "plain text" for each in types]
        what = f"{shown[1]} instead of {shown[0]}"
        walk.findings.add(kinds.SERIALIZATION_CHANGED, scope, old, new, what)
        return
    for name in types[0]:
        schemas = (each.child(name).child("schema") for each in contents)
        before, after = schemas
        walk.compare((before,), (after,), Subject(scope.direction, scope.subject, scope.path))


def _in_force(parameter: Node, keyword: str) -> Any:
    """Return a keyword's value, or what OpenAPI takes in its place."""
    style = parameter.get("style", _STYLES.get(str(parameter.get("in", "header")), "simple"))
    if keyword == "style":
        return style
    return parameter.get("explode", style in ("form", "cookie"))


def _same_but_name(old: Node, new: Node) -> bool:
    before, after = ({**each.value, "name": ""} for each in (old, new))
    return canonical(before) == canonical(after)


def _place(owner: Node, parameter: Node) -> Node:
    """Return where a parameter would stand in an operation that does not have it."""
    name = f"{parameter.get('in')}:{parameter.get('name')}"
    return Node(owner.root, (*owner.tokens, "parameters", name), ABSENT)
