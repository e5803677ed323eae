"""Tests that a call sends only bodies of the classes that the document describes."""

from __future__ import annotations

import importlib
import json
import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import httpx
import pytest

from openapi.tests.value_documents import NULL, TEXT, Node, model, one_of, reference

JSON = "application/json"
BYTES = "application/octet-stream"
BINARY: Node = {**TEXT, "format": "binary"}
CRATE: Node = {"id": "c", "when": "2026-01-31T12:00:00Z"}
CRATES: Node = {"type": "array", "items": reference("Crate")}
SCHEMAS: Node = {
    "Crate": model({"id": TEXT}, {"when": {"type": "string", "format": "date-time"}}),
    "Pallet": model({"crates": CRATES}),
    "Labels": {"type": "object", "additionalProperties": TEXT},
    "Box": model({"id": TEXT, "size": TEXT}),
}
BODIES: dict[str, tuple[dict[str, Node], list[Any], list[Any]]] = {
    # The schemas by media type, values that are sent, and values that are refused.
    "model": ({JSON: reference("Crate")}, [CRATE], [None, [CRATE]]),
    "map": ({JSON: reference("Labels")}, [{"a": "b"}], [None]),
    "list": ({JSON: CRATES}, [[CRATE, CRATE], []], [None, [None], [{"id": "c"}], ["c"]]),
    "lists": ({JSON: {"type": "array", "items": CRATES}}, [[[CRATE], []]], [[[{"id": "c"}]], [7]]),
    "union": ({JSON: one_of("Crate", "Pallet")}, [CRATE, {"crates": [CRATE]}], [None, "c"]),
    "ambiguous": (
        {JSON: {"anyOf": [reference("Crate"), reference("Box")]}},
        [CRATE],
        [None, "c", [CRATE]],
    ),
    "crate_or_ambiguous_list": (
        {
            JSON: {
                "oneOf": [
                    reference("Crate"),
                    {"type": "array", "items": {"anyOf": [reference("Crate"), reference("Box")]}},
                ]
            }
        },
        [CRATE, [CRATE]],
        [None, 7],
    ),
    "crate_or_list": ({JSON: {"oneOf": [reference("Crate"), CRATES]}}, [CRATE, [CRATE]], [None, 7]),
    "nullable": ({JSON: {"oneOf": [reference("Crate"), {"type": "null"}]}}, [CRATE, None], ["c"]),
    "form": ({"application/x-www-form-urlencoded": reference("Labels")}, [], [None, [("a", "b")]]),
    "bytes": ({BYTES: BINARY}, [], [None, b"bytes"]),
    "list_or_bytes": ({JSON: CRATES, BYTES: BINARY}, [[CRATE], []], [None, b"bytes", [7]]),
    "union_or_bytes": (
        {JSON: {"oneOf": [{"type": "array", "items": TEXT}, reference("Pallet")]}, BYTES: BINARY},
        [["a"], {"crates": [CRATE]}],
        [None, b"bytes"],
    ),
    "number_or_bytes": ({JSON: {"type": "number"}, BYTES: BINARY}, [1, 1.5], [None, "a", [1]]),
    "word_or_bytes": ({JSON: {**TEXT, "enum": ["a"]}, BYTES: BINARY}, ["a"], [None, 1]),
    "null_or_bytes": ({JSON: {"type": ["string", "null"]}, BYTES: BINARY}, ["a", None], [1]),
    "anything_or_bytes": ({BYTES: BINARY, JSON: {}}, [7, "a", CRATE, [CRATE], None], [b"bytes"]),
    "optional_list_or_bytes": ({JSON: CRATES, BYTES: BINARY}, [[CRATE]], [b"bytes", [7]]),
    "optional_anything_or_bytes": ({BYTES: BINARY, JSON: {}}, [7, [CRATE]], [b"bytes"]),
    "several": (
        {JSON: reference("Crate"), BYTES: BINARY},
        [CRATE],
        [None, b"bytes", [CRATE]],
    ),
}

# Values of many types, with their JSON.
VALUES: dict[str, tuple[Any, Any]] = {
    "integer": (5, 5),
    "fraction": (1.5, 1.5),
    "boolean": (True, True),
    "word": ("red", "red"),
    "text": ("a", "a"),
    "digits": ("12", "12"),
    "date": (date(2026, 1, 31), "2026-01-31"),
    "time": (datetime(2026, 1, 31, 12, tzinfo=UTC), "2026-01-31T12:00:00+00:00"),
    "uuid": (UUID(int=7), str(UUID(int=7))),
    "null": (None, None),
    "naive time": (datetime(2026, 1, 31, 12), None),
    "not a number": (math.nan, None),
    "bytes": (b"a", None),
    "set": ({5}, None),
}
TEXTS = {"word", "text", "digits", "uuid"}
# The schemas of scalars, and the names of the values that are sent. All other values are refused.
SCALARS: dict[str, tuple[Node, set[str]]] = {
    "integer": ({"type": "integer"}, {"integer"}),
    "number": ({"type": "number"}, {"integer", "fraction"}),
    "boolean": ({"type": "boolean"}, {"boolean"}),
    "text": (TEXT, TEXTS),
    "word": ({**TEXT, "enum": ["red", "green"]}, {"word"}),
    "level": ({"type": "integer", "enum": [5, 6]}, {"integer"}),
    "constant": ({"const": "red"}, {"word"}),
    "digits": ({**TEXT, "pattern": "^[0-9]+$"}, {"integer", "digits"}),
    "date": ({**TEXT, "format": "date"}, {"date"}),
    "time": ({**TEXT, "format": "date-time"}, {"time"}),
    "uuid": ({**TEXT, "format": "uuid"}, TEXTS),
    "null": (NULL, {"null"}),
    "integer_or_boolean": ({"type": ["integer", "boolean"]}, {"integer", "boolean"}),
    "uuid_or_integer": (
        {"oneOf": [{**TEXT, "format": "uuid"}, {"type": "integer"}]},
        {"uuid", "integer"},
    ),
}
# Functions that put a schema, and a value, into a schema and a value around them.
AROUND: dict[str, tuple[Callable[[Node], Node], Callable[[Any], Any]]] = {
    "scalar": (lambda schema: schema, lambda value: value),
    "list": (lambda schema: {"type": "array", "items": schema}, lambda value: [value]),
    "lists": (
        lambda schema: {"type": "array", "items": {"type": "array", "items": schema}},
        lambda value: [[], [value]],
    ),
    "or_list": (
        lambda schema: {"oneOf": [schema, {"type": "array", "items": schema}]},
        lambda value: [value],
    ),
    "or_crate": (lambda schema: {"anyOf": [schema, reference("Crate")]}, lambda value: value),
    "list_or_crate": (
        lambda schema: {"type": "array", "items": {"anyOf": [schema, reference("Crate")]}},
        lambda value: [value],
    ),
}
BODIES |= {
    f"{name}_{place}": ({JSON: around(schema)}, [], [])
    for name, (schema, _) in SCALARS.items()
    for place, (around, _) in AROUND.items()
}


