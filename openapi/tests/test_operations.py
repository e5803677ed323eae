"""Tests of `python -m openapi.operations`, without the documents of the provider."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from openapi.document import Document
from openapi.operations.cli import main
from openapi.operations.provider import SelectionError, newest, select
from openapi.operations.schemas import Schemas
from openapi.operations.values import Values
from openapi.operations.wire import json_problems, request_problems

Content = dict[str, Any]

STATE = {"type": "string", "enum": ["open", "closed"]}
PROVIDER: Content = {
    "openapi": "3.0.3",
    "info": {"title": "Provider", "version": "1"},
    "servers": [{"url": "/"}],
    "paths": {
        "/a/{id}": {
            "get": {
                "operationId": "a.get",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "state", "in": "query", "schema": STATE},
                    {"name": "page", "in": "query", "schema": {"type": "integer"}},
                ],
                "responses": {
                    "200": {
                        "description": "It.",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        },
                    }
                },
            }
        },
        "/b": {
            "post": {
                "operationId": "b.post",
                "requestBody": {"content": {"multipart/form-data": {"schema": {}}}},
                "responses": {"204": {"description": "Done."}},
            }
        },
    },
    "components": {
        "schemas": {
            "Thing": {
                "oneOf": [
                    {
                        "type": "object",
                        "required": ["kind"],
                        "properties": {"kind": {"type": "string", "enum": [kind]}},
                    }
                    for kind in ("small", "large")
                ]
            }
        }
    },
}


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    (tmp_path / "api-2026-01-01.yaml").write_text("openapi: 3.0.3")
    (tmp_path / "api-2026-02-01.yaml").write_text(json.dumps(PROVIDER))
    return tmp_path


def test_the_command_judges_each_operation_and_counts_refusals(
    upstream: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--upstream", str(upstream), "--workers", "1"]

    assert main([*arguments, "--refusals", "1"]) == 0
    shown = capsys.readouterr().out
    assert re.search(
        r"^1 right, 1 refused, 0 wrong, of 2 operations; \d+ calls", shown, re.MULTILINE
    )
    assert "refused  b.post (POST /b)\n         #/paths/~1b/post/requestBody/content" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--operation", "c.get"], "has no operation c.get"),
        (["--prefix", "/c"], "has no operation under /c"),
    ],
)
def test_a_selection_without_operations_is_wrong_usage(
    upstream: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["--upstream", str(upstream), *arguments]) == 2
    assert message in capsys.readouterr().err


def test_the_newest_document_is_used(upstream: Path, tmp_path: Path) -> None:
    assert newest(upstream).name == "api-2026-02-01.yaml"
    with pytest.raises(SelectionError, match="no file api-"):
        newest(tmp_path / "absent")


def test_a_sample_is_added_to_the_operations_under_a_prefix() -> None:
    paths: Content = {
        f"/{name}/{n}": {"get": {"responses": {}}} for name in "pq" for n in range(20)
    }
    document = Document(Path("x"), "", {"paths": paths})

    chosen = select(document, prefix="/p/", sample=5, seed=1)

    assert [each.address.path for each in chosen[:20]] == [f"/p/{n}" for n in range(20)]
    assert len(chosen) == 25
    assert chosen == select(document, prefix="/p/", sample=5, seed=1)
    assert chosen != select(document, prefix="/p/", sample=5, seed=2)


def test_values_use_each_alternative_and_match_their_schema() -> None:
    number = {"type": "integer", "minimum": 3, "maximum": 9}
    inner = {"oneOf": [{"type": "boolean"}, number, {"type": "string", "pattern": "^[ab]$"}]}
    schema = {
        "anyOf": [
            {"type": "object", "required": ["x"], "properties": {"x": inner}},
            {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Inner"}},
        ]
    }
    content = {"openapi": "3.0.3", "components": {"schemas": {"Inner": inner}}}

    drawn = list(Values(content, 0).drawn(schema))

    assert drawn == list(Values(content, 0).drawn(schema))
    assert all(Schemas(content).is_valid(value, schema) for value in drawn)
    kinds = {type(value["x"]) for value in drawn if isinstance(value, dict)}
    kinds |= {type(item) for value in drawn if isinstance(value, list) for item in value}
    assert {type(value) for value in drawn} == {dict, list}
    assert kinds == {bool, int, str}


def test_a_union_that_several_parts_share_has_values_of_one_alternative() -> None:
    objects = [{"type": "object", "required": [name]} for name in "ab"]
    union = {"$ref": "#/components/schemas/Union"}
    parts = [{"type": "object", "properties": {"x": union}, "required": ["x"]}] * 2
    content = {"openapi": "3.0.3", "components": {"schemas": {"Union": {"oneOf": objects}}}}

    drawn = list(Values(content, 0).drawn({"allOf": parts}))

    assert {frozenset(value["x"].keys() & {*"ab"}) for value in drawn} == {*map(frozenset, "ab")}


ARRAY = {"type": "array", "items": {"type": "string"}}


@pytest.mark.parametrize(
    ("url", "more", "values", "kinds"),
    [
        ("/a/x?q=1", {}, {"q": 1}, []),
        ("/a/x?q=%5B1%5D", {}, {"q": "[1]"}, []),
        ("/a/x?q=True", {}, {"q": True}, ["query"]),
        ("/a/x", {}, {"q": "1"}, ["query"]),
        ("/a/x?q=1&r=2", {}, {"q": 1}, ["query"]),
        ("/a/x?q=a&q=b", {"schema": ARRAY}, {"q": ["a", "b"]}, []),
        ("/a/x?q=b&q=a", {"schema": ARRAY}, {"q": ["a", "b"]}, ["query"]),
        ("/a/x?q=a", {"schema": ARRAY}, {"q": ["a", "b"]}, ["query"]),
        ("/a/x?q=a,b", {"schema": ARRAY, "explode": False}, {"q": ["a", "b"]}, []),
        ("/a/x?q=a&q=b", {"schema": ARRAY, "explode": False}, {"q": ["a,b"]}, ["query"]),
        ("/a/x?k=v&l=w", {}, {"q": {"k": "v", "l": "w"}}, []),
        ("/a/x%2Fy", {}, {}, ["path"]),
        ("/a/x/y", {}, {}, ["path"]),
    ],
)
def test_a_request_is_compared_with_the_styles_of_the_specification(
    url: str, more: Content, values: Content, kinds: list[str]
) -> None:
    parameters = {("path", "id"): {}, ("query", "q"): {"name": "q", "in": "query", **more}}
    given = {("path", "id"): "x", **{("query", name): each for name, each in values.items()}}
    request = httpx.Request("GET", f"https://h{url}")

    assert [kind for kind, _ in request_problems(request, "/a/{id}", parameters, given)] == kinds


@pytest.mark.parametrize(
    ("expected", "actual", "kinds"),
    [
        ({"a": [1, None]}, {"a": [1.0, None]}, []),
        ({"a": 1}, {"a": True}, ["value"]),
        ({"a": 1}, {}, ["value"]),
        ({}, {"a": None}, ["value"]),
        ([1], [1, 2], ["value"]),
        ("1", 1, ["value"]),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00", ["time"]),
        ("2026-01-01", "2026-01-02", ["value"]),
    ],
)
def test_bodies_are_compared_as_json(expected: object, actual: object, kinds: list[str]) -> None:
    assert [kind for kind, _ in json_problems(expected, actual)] == kinds
