"""Tests that strings of digits are integers in the client, however the document describes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
          required: [alias, wrapped, union, types, items, mapping, number, empty, enum, day]
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
        "enum": "ModelEnum | str",
        "day": "datetime.date",
    }
    assert "_Map = MapModel[int]" in files["bitgo_oes/models/map_.py"].decode()
    assert "ids: Iterable[int | str] | None = None" in operation
    assert "short: int | str | None = None" in operation
    assert "word: str | UUID | None = None" in operation
    assert "-> list[int]:" in operation