@pytest.fixture(scope="module")
def client(package: Callable[[Path], ModuleType], tmp_path_factory: Any) -> ModuleType:
    paths = {
        f"/{name}": {
            "post": {
                "operationId": f"send_{name}",
                "requestBody": {
                    "required": not name.startswith("optional"),
                    "content": {key: {"schema": schema} for key, schema in content.items()},
                },
                "responses": {"204": {"description": "It is done."}},
            }
        }
        for name, (content, _, _) in BODIES.items()
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Bodies", "version": "1.0"},
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }
    path: Path = tmp_path_factory.mktemp("documents") / "bodies.json"
    path.write_text(json.dumps(document))
    return package(path)


def sent(client: ModuleType, name: str, body: Any) -> list[httpx.Request]:
    """Call an operation, and return the requests, also if the call raises an error."""
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(204)

    session = client.Client("t", base_url="https://h", transport=httpx.MockTransport(respond))
    operation = importlib.import_module(f"{client.__name__}.api.default.send_{name}")
    try:
        operation.sync(client=session, body=body)
    except client.errors.InvalidArgumentError as error:
        assert "body" in str(error)
        assert requests == []
    return requests


def as_models(client: ModuleType, value: Any) -> Any:
    """Return a JSON value with an instance of a generated model in place of each JSON object."""
    models = importlib.import_module(f"{client.__name__}.models")
    if isinstance(value, list):
        return [as_models(client, each) for each in value]
    if not isinstance(value, dict):
        return value
    named = {"id": models.Crate, "crates": models.Pallet}
    return named.get(next(iter(value)), models.Labels).from_dict(value)


DESCRIBED = [name for name, (_, valid, invalid) in BODIES.items() if valid or invalid]


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_body_of_a_described_class_is_sent(client: ModuleType, name: str) -> None:
    for value in BODIES[name][1]:
        (request,) = sent(client, name, as_models(client, value))

        assert request.headers["Content-Type"] == JSON
        assert json.loads(request.content) == value


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_body_of_another_class_is_an_invalid_argument(client: ModuleType, name: str) -> None:
    models = importlib.import_module(f"{client.__name__}.models")
    others: list[Any] = [object(), client.UNSET]
    if "anything" not in name:
        if name != "number_or_bytes":
            others.append(1.5)
        if name != "ambiguous":
            others += [CRATE, {"a": "b"}, {}]
        if name not in {"union", "union_or_bytes"}:
            others.append(models.Pallet(crates=[]))

    for value in [*BODIES[name][2], *others]:
        assert sent(client, name, value) == [], repr(value)


def test_an_object_that_several_alternatives_allow_is_sent_unchanged(client: ModuleType) -> None:
    value = {"id": "c", "size": "large"}

    (request,) = sent(client, "ambiguous", value)

    assert json.loads(request.content) == value


@pytest.mark.parametrize("name", [name for name in BODIES if name.startswith("optional")])
def test_an_omitted_body_is_not_sent(client: ModuleType, name: str) -> None:
    (request,) = sent(client, name, None)

    assert request.content == b""
    assert "Content-Type" not in request.headers


@pytest.mark.parametrize("place", AROUND)
@pytest.mark.parametrize("kind", SCALARS)
def test_only_a_scalar_of_the_described_type_is_sent(
    client: ModuleType, kind: str, place: str
) -> None:
    valid, around = SCALARS[kind][1], AROUND[place][1]
    for name, (value, expected) in VALUES.items():
        requests = sent(client, f"{kind}_{place}", around(value))

        assert len(requests) == int(name in valid), (name, value)
        if requests:
            is_digits = kind == "digits" and name == "integer"
            content = json.loads(requests[0].content)
            assert repr(content) == repr(around(str(value) if is_digits else expected))


def test_a_list_of_another_model_is_an_invalid_argument(client: ModuleType) -> None:
    models = importlib.import_module(f"{client.__name__}.models")
    pallet = models.Pallet(crates=[])

    assert sent(client, "list", [pallet]) == []
    assert sent(client, "lists", [[pallet]]) == []
