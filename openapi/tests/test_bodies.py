"""Tests that a call sends only bodies of the classes that the document describes."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from openapi.tests.value_documents import TEXT, Node, model, one_of, reference

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


@pytest.mark.parametrize("name", BODIES)
def test_a_body_of_a_described_class_is_sent(client: ModuleType, name: str) -> None:
    for value in BODIES[name][1]:
        (request,) = sent(client, name, as_models(client, value))

        assert request.headers["Content-Type"] == JSON
        assert json.loads(request.content) == value


@pytest.mark.parametrize("name", BODIES)
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
