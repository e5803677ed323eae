"""Names in the generated Python code, derived from names in an OpenAPI document.

The rules are those of openapi-python-client, which takes long to import. A test compares the names.
"""

from __future__ import annotations

import builtins
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from keyword import iskeyword
from typing import NamedTuple

from openapi.changes.model.node import Node, Tokens
from openapi.changes.model.schema import ALTERNATIVES, Schema
from openapi.distinct_names import distinct_names

DIGITS = re.compile(r"\^(\[0-9\]|\\d)(\+|\{[1-9]\d*(,\d*)?\})\$")
"""Matches the patterns of strings that the generated code represents as integers."""

_DELIMITERS = ". _-"
_RESERVED = (set(dir(builtins)) | {"self", "true", "false", "datetime"}) - {"id"}


@cache
def argument(name: str) -> str:
    """Return the Python name of a parameter, an operation or a tag."""
    snake = "_".join(_words(name)).lower()
    return f"{snake}_" if snake in _RESERVED or iskeyword(snake) else snake


def unique_names(named: Iterable[tuple[str, str]]) -> list[str]:
    """Return the Python names of the parameters of an operation, or of the properties of an object.

    Args:
        named: The names in the document, each with the location of the parameter, in the order in
            which the generator names the parameters.
    """
    return distinct_names((argument(name), location) for name, location in named)


def attributes(schema: Schema) -> dict[str, str]:
    """Return the Python name of each property of an object.

    If the names of two properties would be equal in Python, the later one gets a number. Required
    properties come before optional ones.
    """
    names = sorted(schema.properties, key=lambda name: name not in schema.required)
    return dict(zip(names, unique_names((name, "") for name in names), strict=True))


def members(schema: Schema) -> dict[str | int, str]:
    """Return the name of the member of an enumeration class for each value of an enumeration.

    If the names of two values would be equal in Python, the later one gets a number.
    """
    listed: list[str | int] = schema.enum or []
    values = list(dict.fromkeys(listed))
    given = schema.get("x-enum-varnames")
    has_names = isinstance(given, list) and len(given) == len(values) == len(listed)
    names: list[str] = []
    for index, value in enumerate(values):
        name = base = _member(given[index] if has_names else value, index)
        number = 2
        while name in names:
            name = f"{base}_{number}"
            number += 1
        names.append(name)
    return dict(zip(values, names, strict=True))


def _member(value: object, index: int) -> str:
    if isinstance(value, int):
        return f"VALUE_NEGATIVE_{-value}" if value < 0 else f"VALUE_{value}"
    text = str(value)
    name = unicodedata.normalize("NFKC", "_".join(_words(text.upper())).upper())
    return name if text[:1].isalpha() and name.isidentifier() else f"VALUE_{index}"


def class_name(name: str) -> str:
    """Return the Python name of the class that is generated for a schema."""
    return "".join(word if word.isupper() else word.capitalize() for word in _words(name))


def module_name(operation: Node, path: str, method: str) -> str:
    """Return the name of the Python module that is generated for an operation."""
    operation_id = operation.get("operationId")
    if isinstance(operation_id, str):
        return argument(operation_id)
    return argument(f"{method}_{path.replace('{', '').replace('}', '').replace('/', '_')}")


class ChosenName(NamedTuple):
    """The name of the class for a schema, from the schema's title or component name.

    Attributes:
        name: The Python name; None if the schema has no title and no component name.
        is_component: Whether the schema is in the `components` of the document.
        node: The node (value and JSON Pointer) of the `title`.
    """

    name: str | None
    is_component: bool
    node: Node


def chosen_name(schema: Node) -> ChosenName:
    """Return the name of the class for a schema, from the schema's title or component name."""
    followed: set[Tokens] = set()
    while schema.tokens not in followed:
        followed.add(schema.tokens)
        reference = _only_reference(schema)
        if reference is None:
            break
        schema = reference.referenced()
    is_component = schema.tokens[:2] == ("components", "schemas") and len(schema.tokens) == 3
    title = schema.child("title")
    if isinstance(title.value, str):
        return ChosenName(class_name(title.value), is_component, title)
    if not is_component:
        return ChosenName(None, is_component, title)
    # The component name replaces the missing title.
    return ChosenName(
        class_name(schema.key), is_component, Node(title.source, title.tokens, schema.key)
    )


def has_class(schema: Schema) -> bool:
    """Return whether the client generator writes a class for a schema."""
    return schema.types == {"object"} or is_enumeration(schema)


def class_numbers(alternatives: list[Node]) -> dict[Tokens, int]:
    """Return the numbers of the classes of alternatives, by the JSON Pointer of the alternative.

    The generator numbers the classes of alternatives that have no title and no component name. The
    number 0 is not part of the name.
    """
    numbered = [each for each in alternatives if _contains_unnamed_class(each)]
    return {each.tokens: number for number, each in enumerate(numbered)}


def _contains_unnamed_class(alternative: Node) -> bool:
    if chosen_name(alternative).name is not None:
        return False
    schema = Schema.at_node(alternative)
    inner = [each for choice in schema.choices for each in choice.alternatives]
    if "array" in schema.types:
        inner += schema.all("items")
    is_object = "object" in schema.types and bool(schema.all("type"))
    return is_object or is_enumeration(schema) or any(map(_contains_unnamed_class, inner))


def is_enumeration(schema: Schema) -> bool:
    """Return whether the client generator writes an enumeration class for a schema."""
    values = schema.enum or []
    return (
        bool(values)
        and "const" not in schema.keywords
        and all(each.key == "enum" for each in schema.all("enum"))  # not `oneOf` or `anyOf`
        and any(all(type(value) is kind for value in values) for kind in (str, int))
    )


def is_digits(schema: Schema) -> bool:
    """Return whether the client generator writes an integer for a schema of strings."""
    patterns = schema.all("pattern")
    return (
        len(patterns) == 1
        and DIGITS.fullmatch(str(patterns[0].value)) is not None
        and schema.keywords.isdisjoint({"enum", "const", "format"})
    )


def _only_reference(schema: Node) -> Node | None:
    """Return the node with the `$ref` of a schema that is only a reference; otherwise None.

    A schema with one schema in its `allOf`, `oneOf` or `anyOf` stands for that schema.
    """
    if schema.reference is not None:
        return schema
    keywords = schema.value if isinstance(schema.value, dict) else {}
    lists = [keyword for keyword in ("allOf", *ALTERNATIVES) if keyword in keywords]
    parts = [
        each
        for keyword in lists
        for each in schema.child(keyword).items()
        if keyword == "allOf" or each.value is not False
    ]
    return _only_reference(parts[0]) if len(parts) == 1 else None


def _words(name: str) -> list[str]:
    kept = "".join(c for c in name if c.isidentifier() or c.isdecimal() or c in _DELIMITERS)
    if any(c.isupper() for c in kept):
        kept = " ".join(re.split("([A-Z]?[a-z]+)", kept))
    return re.findall(rf"[^{re.escape(_DELIMITERS)}]+", kept)
