"""Schemas of OpenAPI documents as JSON Schemas, to validate values independently of the client."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from openapi.pointer import children

Content = dict[str, Any]

_VALUES = frozenset({"const", "default", "enum", "example", "examples"})


class Schemas:
    """The validators for the schemas of a document.

    A value that matches several alternatives of a `oneOf` is valid, because a server may send it.

    Args:
        content: The whole document.
    """

    def __init__(self, content: Content) -> None:
        self._is_old = str(content.get("openapi")).startswith("3.0.")
        self._components = self._standard(content.get("components", {}))
        self._validators: dict[int, jsonschema_rs.Validator] = {}

    def is_valid(self, value: Any, schema: Content) -> bool:
        """Return whether a JSON value matches a schema of the document."""
        if id(schema) not in self._validators:
            root = {**self._standard(schema), "components": self._components}
            self._validators[id(schema)] = jsonschema_rs.Draft202012Validator(root)
        return self._validators[id(schema)].is_valid(value)

    def _standard(self, node: Any) -> Any:
        """Return a schema in which only keywords of JSON Schema 2020-12 have a meaning."""
        if isinstance(node, list):
            return [self._standard(item) for item in node]
        if not isinstance(node, dict):
            return node
        if self._is_old and isinstance(node.get("$ref"), str):
            return {"$ref": node["$ref"]}
        schema = {
            key: value if key in _VALUES else self._standard(value) for key, value in node.items()
        }
        if isinstance(schema.get("oneOf"), list):
            schema["allOf"] = [*schema.get("allOf", ()), {"anyOf": schema.pop("oneOf")}]
        for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if schema.get(exclusive) is True and bound in schema:
                schema[exclusive] = schema.pop(bound)
            elif isinstance(schema.get(exclusive), bool):
                del schema[exclusive]
        if schema.pop("nullable", False) is True:
            return {"anyOf": [schema, {"type": "null"}]}
        return schema


def is_reference(node: Any) -> bool:
    """Return whether a node of a document is a Reference Object."""
    return isinstance(node, dict) and isinstance(node.get("$ref"), str)


def depth(node: Any) -> int:
    """Return the depth of a JSON value: 1 for a scalar, and 2 for an array of scalars."""
    return 1 + max((depth(child) for _, child in children(node)), default=0)
