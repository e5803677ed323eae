"""Tests that strings of digits are integers in the client, however the document describes them."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openapi.codegen.generate import generate
from openapi.document import load

DOCUMENT = r"""
openapi: 3.1.0
info: {title: Digits, version: '1.0'}
servers: [{url: 'https://digits.test'}]
paths:
  /a:
    get:
      operationId: get_a
      tags: [a]
      parameters:
        - {name: ids, in: query, schema: {type: array, items: {$ref: '#/components/schemas/D'}}}
        - {name: short, in: query, schema: {type: string, pattern: '^\d{1,3}$'}}
        - {name: word, in: query, schema: {type: string, pattern: '^[a-z]+$'}}
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/D'}}
        '404':
          description: None.
          content: {application/json: {schema: {$ref: '#/components/schemas/Model'}}}
components:
  schemas:
    D: {type: string, pattern: '^[0-9]+$', description: An amount.}
    Alias: {$ref: '#/components/schemas/D'}
    Map: {type: object, additionalProperties: {$ref: '#/components/schemas/D'}}
    Base:
      type: object
      required: [inherited]
      properties: {inherited: {$ref: '#/components/schemas/D'}}
    Model:
      allOf:
        - $ref: '#/components/schemas/Base'
        - type: object
          required:
            [alias, wrapped, union, types, items, mapping, number, empty, limited, form, enum, day]
          properties:
            inherited: {type: string, description: Described again.}
            alias: {$ref: '#/components/schemas/Alias'}
            wrapped: {allOf: [{$ref: '#/components/schemas/D'}], description: Wrapped.}
            union: {anyOf: [{$ref: '#/components/schemas/D'}, {type: 'null'}]}
            types: {type: [string, 'null'], pattern: '^[0-9]{2,}$'}
            items: {type: array, items: {oneOf: [{$ref: '#/components/schemas/D'}, {type: 'null'}]}}
            mapping: {$ref: '#/components/schemas/Map'}
            number: {oneOf: [{$ref: '#/components/schemas/D'}, {type: integer}]}
            empty: {type: string, pattern: '^[0-9]*$'}
            limited: {type: string, pattern: '^[0-9]{0,3}$'}
            form: {type: string, format: int64, pattern: '^[0-9]+$'}
            enum: {type: string, enum: ['1', '2'], pattern: '^[0-9]+$'}
            day: {type: string, format: date, pattern: '^[0-9]+$'}
