"""Rewrite the schemas of a document into notations that openapi-python-client parses correctly.

openapi-python-client understands one of several equivalent notations, and drops constants of some
types. Each function returns a changed copy of a schema with the same meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Node = dict[str, Any]
Rewrite = Callable[[Node], Node]

_SCHEMAS = frozenset({"items", "additionalProperties", "not"})
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_VALUES = frozenset({"example", "examples", "default", "enum", "const"})
_CHOICES = ("oneOf", "anyOf")
_ANNOTATIONS = frozenset(
    {"title", "description", "example", "examples", "deprecated", "readOnly", "writeOnly"}
    | {"externalDocs", "xml", "default", "$comment"}
)


def rewrite_schemas(node: Any, rewrite: Rewrite) -> Any:
    """Return a document in which a function has rewritten each schema, inner schemas first."""
    if isinstance(node, list):
        return [rewrite_schemas(each, rewrite) for each in node]
    if not isinstance(node, dict):
        return node
    changed = {}
    for key, value in node.items():
        if key == "schema":
            changed[key] = _rewritten(value, rewrite)
        elif key == "schemas" and isinstance(value, dict):
            changed[key] = {name: _rewritten(each, rewrite) for name, each in value.items()}
        elif key in _VALUES or key.startswith("x-"):
            changed[key] = value
        else:
            changed[key] = rewrite_schemas(value, rewrite)
    return changed


def plain_null(schema: Node) -> Node:
    """Write `nullable` beside a reference or alternatives as an alternative of its own."""
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


def single_schema(schema: Node) -> Node:
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
            return single_schema({**member, **rest})
    return schema


def typed_constants(schema: Node) -> Node:
    """Write constants so that openapi-python-client keeps them.

    An enumeration of values of several types becomes an `anyOf`, one of a single boolean becomes a
    `const`. An enumeration that contains a fraction becomes a number.
    """
    if "const" in schema:
        return _constant(schema)
    values = schema.get("enum")
    if not isinstance(values, list):
        return schema
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


STEPS: tuple[Rewrite, ...] = (typed_constants, plain_null, single_schema)


def _rewritten(schema: Any, rewrite: Rewrite) -> Any:
    if not isinstance(schema, dict):
        return schema
    changed: Node = {}
    for key, value in schema.items():
        if key in _SCHEMAS:
            changed[key] = _rewritten(value, rewrite)
        elif key in _LISTS and isinstance(value, list):
            changed[key] = [_rewritten(each, rewrite) for each in value]
        elif key == "properties" and isinstance(value, dict):
            changed[key] = {name: _rewritten(each, rewrite) for name, each in value.items()}
        else:
            changed[key] = value
    return rewrite(changed)


def _split(schema: Node) -> tuple[Node, Node]:
    """Return the annotations of a schema and its constraints."""
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
