"""Compare the parameters of operations, and the serialization of parameters and headers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from openapi.changes.diff.annotations import compare_annotation, compare_annotations
from openapi.changes.diff.extensions import compare_filter
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Direction
from openapi.changes.model.difference import Subject, brief
from openapi.changes.model.media_types import essential_media_type
from openapi.changes.model.names import unique_names
from openapi.changes.model.node import Node, NodePair, canonical
from openapi.changes.model.schema import Schema

_COMPARED = frozenset(
    {"name", "in", "required", "schema", "content", "style", "explode", "allowReserved"}
    | {"allowEmptyValue", "x-filter"}
)
_DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
# Styles that prefix a single value too, such as `.5` and `;size=5`.
_PREFIXING_STYLES = frozenset({"label", "matrix"})

LOCATIONS = ("path", "query", "header", "cookie")
"""The locations of parameters, in the order in which the generator names the parameters."""

Parameters = dict[tuple[str, str], Node]
"""Parameters of an operation by location and name."""


@dataclass
class ParameterComparison:
    """A comparison of the parameters of two operations.

    Attributes:
        schemas: The comparison of schemas, which also collects the differences.
        direction: Whether the caller sends or receives the parameters.
        of: The end of the phrase that names a parameter in messages, such as " of `GET /items`".
    """

    schemas: SchemaComparison
    direction: Direction
    of: str = ""

    def compare(self, old: Parameters, new: Parameters, operations: NodePair) -> None:
        """Compare the parameters of an old and a new operation.

        The parameters are matched by location, such as query or path, and by name. Parameters with
        another location or name are recorded as moved, renamed, removed or added.

        Args:
            old: The parameters of the old operation.
            new: The parameters of the new operation.
            operations: The old and the new operation.
        """
        differences = self.schemas.differences
        added = [key for key in new if key not in old]
        old_names, new_names = map(_arguments, (old, new))
        for key in old:
            if key in new:
                self._compare(NodePair(old[key], new[key]), (old_names[key], new_names[key]))
        for key in old:
            if key in new:
                continue
            parameter, subject = old[key], self._subject(old[key])
            moved = next((each for each in added if each[1].lower() == key[1].lower()), None)
            renamed = next((x for x in added if _differ_in_name_only(parameter, new[x])), None)
            if moved:
                added.remove(moved)
                what = f"in the {moved[0]} instead of the {key[0]}"
                nodes = NodePair(parameter, new[moved]).child("in")
                differences.add(kinds.PARAMETER_MOVED, subject, nodes, what)
            elif renamed:
                added.remove(renamed)
                nodes = NodePair(parameter, new[renamed]).child("name")
                differences.add(kinds.PARAMETER_RENAMED, subject, nodes)
            else:
                nodes = NodePair(parameter, _absent(operations.new, parameter))
                differences.add(kinds.PARAMETER_REMOVED, subject, nodes)
                compare_filter(differences, subject, nodes.child("x-filter"))
        for key in added:
            is_required = new[key].get("required") is True
            kind = kinds.REQUIRED_PARAMETER_ADDED if is_required else kinds.OPTIONAL_PARAMETER_ADDED
            nodes = NodePair(_absent(operations.old, new[key]), new[key])
            differences.add(kind, self._subject(new[key]), nodes)

    def _compare(self, nodes: NodePair, arguments: tuple[str, str]) -> None:
        before, after = arguments
        # The client has no code for callbacks and webhooks, whose parameters are received.
        is_renamed = before != after and self.direction == "request"
        if not is_renamed and self.schemas.references.are_equal(nodes):
            return
        differences = self.schemas.differences
        subject = self._subject(nodes.new)
        compare_annotations(differences, subject, nodes, _COMPARED)
        required = nodes.child("required")
        differences.add_flag(
            subject, required, kinds.PARAMETER_BECAME_REQUIRED, kinds.PARAMETER_BECAME_OPTIONAL
        )
        names = nodes.child("name")
        if is_renamed:
            differences.add(kinds.ARGUMENT_RENAMED, subject, names, before=before, after=after)
        else:
            compare_annotation(differences, subject, names)
        compare_filter(differences, subject, nodes.child("x-filter"))
        compare_serialization(self.schemas, subject, nodes)

    def _subject(self, parameter: Node) -> Subject:
        name = f"the {parameter.get('in')} parameter `{parameter.get('name')}`{self.of}"
        return Subject(self.direction, name, medium="text")


def compare_serialization(schemas: SchemaComparison, subject: Subject, nodes: NodePair) -> None:
    """Compare the schemas and the serialization of two parameters or headers.

    Args:
        schemas: The comparison of schemas, which also collects the differences.
        subject: The parameter or header.
        nodes: The old and the new parameter or header.
    """
    differences = schemas.differences
    contents = nodes.child("content")
    if contents.old.exists or contents.new.exists:
        _compare_content(schemas, subject, contents)
        return
    types = {name for each in nodes if each.child("schema").exists for name in _types(each)}
    styles = {_effective(each, "style") for each in nodes}
    affected_types = {"style": {"array", "object"}, "explode": {"array", "object"}}
    if styles == {"simple"}:  # items of a list are joined by commas with and without `explode`
        affected_types["explode"] = {"object"}
    for keyword in ("style", "explode"):
        before, after = (_effective(each, keyword) for each in nodes)
        if before == after:
            continue
        values = nodes.child(keyword)
        has_prefix = keyword == "style" and not _PREFIXING_STYLES.isdisjoint(styles)
        if has_prefix or not affected_types[keyword].isdisjoint(types):
            what = f"`{keyword}` changed from {brief(before)} to {brief(after)}"
            differences.add(kinds.SERIALIZATION_CHANGED, subject, values, what)
        else:
            differences.add(kinds.KEYWORD_WITHOUT_EFFECT_CHANGED, subject, values, keyword)
    for keyword in ("allowReserved", "allowEmptyValue"):
        flags = nodes.child(keyword)
        was_true, is_true = (each.value is True for each in flags)
        if was_true != is_true:
            kind = kinds.SERIALIZATION_WIDENED if is_true else kinds.SERIALIZATION_CHANGED
            what = f"`{keyword}` changed to {brief(is_true)}"
            differences.add(kind, subject, flags, what)
    schemas.compare_nodes(nodes.child("schema"), subject)


def _compare_content(schemas: SchemaComparison, subject: Subject, contents: NodePair) -> None:
    media_types = dict(contents.children(essential_media_type))
    if any(not each.in_both for each in media_types.values()):
        before, after = ([name for name, _ in each.children()] for each in contents)
        what = " instead of ".join(", ".join(x) or "no media type" for x in (after, before))
        schemas.differences.add(kinds.SERIALIZATION_CHANGED, subject, contents, what)
        return
    for nodes in media_types.values():
        inner = replace(subject, medium="json")
        compare_annotations(schemas.differences, inner, nodes, {"schema"})
        schemas.compare_nodes(nodes.child("schema"), inner)


def _arguments(parameters: Parameters) -> dict[tuple[str, str], str]:
    """Return the Python name of each parameter. The result has the same keys as `parameters`."""
    keys = sorted(parameters, key=lambda key: LOCATIONS.index(key[0]))
    named = ((str(parameters[key].get("name")), key[0]) for key in keys)
    return dict(zip(keys, unique_names(named), strict=True))


def _types(parameter: Node) -> frozenset[str]:
    return Schema(parameter.child("schema")).types


def _effective(parameter: Node, keyword: str) -> Any:
    """Return the `style` or `explode` of a parameter, or the default that OpenAPI defines."""
    location = str(parameter.get("in", "header"))
    style = parameter.get("style", _DEFAULT_STYLES.get(location, "simple"))
    if keyword == "style":
        return style
    return parameter.get("explode", style in ("form", "cookie"))


def _differ_in_name_only(old: Node, new: Node) -> bool:
    before, after = ({**each.value, "name": ""} for each in (old, new))
    return canonical(before) == canonical(after)


def _absent(operation: Node, parameter: Node) -> Node:
    """Return a node without a value, for a parameter that the operation does not have."""
    name = f"{parameter.get('in')}:{parameter.get('name')}"
    return operation.child("parameters").child(name)