"""
NULLABLE = {  # the same in OpenAPI 3.0
    "openapi: 3.1.0": "openapi: 3.0.3",
    "type: [string, 'null']": "type: string, nullable: true",
    "{anyOf: [{$ref: '#/components/schemas/D'}, {type: 'null'}]}": (
        "{nullable: true, anyOf: [{$ref: '#/components/schemas/D'}]}"
    ),
    "{oneOf: [{$ref: '#/components/schemas/D'}, {type: 'null'}]}": (
        "{nullable: true, oneOf: [{$ref: '#/components/schemas/D'}]}"
    ),
}


@pytest.mark.parametrize("replaced", [{}, NULLABLE], ids=["3.1", "3.0"])
def test_a_string_of_digits_is_an_integer(tmp_path: Path, replaced: dict[str, str]) -> None:
    text = DOCUMENT
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "digits.yaml").write_text(text)

    files = generate(load(tmp_path / "digits.yaml"))
    model = files["bitgo_oes/models/model.py"].decode()
    operation = files["bitgo_oes/api/a/get_a.py"].decode()

    assert dict(re.findall(r"^    ([a-z]+): (.+)$", model, re.MULTILINE)) == {
        "inherited": "int",
        "alias": "int",
        "wrapped": "int",
        "union": "int | None",
        "types": "int | None",
        "items": "list[int | None]",
        "mapping": "Map",
        "number": "int | str",
        "empty": "str",
        "limited": "str",
        "form": "str",
        "enum": "ModelEnum | str",
        "day": "_date",
    }
    assert "_Map = _MapModel[int]" in files["bitgo_oes/models/map_.py"].decode()
    assert "ids: _Iterable[int | str] | None = None" in operation
    assert "short: int | str | None = None" in operation
    assert "word: str | _UUID | None = None" in operation
    assert "-> list[int]:" in operation


DIGITS = {"type": "string", "pattern": "^[0-9]+$"}
REFERENCE = {"$ref": "#/components/schemas/D"}
NULL = {"type": "null"}
NOTATIONS: dict[str, dict[str, Any]] = {
    "types": {**DIGITS, "type": ["string", "null"]},
    "any_of": {"anyOf": [DIGITS, NULL]},
    "any_of_reference": {"anyOf": [REFERENCE, NULL]},
    "one_of": {"oneOf": [NULL, DIGITS]},
    "one_of_reference": {"oneOf": [NULL, REFERENCE]},
    "all_of_in_any_of": {"anyOf": [{"allOf": [REFERENCE]}, NULL]},
    "inline_all_of_in_any_of": {"anyOf": [{"allOf": [DIGITS]}, NULL]},
    "any_of_in_all_of": {"allOf": [{"anyOf": [REFERENCE, NULL]}]},
    "any_of_in_any_of": {"anyOf": [{"anyOf": [REFERENCE, NULL]}]},
    "reference": {"$ref": "#/components/schemas/Nullable"},
    "all_of_one": {"allOf": [{"$ref": "#/components/schemas/Nullable"}]},
    "any_of_one": {"anyOf": [{"$ref": "#/components/schemas/Nullable"}]},
    "enum_of_null": {"anyOf": [DIGITS, {"enum": [None]}]},
    "list_of_null": {"anyOf": [DIGITS, {"type": ["null"]}]},
    "types_beside_all_of": {"type": ["string", "null"], "allOf": [{"pattern": "^[0-9]+$"}]},
    "parts": {"allOf": [{"type": ["string", "null"]}, {"pattern": "^[0-9]+$"}]},
    "annotated": {"allOf": [{"$ref": "#/components/schemas/Nullable"}, {"description": "One."}]},
    "beside_reference": {"$ref": "#/components/schemas/Nullable", "description": "One."},
    "pattern_beside": {"pattern": "^[0-9]+$", "anyOf": [{"type": "string"}, NULL]},
}
NOTATIONS_OF_3_0: dict[str, dict[str, Any]] = {
    "nullable": {**DIGITS, "nullable": True},
    "nullable_all_of": {"nullable": True, "allOf": [REFERENCE]},
    "nullable_inline_all_of": {"nullable": True, "allOf": [DIGITS]},
    "nullable_one_of": {"nullable": True, "oneOf": [REFERENCE]},
    "nullable_any_of": {"nullable": True, "anyOf": [DIGITS]},
    "nullable_type_beside_all_of": {"type": "string", "nullable": True, "allOf": [REFERENCE]},
    "nullable_in_all_of": {"allOf": [{**DIGITS, "nullable": True}]},
    "nullable_reference": {"$ref": "#/components/schemas/Nullable"},
}
HOLDERS: dict[str, dict[str, Any]] = {
    "list": {"type": "array", "items": REFERENCE},
    "lists": {"type": "array", "items": {"type": "array", "items": REFERENCE}},
    "list_or_null": {"type": "array", "items": {"anyOf": [REFERENCE, NULL]}},
    "map": {"type": "object", "additionalProperties": {"type": "array", "items": REFERENCE}},
    "one_or_many": {"oneOf": [REFERENCE, {"type": "array", "items": REFERENCE}]},
    "or_boolean": {"anyOf": [REFERENCE, {"type": "boolean"}]},
    "or_word": {"anyOf": [REFERENCE, {"type": "string", "enum": ["max"]}]},
    "or_numbers": {"anyOf": [REFERENCE, {"type": "array", "items": {"type": "integer"}}]},
    "number_or_list": {"oneOf": [{"type": "integer"}, {"type": "array", "items": REFERENCE}]},
    "or_number": {"oneOf": [REFERENCE, {"type": "integer"}]},
    "or_anything": {"anyOf": [REFERENCE, {"type": "string"}]},
    "default": {**DIGITS, "default": "5"},
}
ITEM = {"type": "object", "properties": {"q": REFERENCE}}
NESTED = {
    "type": "object",
    "properties": {"item": ITEM, "items": {"type": "object", "additionalProperties": ITEM}},
}


def document(properties: dict[str, Any], nullable: dict[str, Any], version: str) -> dict[str, Any]:
    model = {"type": "object", "required": [*properties], "properties": properties}
    rows = {"type": "array", "items": {"type": "array", "items": REFERENCE}}
    json = "application/json"
    return {
        "openapi": version,
        "info": {"title": "Digits", "version": "1.0"},
        "paths": {
            "/rows": {
                "put": {
                    "operationId": "put_rows",
                    "requestBody": {"required": True, "content": {json: {"schema": rows}}},
                    "responses": {
                        "200": {"description": "Them.", "content": {json: {"schema": rows}}},
                        "201": {
                            "description": "It.",
                            "content": {json: {"schema": {"$ref": "#/components/schemas/Model"}}},
                        },
                    },
                }
            },
            "/nested": {
                "post": {
                    "operationId": "post_nested",
                    "requestBody": {
                        "required": True,
                        "content": {json: {"schema": {"$ref": "#/components/schemas/Nested"}}},
                    },
                    "responses": {"204": {"description": "Nothing."}},
                }
            },
        },
        "components": {
            "schemas": {"D": DIGITS, "Nullable": nullable, "Model": model, "Nested": NESTED}
        },
    }


def test_digits_or_null_have_the_same_type_in_each_notation(tmp_path: Path) -> None:
    for notations, version in ((NOTATIONS, "3.1.0"), (NOTATIONS_OF_3_0, "3.0.3")):
        path = tmp_path / f"{version}.json"
        path.write_text(json.dumps(document(notations, next(iter(notations.values())), version)))

        model = generate(load(path))["bitgo_oes/models/model.py"].decode()

        types = dict(re.findall(r"^    (\w+): (.+)$", model, re.MULTILINE))
        assert {types[name] for name in notations} == {"int | None"}


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, package: Callable[[Path], ModuleType]
) -> ModuleType:
    path = tmp_path_factory.mktemp("documents") / "holders_of_digits.json"
    properties = {**HOLDERS, **NOTATIONS}
    path.write_text(json.dumps(document(properties, NOTATIONS["types"], "3.1.0")))
    return package(path)


digits = st.from_regex("[0-9]{1,40}", fullmatch=True)
numbers = st.integers(-(2**70), 2**70)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(NOTATIONS, digits | st.none()),
    "list": st.lists(digits),
    "lists": st.lists(st.lists(digits)),
    "list_or_null": st.lists(digits | st.none()),
    "map": st.dictionaries(st.text(max_size=3), st.lists(digits)),
    "one_or_many": digits | st.lists(digits),
    "or_boolean": digits | st.booleans(),
    "or_word": digits | st.just("max"),
    "or_numbers": digits | st.lists(numbers),
    "number_or_list": numbers | st.lists(digits),
    "or_number": digits | numbers,
    "or_anything": digits | st.text(),
    "default": digits,
}


@settings(max_examples=25)  # each example has a value of each notation and holder
@given(value=st.fixed_dictionaries(VALUES))
def test_digits_are_integers_in_python_and_digits_in_json(client: ModuleType, value: Any) -> None:
    model = importlib.import_module(f"{client.__name__}.models").Model.from_dict(value)

    assert model.to_dict() == value
    assert model.lists == [[int(each) for each in row] for row in value["lists"]]
    assert model.list_or_null == [None if x is None else int(x) for x in value["list_or_null"]]
    assert not isinstance(model.any_of, str)
    assert not isinstance(model.one_or_many, str)
    assert not isinstance(model.or_boolean, str)


def test_digits_in_bodies_are_digits_in_json(client: ModuleType) -> None:
    rows = [["7", "1" + "0" * 30], []]
    sent: list[Any] = []

    assert put(client, sent, [[7, 10**30], []]) == put(client, sent, rows) == [[7, 10**30], []]
    assert sent == [rows, rows]


EMPTY: dict[str, Any] = {
    **dict.fromkeys((*NOTATIONS, *HOLDERS), "0"),
    **{name: [] for name in ("list", "lists", "list_or_null")},
    "map": {},
    "number_or_list": 0,
}


@given(value=st.floats() | st.booleans() | st.none() | st.integers(max_value=-1) | st.text())
def test_no_other_value_is_sent_as_digits(client: ModuleType, value: Any) -> None:
    assume(not (isinstance(value, str) and re.fullmatch("[0-9]+", value)))
    models = importlib.import_module(f"{client.__name__}.models")
    sent: list[Any] = []

    with pytest.raises(client.errors.InvalidArgumentError):
        put(client, sent, [[value]])
    for name in ("list", "lists", "list_or_null", "one_or_many"):
        model = models.Model.from_dict({**EMPTY, name: [["1"]] if name == "lists" else ["1"]})
        items = getattr(model, f"{name}_" if name == "list" else name)
        (items[0] if name == "lists" else items)[0] = value
        if name == "list_or_null" and value is None:
            assert model.to_dict()[name] == [None]
        else:
            with pytest.raises(client.errors.InvalidArgumentError):
                model.to_dict()
    model = models.Model.from_dict(EMPTY)
    with pytest.raises(client.errors.InvalidArgumentError, match="default"):
        model.default = value
    if value is None:
        model.types = value
        assert model.to_dict() == {**EMPTY, "types": None}
    else:
        with pytest.raises(client.errors.InvalidArgumentError, match="types"):
            model.types = value


@pytest.mark.parametrize("value", [None, {"q": "1"}, "text", 5, []])
def test_a_value_in_place_of_a_nested_model_is_an_invalid_argument(
    client: ModuleType, value: Any
) -> None:
    operation = importlib.import_module(f"{client.__name__}.api.default.post_nested")
    models = importlib.import_module(f"{client.__name__}.models")
    session = client.Client("t", base_url="https://h", transport=httpx.MockTransport(_unreachable))

    items = models.NestedItems({"a": value})
    for body in (models.Nested(item=value), models.Nested(items=items)):
        with pytest.raises(client.errors.InvalidArgumentError, match="body"):
            operation.sync(client=session, body=body)


def put(client: ModuleType, sent: list[Any], rows: Any) -> Any:
    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(200, content=request.content)

    operation = importlib.import_module(f"{client.__name__}.api.default.put_rows")
    session = client.Client("t", base_url="https://h", transport=httpx.MockTransport(respond))
    return operation.sync(client=session, body=rows)


def _unreachable(_: httpx.Request) -> httpx.Response:
    raise AssertionError("no request is sent")
