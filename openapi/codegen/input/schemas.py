"""Rewrite the schemas of a document into notations that openapi-python-client parses correctly.

openapi-python-client understands one of several equivalent notations, and drops constants of some
types. Each function returns a changed copy of a schema with the same meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from openapi.pointer import resolve

Node = dict[str, Any]
Rewrite = Callable[[Node, Mapping[str, Any]], Node]
"""A function that returns the new form of a schema.

The arguments are the schema, in which all inner schemas are already rewritten, and the whole
document.
"""

_SCHEMAS = frozenset({"items", "additionalProperties", "not"})
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_VALUES = frozenset({"example", "examples"})
_CHOICES = ("oneOf", "anyOf")
_NOT_SCALAR = frozenset(
    {"properties", "required", "additionalProperties", "items", "prefixItems", "not", "$ref"}
    | {"allOf", "anyOf", "oneOf", "discriminator", "nullable"}
)
_ANNOTATIONS = frozenset(
    {"title", "description", "example", "examples", "deprecated", "readOnly", "writeOnly"}
    | {"externalDocs", "xml", "default", "$comment"}
)


def rewrite_schemas(content: Node, rewrite: Rewrite) -> Node:
    """Return a document in which a function has rewritten each schema, inner schemas first."""

    def visit(node: Any) -> Any:
        if isinstance(node, list):
            return [visit(each) for each in node]
        if not isinstance(node, dict):
            return node
        changed = {}
        for key, value in node.items():
            if key == "schema":
                changed[key] = _rewritten(value, rewrite, content)
            elif key == "schemas" and isinstance(value, dict):
                changed[key] = {
                    name: _rewritten(each, rewrite, content) for name, each in value.items()
                }
            elif key in _VALUES or key.startswith("x-"):
                changed[key] = value
            else:
                changed[key] = visit(value)
        return changed

    return {key: visit(value) for key, value in content.items()}


def plain_null(schema: Node, content: Mapping[str, Any]) -> Node:  # noqa: ARG001
    """Replace `nullable` beside a reference or alternatives by an additional alternative: null."""
    if schema.get("nullable") is not True:
        return schema
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        schema = {**schema, "enum": [*schema["enum"], None]}
    composed = schema.keys() & {"$ref", "allOf", *_CHOICES}
    if not composed:
        return schema
    beside, inner = _split(schema)
    inner.pop("nullable")
    choices = [key for key in _CHOICES if key in inner]
    if len(choices) == 1 and inner.keys() <= {*choices, "discriminator"}:
        if {"type": "null"} not in inner[choices[0]]:
            inner[choices[0]] = [*inner[choices[0]], {"type": "null"}]
        return {**beside, **inner}
    inner.pop("type", None)
    return {**beside, "oneOf": [inner, {"type": "null"}]}


def single_schema(schema: Node, content: Mapping[str, Any]) -> Node:
    """Replace an `allOf`, `anyOf` or `oneOf` of one inline schema by this schema.

    A schema of an `allOf` that has only annotations is dropped.
    """
    for key in ("allOf", *_CHOICES):
        members = schema.get(key)
        if not isinstance(members, list):
            continue
        annotated: Node = {}
        if key == "allOf" and len(members) > 1:
            annotations = [each for each in members if each.keys() <= _ANNOTATIONS]
            members = [each for each in members if each not in annotations] or members[:1]
            annotated = {name: value for each in annotations for name, value in each.items()}
            schema = {**annotated, **schema, key: members}
        if len(members) != 1 or not isinstance(members[0], dict):
            continue
        (member,) = members
        rest = {name: value for name, value in schema.items() if name != key}
        if "$ref" in member:
            if rest.keys() <= _ANNOTATIONS | {"type"}:
                rest.pop("type", None)
                return {**rest, "allOf": members}
            continue
        if all(rest[name] == member[name] for name in rest.keys() & member.keys() - _ANNOTATIONS):
            return single_schema({**member, **rest}, content)
    return schema


def merged_scalars(schema: Node, content: Mapping[str, Any]) -> Node:
    """Replace an `allOf` of schemas of scalars by one schema with the keywords of all."""
    members = schema.get("allOf")
    if not isinstance(members, list) or len(members) < 2:
        return schema
    merged = {key: value for key, value in schema.items() if key != "allOf"}
    for member in members:
        resolved = resolve(member, content)
        if not isinstance(resolved, dict) or resolved.keys() & _NOT_SCALAR:
            return schema
        for key, value in resolved.items():
            if key == "type" and key in merged:
                common = [each for each in _types(merged) if each in _types(resolved)]
                merged[key] = common[0] if len(common) == 1 else common
            elif key not in _ANNOTATIONS and merged.get(key, value) != value:
                return schema
            else:
                merged.setdefault(key, value)
    scalar = merged.get("type") and not {"object", "array"} & {*_types(merged)}
    return merged if scalar and not merged.keys() & _NOT_SCALAR else schema


def complete_alternatives(schema: Node, content: Mapping[str, Any]) -> Node:  # noqa: ARG001
    """Add to each alternative the type, pattern and format that stand beside the alternatives."""
    beside = {key: schema[key] for key in ("type", "pattern", "format") if key in schema}
    choices = [key for key in _CHOICES if isinstance(schema.get(key), list)]
    if not beside or len(choices) != 1 or beside.get("type") in {"object", "array"}:
        return schema
    members = schema[choices[0]]
    if any(not isinstance(each, dict) or each.keys() & _NOT_SCALAR for each in members):
        return schema
    rest = {key: value for key, value in schema.items() if key not in beside}
    completed = [each if each.get("type") == "null" else {**beside, **each} for each in members]
    return {**rest, choices[0]: completed}


def typed_constants(schema: Node, content: Mapping[str, Any]) -> Node:  # noqa: ARG001
    """Write constants so that openapi-python-client keeps them.

    An enumeration of values of several types becomes an `anyOf`, one of a single boolean becomes a
    `const`. An enumeration that contains a fraction becomes a number.
    """
    if "const" in schema:
        return _constant(schema)
    values = schema.get("enum")
    if not isinstance(values, list):
        return schema
    if schema.get("nullable") is True and None not in values:
        values = [*values, None]
    groups: dict[str, list[Any]] = {}
    for value in values:
        groups.setdefault(_group(value), []).append(value)
    if "number" in groups:
        groups["number"] += groups.pop("integer", [])
    if groups.keys() <= {"string", "null"} or groups.keys() <= {"integer", "null"}:
        return schema
    rest = {key: value for key, value in schema.items() if key not in {"enum", "type", "nullable"}}
    beside, constraints = _split(rest)
    alternatives = [_of_group(kind, each) for kind, each in groups.items()]
    if len(alternatives) == 1:
        return {**rest, **alternatives[0]}
    return {**beside, **constraints, "anyOf": alternatives}


STEPS: tuple[Rewrite, ...] = (
    typed_constants,
    plain_null,
    single_schema,
    merged_scalars,
    complete_alternatives,
)


def _types(schema: Node) -> list[str]:
    types = schema["type"]
    return types if isinstance(types, list) else [types]


def _rewritten(schema: Any, rewrite: Rewrite, content: Mapping[str, Any]) -> Any:
    if not isinstance(schema, dict):
        return schema
    changed: Node = {}
    for key, value in schema.items():
        if key in _SCHEMAS:
            changed[key] = _rewritten(value, rewrite, content)
        elif key in _LISTS and isinstance(value, list):
            changed[key] = [_rewritten(each, rewrite, content) for each in value]
        elif key == "properties" and isinstance(value, dict):
            changed[key] = {
                name: _rewritten(each, rewrite, content) for name, each in value.items()
            }
        else:
            changed[key] = value
    return rewrite(changed, content)


def _split(schema: Node) -> tuple[Node, Node]:
    """Return two parts of a schema: its annotations, such as `title`, and its constraints."""
    beside = {key: value for key, value in schema.items() if key in _ANNOTATIONS}
    return beside, {key: value for key, value in schema.items() if key not in _ANNOTATIONS}


def _constant(schema: Node) -> Node:
    value = schema["const"]
    kind = _group(value)
    rest = {key: each for key, each in schema.items() if key not in {"const", "enum", "type"}}
    if kind in {"null", "number"}:
        return {**rest, "type": kind}
    return {**rest, "const": value} if kind else schema


def _group(value: Any) -> str:
    """Return the JSON type of a value of an enumeration, or an empty string."""
    if value is None:
        return "null"
    kinds = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "")


def _of_group(kind: str, values: list[Any]) -> Node:
    if kind == "boolean":
        return {"type": kind} if len(set(values)) == 2 else {"const": values[0]}
    if kind in {"null", "number"}:
        return {"type": kind}
    return {"type": kind, "enum": values} if kind else {}
