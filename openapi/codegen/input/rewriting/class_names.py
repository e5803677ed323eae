"""Give each object and each enum of a document a title, if its class would not have a unique name.

openapi-python-client names a class after the title of its schema or, without a title, after the
property that has the schema. The name begins with the name of the class with this property. Two
classes of the same name are an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import count
from typing import Any

from openapi_python_client.strings import ClassName, PythonIdentifier, pascal_case

from openapi.codegen.input.rewriting.schema_walk import Node
from openapi.document import METHODS

_UNIONS = ("anyOf", "oneOf")
_PREFIX = "field_"
_SCALARS = ("string", "integer", "number", "boolean")


def use_distinct_class_names(content: Node) -> Node:
    """Return a document with new titles, so that generated classes have different names."""
    content = deepcopy(content)
    names = _Names()
    schemas = content.get("components", {}).get("schemas", {})
    # A component without a title keeps its name, on which references to the component rely.
    for titled in (False, True):
        for name, schema in schemas.items():
            if bool(schema.get("title")) is titled:
                names.claim(schema, "", name)
    for name, schema in schemas.items():
        names.visit(schema, "", name, claimed=True)
    for path, item in content.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                _name_operation(item[method], f"{method} {path}", names)
    return content


def _name_operation(operation: Node, default: str, names: _Names) -> None:
    parent = str(PythonIdentifier(str(operation.get("operationId", default)), _PREFIX))
    for parameter in operation.get("parameters", ()):
        names.visit(parameter.get("schema", {}), parent, str(parameter.get("name")))
    for status, response in operation.get("responses", {}).items():
        for media in response.get("content", {}).values():
            names.visit(media.get("schema", {}), parent, f"response_{status}")
    for media in operation.get("requestBody", {}).get("content", {}).values():
        names.visit(media.get("schema", {}), parent, "body")


class _Names:
    """The names that generated classes already have, each with the schema of the class."""

    def __init__(self) -> None:
        self._modules: dict[str, Any] = {}

    def claim(self, schema: Node, parent: str, name: str) -> str:
        """Return the name of the class for a schema.

        If the class of another schema already has the name, the function adds a title to the
        schema, so that the class gets an unused name.
        """
        if not _has_class(schema):
            return parent
        for title in _titles(schema.get("title"), name):
            class_name = _class_name(parent, title)
            module = str(PythonIdentifier(class_name, _PREFIX))
            if module not in self._modules or _same_enum(self._modules[module], schema):
                self._modules[module] = schema
                if title != name or "title" in schema:
                    schema["title"] = title
                return class_name
        raise AssertionError("the titles do not end")

    def visit(self, schema: Any, parent: str, name: str, *, claimed: bool = False) -> None:
        """Choose names for the classes of a schema and of all schemas inside.

        References to other schemas are skipped.
        """
        if not isinstance(schema, dict) or "$ref" in schema:
            return
        for key in _UNIONS:
            alternatives = schema.get(key, ())
            for suffix, each in zip(suffixes(alternatives, schema), alternatives, strict=True):
                self.visit(each, parent, name + suffix)
        if claimed:
            parent = _class_name(parent, schema.get("title") or name)
        else:
            parent = self.claim(schema, parent, name)
        self.visit(schema.get("items"), parent, f"{name}_item")
        self.visit(schema.get("additionalProperties"), parent, "AdditionalProperty")
        for part in (schema, *schema.get("allOf", ())):
            for key, each in part.get("properties", {}).items():
                self.visit(each, parent, key)


def suffixes(alternatives: Iterable[Node], union: Node) -> Iterator[str]:
    """Yield the suffix of the class name of each alternative of a union.

    The suffix is the title of the alternative. The first alternative without a title has no suffix:
    its class has the name of the union. If a later document turns a schema into a union, the class
    of the schema thus keeps its name. Further classes without a title are numbered.
    """
    number = 0
    for each in alternatives:
        title = each.get("title")
        if title and title != union.get("title"):
            yield f"_{title}"
        elif _contains_class(each):
            yield f"_type_{number}" if number else ""
            number += 1
        else:
            yield "_type"


def _contains_class(schema: Any) -> bool:
    """Return whether a schema, its items or its alternatives lead to a generated class.

    Schemas to which a `$ref` refers do not count, because the classes are named after components.
    """
    if not isinstance(schema, dict) or schema.get("type") == "null":
        return False
    if schema.get("type") in _SCALARS:
        return "enum" in schema
    inner = [each for key in _UNIONS for each in schema.get(key, ())]
    return _has_class(schema) or any(map(_contains_class, [schema.get("items"), *inner]))


def _titles(title: str | None, name: str) -> Iterator[str]:
    """Yield possible titles for a class, the preferred one first. The titles do not end."""
    if title:
        yield title
    yield name
    yield from (f"{name}_{number}" for number in count(2))


def _has_class(schema: Node) -> bool:
    if any(key in schema for key in _UNIONS) or "$ref" in schema:
        return False
    kinds = schema.get("type")
    return (
        "enum" in schema
        or "properties" in schema
        or "allOf" in schema
        or kinds == "object"
        or (isinstance(kinds, list) and "object" in kinds)
    )


def _same_enum(first: Node, second: Node) -> bool:
    return "enum" in first and first["enum"] == second.get("enum")


def _class_name(parent: str, title: str) -> str:
    if parent:
        title = f"{pascal_case(parent)}{pascal_case(title)}"
    return str(ClassName(title, _PREFIX))
