"""Check the schemas of a document for values that no generated client can read or write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openapi.codegen.input.errors import GenerationError
from openapi.codegen.input.rewriting.schema_walk import Location, rewrite_schemas
from openapi.pointer import format_pointer

Content = dict[str, Any]

_COMPONENTS = "#/components/schemas/"
_JSON_TYPES: dict[type, str] = {dict: "an object", list: "an array"}


def readable_schemas(content: Content) -> Content:
    """Return a document without boolean schemas, after a check that each schema is supported.

    Raises:
        GenerationError: If no client can be generated for a schema. The message has the JSON
            Pointer to the schema.
    """
    components = content.get("components", {}).get("schemas", {})

    def rewriting(schema: Content, location: Location) -> Content:
        problem = _problem(schema)
        if location[:-1] == ("components", "schemas") and _contains_itself(
            str(location[-1]), components
        ):
            problem = "the schema contains itself, but not as a property of an object"
        if problem is not None:
            pointer = f"#{format_pointer(location)}"
            raise GenerationError(f"{pointer}: {problem}, which the generator does not support")
        return schema

    return rewrite_schemas(content, rewriting)


def _problem(schema: Content) -> str | None:
    if schema.get("not") in ({}, True):
        return "no value matches the schema"
    if schema.get("enum") == []:
        return "the enum has no value"
    kind = _JSON_TYPES.get(type(schema.get("const")))
    return kind and f"the const is {kind}"


def _contains_itself(name: str, components: Mapping[str, Any]) -> bool:
    """Return whether a component contains itself as an item, a map value or an alternative."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for each in _contained(components.get(waiting.pop())):
            if each == name:
                return True
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return False


def _contained(schema: Any) -> Iterator[str]:
    """Yield the names of the components to which a schema, its items or its alternatives refer.

    The values of a map are searched too, but not the properties of an object.
    """
    if not isinstance(schema, dict):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        yield reference.removeprefix(_COMPONENTS)
    parts = [schema.get("items"), *schema.get("oneOf", ()), *schema.get("anyOf", ())]
    if "properties" not in schema:
        parts.append(schema.get("additionalProperties"))
    for part in parts:
        yield from _contained(part)
