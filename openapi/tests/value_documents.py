"""Documents with many kinds of values, which the tests of generated clients share."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

Node = dict[str, Any]

TEXT: Node = {"type": "string"}
NULL: Node = {"type": "null"}
MAPS: Node = {"type": "object", "additionalProperties": {"type": "object"}}
KINDS = ("cat", "dog", "emu")


def reference(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def model(required: Node, optional: Node | None = None) -> Node:
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": [*required], "properties": properties}


def one_of(*names: str, **more: Any) -> Node:
    return {"oneOf": [reference(name) for name in names], **more}


SCHEMAS: Node = {
    "Retriable": model({"id": TEXT, "retriable": {"type": "boolean", "enum": [True]}}),
    "Final": model({"id": TEXT, "retriable": {"type": "boolean", "enum": [False]}}),
    "Pending": model({"id": TEXT, "status": {"type": "string", "enum": ["pending", "queued"]}}),
    "Done": model({"id": TEXT, "status": {"type": "string", "enum": ["done"]}}),
    "First": model({"id": TEXT, "version": {"type": "integer", "const": 1}}),
    "Second": model({"id": TEXT, "version": {"const": 2}}),
    "Pet": model({"kind": TEXT}, {"name": TEXT}),
    "Cat": {"allOf": [reference("Pet"), model({}, {"lives": {"type": "integer"}})]},
    "Dog": {"allOf": [reference("Pet"), model({}, {"lives": {"type": "integer"}})]},
    "Short": model({"id": TEXT}),
    "Long": model({"id": TEXT, "more": TEXT}),
    "Left": model({"id": TEXT}, {"left": TEXT}),
    "Right": model({"id": TEXT}, {"right": TEXT}),
    "InnerOne": model({"inner": model({"kind": {"const": "one"}})}),
    "InnerTwo": model({"inner": model({"kind": {"const": "two"}})}),
    "Outer": model({"id": TEXT}, {"inner": model({}, {"a": TEXT})}),
    "Painted": model({"id": TEXT}, {"color": {"type": "string", "enum": ["red"]}}),
    "Base": model({"id": TEXT}, {"side": one_of("Left", "Right")}),
    "Derived": {"allOf": [reference("Base"), model({}, {"note": TEXT})]},
    "Twin": model({"id": TEXT, "more": TEXT}),
    "Anything": {"type": "object"},
    "Labelled": model({"id": TEXT, "labels": MAPS}),
    "Names": {"type": "object", "additionalProperties": TEXT},
    "Named": model({"id": TEXT, "name": TEXT}),
    "Tree": model({"child": {"oneOf": [reference("Tree"), reference("Bush"), NULL]}}, {"a": TEXT}),
    "Bush": model({"child": {"oneOf": [reference("Tree"), reference("Bush"), NULL]}}, {"b": TEXT}),
}
WORD: Node = {"type": "string", "enum": ["red", "green"]}
WORDS: Node = {"type": "array", "items": WORD}
UNIONS: dict[str, Node] = {
    "by_boolean": one_of("Retriable", "Final"),
    "by_text": one_of("Pending", "Done"),
    "by_const": {"anyOf": [reference("First"), reference("Second")]},
    "by_name": one_of("Cat", "Dog", discriminator={"propertyName": "kind"}),
    "by_mapping": one_of(
        *("Cat", "Dog"),
        discriminator={
            "propertyName": "kind",
            "mapping": {"c": "#/components/schemas/Cat", "d": "Dog", "dd": "Dog"},
        },
    ),
    "by_enum_and_tag": one_of("Pending", "Done", discriminator={"propertyName": "status"}),
    "by_required": one_of("Short", "Long"),
    "by_listed": one_of("Left", "Right"),
    "by_inner": one_of("InnerOne", "InnerTwo"),
    "by_color": one_of("Short", "Painted"),
    "twins": one_of("Long", "Twin"),
    "nullable": {"oneOf": [*one_of("Retriable", "Final")["oneOf"], NULL]},
    "in_list": {"type": "array", "items": one_of("Retriable", "Final")},
    "lists": {
        "anyOf": [{"type": "array", "items": reference(each)} for each in ("Pending", "Long")]
    },
    "lists_of_words": {"oneOf": [WORDS, {"type": "array", "items": TEXT}]},
    "lists_of_booleans": {
        "oneOf": [
            {"type": "array", "items": {"type": "boolean", "enum": [True]}},
            {"type": "array", "items": {"type": "integer", "enum": [0]}},
        ]
    },
    "lists_of_lists": {
        "anyOf": [{"type": "array", "items": each} for each in ({"type": "array"}, WORDS)]
    },
    "lists_of_unions": {
        "anyOf": [
            {"type": "array", "items": {"type": ["string", "null"]}},
            {"type": "array", "items": {"type": ["string", "integer"]}},
        ]
    },
    "maps": {"anyOf": [{"type": "object", "additionalProperties": each} for each in (TEXT, WORD)]},
    "map_or_model": {
        "anyOf": [{"type": "object", "additionalProperties": TEXT}, reference("Short")]
    },
    "map_or_optional": {
        "anyOf": [
            model({}, {"note": TEXT}),
            {"type": "object", "additionalProperties": {"type": "integer"}},
        ]
    },
    "anything_or_inner": {"oneOf": [{"type": "object"}, reference("Outer")]},
    "nested": {"oneOf": [one_of("Pending", "Done"), one_of("Retriable", "Final")]},
    "scalars": {"oneOf": [{"type": "boolean"}, {"type": "integer"}, TEXT, reference("Short")]},
    "recursive": one_of("Tree", "Bush"),
    "by_map": one_of("Anything", "Labelled"),
    "by_typed_map": one_of("Names", "Named"),
}


def _family(seed: int, count: int) -> tuple[Node, dict[str, list[str]]]:
    """Return random object schemas, and the names of the schemas in each of some random unions."""
    choose = random.Random(seed)
    schemas: Node = {}
    unions: dict[str, list[str]] = {}
    for number in range(count):
        members = []
        for index in range(choose.randint(2, 4)):
            properties: Node = {}
            for name in choose.sample("abcde", choose.randint(1, 4)):
                properties[name] = choose.choice(
                    [
                        *(TEXT, {"type": "integer"}, {"type": "boolean"}),
                        {"const": choose.choice(KINDS)},
                        {"type": "string", "enum": choose.sample(KINDS, choose.randint(1, 2))},
                        {"type": "boolean", "enum": [choose.random() < 0.5]},
                        {"type": ["string", "null"]},
                        {"type": "array", "items": TEXT},
                        model({"x": choose.choice([TEXT, {"type": "integer"}])}),
                    ]
                )
            required = choose.sample(sorted(properties), choose.randint(0, len(properties)))
            name = f"F{number}Member{index}"
            schemas[name] = {"type": "object", "properties": properties, "required": required}
            members.append(name)
        unions[f"f{number}"] = members
    return schemas, unions


FAMILY, MEMBERS = _family(seed=13, count=24)

COLORS = {"type": "string", "enum": ["red", "green"]}
LARGE = [sign * (2**63 + offset) for sign in (1, -1) for offset in (-1, 0, 1, 10**22)]
ALIKE = ["a-b", "a_b", "A B", "a b", "AB", "", "$", "1", "-1", "value 1", "ª", "A", "class", 'q"\\']
ALIKE += ["\n", "\u2028", "a\u200bb", "\x07", "'", "\U0001f600"]
NULLS: dict[str, Node] = {
    "null_type": NULL,
    "null_types": {"type": ["null"]},
    "null_const": {"const": None},
    "null_enum": {"enum": [None]},
    "null_reference": reference("Null"),
    "null_any_of": {"anyOf": [NULL, {"const": None}]},
    "null_all_of": {"allOf": [reference("Null"), {"description": "Always null."}]},
    "null_list": {"type": "array", "items": NULL},
    "null_map": {"type": "object", "additionalProperties": {"const": None}},
    "null_or_list": {"oneOf": [NULL, {"type": "array", "items": {"enum": [None]}}]},
}
PROPERTIES: dict[str, Node] = {
    **NULLS,
    "amounts": {"type": "array", "items": {"type": "string", "pattern": "^[0-9]+$"}},
    "amount_or_null": {"type": ["string", "null"], "pattern": "^[0-9]+$"},
    "amount_or_date": {
        "anyOf": [{"type": "string", "pattern": "^[0-9]+$"}, {"type": "string", "format": "date"}]
    },
    "amount_or_object": {
        "anyOf": [{"type": "string", "pattern": "^[0-9]+$"}, model({"a": TEXT}), NULL]
    },
    "color": COLORS,
    "colors": {"type": "array", "items": COLORS},
    "maybe": {"type": ["string", "null"], "enum": ["x", None]},
    "alike": {"type": "string", "enum": ALIKE},
    "level": {"type": "integer", "enum": [1, -1, 0, 2**70]},
    "yes": {"type": "boolean", "enum": [True]},
    "alike_constants": model({}, {f"const_{i}": {"const": each} for i, each in enumerate(ALIKE)}),
    "large_constants": model({}, {f"const_{i}": {"const": x} for i, x in enumerate(LARGE)}),
    "alike_names": model({}, {f"name {each}": TEXT for each in ALIKE}),
    "mixed": {"enum": ["a", 1, True, None]},
    "fractions": {"enum": [0.5, 1]},
    "when": {"type": "string", "format": "date-time"},
    "day": {"type": "string", "format": "date"},
    "moment": {"anyOf": [{"type": "string", "format": each} for each in ("date-time", "date")]},
    "moment_beside": {
        "format": "date-time",
        "oneOf": [{"type": "string", "format": each} for each in ("date-time", "date")],
    },
    "clock": {"type": "string", "format": "time"},
    "days": {"type": "array", "items": {"type": "string", "format": "date"}},
    "whens": {"type": "array", "items": {"type": "string", "format": "date-time"}},
    "day_or_null": {"type": ["string", "null"], "format": "date"},
    "when_or_number": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "number"}]},
    "amount_or_time": {
        "anyOf": [
            {"type": "string", "pattern": "^[0-9]+$"},
            {"type": "string", "format": "date-time"},
        ]
    },
    "id": {"type": "string", "format": "uuid"},
    "ids": {"type": "array", "items": {"type": "string", "format": "uuid"}},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "whole_or_null": {"type": ["integer", "null"]},
}
PARAMETERS: dict[str, Node] = {
    "color": COLORS,
    "colors": {"type": "array", "items": COLORS},
    "level": {"type": "integer", "enum": [1, 2]},
    "when": {"type": "string", "format": "date-time"},
    "day": {"type": "string", "format": "date"},
    "days": {"type": "array", "items": {"type": "string", "format": "date"}},
    "moment": {"oneOf": [{"type": "string", "format": each} for each in ("date", "date-time")]},
    "color_or_colors": {"oneOf": [COLORS, {"type": "array", "items": COLORS}]},
    "color_or_level": {"anyOf": [COLORS, {"type": "integer"}]},
    "color_or_flag": {"anyOf": [COLORS, {"type": "boolean"}]},
    "color_or_digits": {"anyOf": [COLORS, {"type": "string", "pattern": "^[0-9]+$"}]},
    "color_or_text": {"anyOf": [COLORS, TEXT]},
    "always": {"const": "y"},
    "constants": {"anyOf": [{"const": "y"}, {"const": 7}, {"type": "boolean", "enum": [True]}]},
    "fixed": {"const": "a"},
    "id": {"type": "string", "format": "uuid"},
    "whole": {"type": "integer"},
    "wholes": {"type": "array", "items": {"type": "integer"}},
    "fraction": {"type": "number"},
    "flag": {"type": "boolean"},
    "digits": {"type": "string", "pattern": "^[0-9]+$"},
    "text": TEXT,
    "odd": {"oneOf": [{"const": "a | a"}, {"const": '"\u2028'}]},
}


def write_alternatives(path: Path) -> None:
    """Write a document whose response has a property for each union of this module."""
    properties = dict(UNIONS)
    for index, (name, members) in enumerate(MEMBERS.items()):
        keyword = "anyOf" if index % 2 else "oneOf"
        properties[name] = {keyword: [reference(member) for member in members]}
    page = {"type": "object", "properties": properties}
    _write(path, [], reference("Page"), {**SCHEMAS, **FAMILY, "Page": page})


def write_kinds(path: Path) -> None:
    """Write a document whose response has a property for each kind of value of this module."""
    parameters: list[Node] = [
        {"name": name, "in": "query", "schema": each} for name, each in PARAMETERS.items()
    ]
    headers = {"X-Color": "color", "X-Day": "day", "X-Level": "color_or_level"}
    headers |= {
        f"X-{name.title()}": name for name in ("whole", "fraction", "flag", "digits", "text")
    }
    parameters += [
        {"name": name, "in": "header", "schema": each}
        for name, each in {
            **{name: PARAMETERS[key] for name, key in headers.items()},
            "X-Fixed": {"const": 3},
        }.items()
    ]
    _write(path, parameters, {"type": "object", "properties": PROPERTIES}, {"Null": NULL})


def _write(path: Path, parameters: list[Node], schema: Node, schemas: Node) -> None:
    ok = {"description": "A page.", "content": {"application/json": {"schema": schema}}}
    read = {"operationId": "read", "parameters": parameters, "responses": {"200": ok}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Values", "version": "1.0"},
        "paths": {"/page": {"get": read}},
        "components": {"schemas": schemas},
    }
    path.write_text(json.dumps(document))
