"""Tests that a client decodes a body with msgspec to the same value or error as without msgspec."""

from __future__ import annotations

import copy
import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from openapi.tests.value_documents import PROPERTIES, TEXT, Node, model, one_of, reference

DIGITS: Node = {"type": "string", "pattern": "^[0-9]+$"}
WHOLE: Node = {"type": "integer"}
TAG: Node = model({"name": TEXT}, {"count": WHOLE, "size": DIGITS})


def array(items: Node) -> Node:
    return {"type": "array", "items": items}


def map_of(values: Node) -> Node:
    return {"type": "object", "additionalProperties": values}


SCHEMAS: dict[str, Node] = {
    "Null": {"type": "null"},
    "Balance": model({"free": DIGITS, "on-hold": DIGITS}),
    "Tag": TAG,
    "Cat": model({"kind": {"const": "cat"}, "tags": array(reference("Tag"))}),
    "Dog": model({"kind": {"const": "dog"}, "tag": reference("Tag")}),
    "Tree": model({"name": TEXT, "trees": array(reference("Tree"))}),
    "Kinds": {"type": "object", "properties": PROPERTIES},
    "Quoted": model({'a"b': TEXT}, {"tag": reference("Tag")}),
    "Open": {**model({"name": TEXT}), "additionalProperties": reference("Tag")},
    "Closed": {**model({"name": TEXT}), "additionalProperties": False},
    "Record": model(
        {
            "id": TEXT,
            "class": {"type": "boolean"},
            "total": DIGITS,
            "balances": map_of(reference("Balance")),
            "tag": reference("Tag"),
        },
        {
            "fee": DIGITS,
            "note": TEXT,
            "fee-or-null": {**DIGITS, "type": ["string", "null"]},
            "other": reference("Tag"),
            "words": array(TEXT),
            "fees": array(DIGITS),
            "tags": array(array(reference("Tag"))),
            "groups": map_of(array(reference("Balance"))),
            "maps": map_of(map_of(reference("Tag"))),
            "texts": map_of(TEXT),
            "numbers": map_of({"type": "number"}),
            "any": {},
            "object": {"type": "object"},
            "pet": one_of("Cat", "Dog"),
            "tree": reference("Tree"),
            "kinds": reference("Kinds"),
            "quoted": reference("Quoted"),
            "open": reference("Open"),
            "closed": reference("Closed"),
        },
    ),
}
TAGGED: Node = {"name": "t", "count": 2, "size": "7"}
BALANCES: Node = {"a": {"free": "1", "on-hold": "0"}, "b": {"free": "9" * 90, "on-hold": "007"}}
KINDS: Node = {
    "amounts": ["1", "2"],
    "amount_or_null": None,
    "amount_or_object": {"a": "b"},
    "color": "red",
    "colors": ["green", "new"],
    "level": 2**70,
    "mixed": None,
    "null_map": {},
    "when": "2026-01-31T12:00:00Z",
    "day": "2026-01-31",
    "whole": 7,
    "number": 0.5,
}
RECORD: Node = {
    "id": "r",
    "class": True,
    "total": "12",
    "balances": BALANCES,
    "tag": TAGGED,
    "fee": "0",
    "note": "ü",
    "fee-or-null": "5",
    "other": TAGGED,
    "words": ["a"],
    "fees": ["1", "01"],
    "tags": [[TAGGED], []],
    "groups": {"g": [BALANCES["a"]]},
    "maps": {"m": {"n": TAGGED}},
    "texts": {"t": "u"},
    "numbers": {"n": 1.5},
    "any": [1, {}],
    "object": {"x": 1},
    "pet": {"kind": "dog", "tag": TAGGED},
    "kinds": KINDS,
    "tree": {"name": "t", "trees": [{"name": "u", "trees": []}]},
    "quoted": {'a"b': "c"},
    "open": {"name": "o", "more": TAGGED},
    "closed": {"name": "c"},
}
BODIES: dict[str, Any] = {"record": RECORD, "records": [RECORD, RECORD], "by_id": {"r": RECORD}}
CHANGES = (
    *("0", "1.0", "1e23", "1.0000000000000001", "18446744073709551616", "true", "null", "NaN", ""),
    *('""', '"-1"', '"\\uff11"', '"07"', '"\\ud800"', '"red"', '"cat"', "[]", "{}", '["1"]'),
    *('{"name": "n"}', '{"x": 1e23}', "[" * 150 + "]" * 150, "[" * 600 + "]" * 600),
)


