"""Documents whose names collide with names of Python, of attrs or of the generated code."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable, Mapping
from typing import Any

# Names that Python or attrs gives a meaning, and names that are equal in Python or by case.
SPECIAL = list(
    dict.fromkeys(
        [
            *keyword.kwlist,
            *keyword.softkwlist,
            *(name for name in dir(builtins) if not name.startswith("_")),
            *(
                "__init__",
                "__class__",
                "__slots__",
                "__attrs_attrs__",
                "__dict__",
                "_",
                "__",
                "_extra",
            ),
            *(
                "a-b",
                "a_b",
                "a.b",
                "a b",
                "aB",
                "AB",
                "A_B",
                "a_b_2",
                "1a",
                "1",
                "_1a",
                "$",
                "%",
                "a/b",
            ),
            *(
                "naïve",
                "日本",
                "日本_",
                "ﬁle",
                "file",
                "Ⅷ",
                "ª",
                "İ",
                "ß",
                "ss",
                "{x}",
                '"',
                "\\",
                "'",
            ),
            *(
                "self",
                "cls",
                "copy",
                "mro",
                "attr_dict",
                "NOTHING",
                "page",
                "pages",
                "record",
                "records",
                "prefetch",
            ),
        ]
    )
)
SCHEMAS = ["Client", "Response", "Body", "Model", "UUID", "File", "Unset", "Any", "Self", "Mapping"]
SCHEMAS += [
    "Iterator",
    "Request",
    "Operation",
    "DecodeError",
    "Reading",
    "Datetime",
    "Date",
    "List",
]
SCHEMAS += ["Enum", "Errors", "Types", "Models", "Init", "Class", "None", "TypeError", "Literal"]

STRUCTURES: dict[str, Any] = {
    name: {"type": "object", "required": ["v"], "properties": {"v": {"type": "string"}}}
    for name in SCHEMAS
}
# The types for which generated code imports names are beside the schemas with these names.
HOLDER: dict[str, Any] = {
    **{name: {"$ref": f"#/components/schemas/{name}"} for name in SCHEMAS},
    **{
        f"{x} s": {"type": "array", "items": {"$ref": f"#/components/schemas/{x}"}} for x in SCHEMAS
    },
    "aUuid": {"type": "string", "format": "uuid"},
    "aDate": {"type": "string", "format": "date"},
    "aTime": {"type": "string", "format": "date-time"},
    "anything": {},
}


def document(
    query: Iterable[str],
    headers: Iterable[str] = (),
    path: Iterable[str] = (),
    properties: Mapping[str, Any] | None = None,
    schemas: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a document of a paginated operation with parameters and properties of given names.

    The body of the request and each record have the properties.
    """
    text = {"type": "string"}
    record = {"type": "object", "properties": dict(properties or {})}
    lists = {"type": "array", "items": text}
    parameters = [
        *({"name": x, "in": "path", "required": True, "schema": text} for x in path),
        *({"name": x, "in": "query", "schema": lists} for x in query),
        *({"name": x, "in": "header", "schema": text} for x in headers),
        *(
            {"name": x, "in": "query", "schema": {"type": "integer"}}
            for x in ("numberOf", "sizeOf")
        ),
    ]
    response = {
        "type": "object",
        "required": ["found"],
        "properties": {
            "found": {
                "type": "object",
                "additionalProperties": {"$ref": "#/components/schemas/TheRecord"},
            }
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Names", "version": "1"},
        "paths": {
            "".join(["/x", *(f"/{{{name}}}" for name in path)]): {
                "post": {
                    "operationId": "doIt",
                    "tags": ["t"],
                    "parameters": parameters,
                    "x-pagination": {"page": "numberOf", "size": "sizeOf", "records": "/found"},
                    "requestBody": {
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/TheRecord"}
                            }
                        }
                    },
                    "responses": {
                        "200": {
                            "description": "Found.",
                            "content": {"application/json": {"schema": response}},
                        }
                    },
                }
            }
        },
        "components": {"schemas": {"TheRecord": record, **(schemas or {})}},
    }