@pytest.fixture(scope="module")
def client(package: Callable[[Path], ModuleType], tmp_path_factory: Any) -> ModuleType:
    record = reference("Record")
    schemas = {"record": record, "records": array(record), "by_id": map_of(record)}
    paths = {
        f"/{name}": {
            "get": {
                "operationId": name,
                "responses": {
                    "200": {"description": "-", "content": {"application/json": {"schema": schema}}}
                },
            }
        }
        for name, schema in schemas.items()
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Structs", "version": "1.0"},
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }
    path = tmp_path_factory.mktemp("structs") / "structs.json"
    path.write_text(json.dumps(document))
    return package(path)


def operation(client: ModuleType, name: str) -> Any:
    return importlib.import_module(f"{client.__name__}.api.default.{name}")


def outcome(client: ModuleType, name: str, content: bytes, *, tolerant: bool) -> tuple[Any, ...]:
    """Return the decoded body, or else the error, as a tuple that can be compared."""
    runtime = importlib.import_module(f"{client.__name__}._operation")
    raw = runtime.RawResponse(200, httpx.Headers(), content)
    response = operation(client, name)._OPERATION.successes["200"]
    try:
        decoded = runtime.decode_body(response, raw, tolerant=tolerant)
    except client.errors.DecodeError as error:
        return str(error), error.path
    return type(decoded), repr(decoded), repr(to_json(decoded))


def to_json(value: Any) -> Any:
    return [to_json(each) for each in value] if isinstance(value, list) else value.to_dict()


def encoded_one_by_one(value: Any) -> Any:
    """Return a value as JSON. The encoder converts each model in the value separately."""
    text = json.dumps(value, default=lambda each: each.to_dict(recurse=False))
    return json.loads(text)


def assert_alike(client: ModuleType, name: str, content: bytes) -> None:
    """Assert that a client decodes a body to the same value, or error, with and without msgspec."""
    parser = importlib.import_module(f"{client.__name__}._serialization.json_parser")
    for tolerant in (False, True):
        with_msgspec = outcome(client, name, content, tolerant=tolerant)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parser, "msgspec", None)
            assert with_msgspec == outcome(client, name, content, tolerant=tolerant)


def locations(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each object and array in a JSON value with each of its keys or indices."""
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield value, key
            yield from locations(value[key])


@pytest.mark.parametrize("name", BODIES)
def test_a_body_without_unlisted_properties_is_decoded_with_structs(
    client: ModuleType, name: str
) -> None:
    content = json.dumps(BODIES[name]).encode()
    response = operation(client, name)._OPERATION.successes["200"]

    decoded = response.structs.decode(content)
    assert to_json(decoded) == encoded_one_by_one(decoded) == BODIES[name]
    assert_alike(client, name, content)


@pytest.mark.parametrize("change", CHANGES)
def test_a_body_with_a_changed_value_is_decoded_alike_with_and_without_msgspec(
    client: ModuleType, change: str
) -> None:
    for number in range(len(list(locations(RECORD)))):
        body = copy.deepcopy(RECORD)
        holder, key = list(locations(body))[number]
        holder[key] = "@"
        assert_alike(client, "record", json.dumps(body).replace('"@"', change).encode())


def test_a_body_with_another_property_is_decoded_alike_with_and_without_msgspec(
    client: ModuleType,
) -> None:
    for number in range(len(list(locations(RECORD)))):
        body = copy.deepcopy(RECORD)
        holder, key = list(locations(body))[number]
        removed = holder.pop(key)
        assert_alike(client, "record", json.dumps(body).encode())
        if isinstance(holder, dict):
            holder["unlisted"] = removed
            assert_alike(client, "record", json.dumps(body).encode())
