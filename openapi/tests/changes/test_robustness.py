"""Tests that no document crashes the comparison, and that no change remains unreported."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openapi.changes.cli import main
from openapi.changes.diff.document import ComparisonError, compare
from openapi.changes.model.classification import Class
from openapi.changes.model.node import ABSENT, MalformedError
from openapi.changes.sources import load
from openapi.document import DocumentError, read
from openapi.pointer import follow, parse_pointer
from openapi.tests.changes.editing import edited, original
from openapi.tests.changes.mutations import locations, mutated_text
from openapi.tests.changes.schema_pairs import document
from openapi.tests.inputs import CONTRACT, PARCELS

CONTENTS = {path: read(path).content for path in (PARCELS, CONTRACT)}

sources = st.sampled_from([PARCELS, CONTRACT])
seeds = st.integers(min_value=0)


@settings(max_examples=max(200, settings().max_examples))
@given(sources, seeds, st.booleans())
def test_a_mutated_document_is_compared_or_malformed(
    tmp_path_factory: pytest.TempPathFactory, source: Path, seed: int, is_old: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "mutated.yaml"
    path.write_text(mutated_text(CONTENTS[source], Random(seed)), "utf-8")
    try:
        documents = [load(str(path)).content, CONTENTS[source]]
        differences = compare(*(documents if is_old else documents[::-1]))
    except (DocumentError, MalformedError, ComparisonError):
        return

    for each in differences:
        tokens = parse_pointer(each.pointer)
        assert any(follow(content, tokens, ABSENT) is not ABSENT for content in documents)


@settings(max_examples=max(10, settings().max_examples // 10))
@given(sources, seeds, st.booleans())
def test_the_status_is_1_only_if_a_difference_is_breaking(
    tmp_path_factory: pytest.TempPathFactory, source: Path, seed: int, is_old: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "mutated.yaml"
    path.write_text(mutated_text(CONTENTS[source], Random(seed)), "utf-8")
    arguments = [str(path), str(source)] if is_old else [str(source), str(path)]

    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        status = main([*arguments, "--json"])

    if status == 2:
        assert err.getvalue().startswith(f"openapi.changes: {path}: ")
        assert err.getvalue().count("\n") == 1
    else:
        classes = {each["class"] for each in json.loads(out.getvalue())["differences"]}
        assert status == any(each.startswith("breaking") for each in classes)


MALFORMED: tuple[dict[str, Any], ...] = (
    {"type": "strnig"},
    {"type": "object", "properties": None},
    {"type": "object", "properties": {"a": "string"}},
    {"minimum": "one"},
    {"oneOf": {"a": {}}},
    {"$ref": "#/components/schemas/Nowhere"},
    {"$ref": "other.yaml#/A"},
)
# Schemas that contain another schema.
CONTAINING: tuple[Callable[[Any], dict[str, Any]], ...] = (
    lambda schema: {"allOf": [schema]},
    lambda schema: {"type": "array", "items": schema},
    lambda schema: {"type": "object", "properties": {"schema": schema}},
    lambda schema: {"not": {"additionalProperties": schema}},
    lambda _: {"$ref": "#/components/schemas/Fresh", "x-schema": {"type": 5}},
)


def _content(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


# Parts that a document can have in addition, by location. Each part contains a schema.
PARTS: dict[str, Callable[[Any], Any]] = {
    "found/properties/fresh": lambda schema: schema,
    "operation/parameters/-": lambda schema: {"name": "fresh", "in": "query", "schema": schema},
    "response/headers": lambda schema: {"Fresh": {"schema": schema}},
    "responses/418": lambda schema: {"description": "Fresh.", **_content(schema)},
    "operation/callbacks": lambda schema: {"fresh": {"{$url}": {"put": _operation(schema)}}},
    "path/put": lambda schema: _operation(schema),
}


def _operation(schema: Any) -> dict[str, Any]:
    return {"requestBody": _content(schema), "responses": {"204": {"description": "Kept."}}}


@given(
    st.sampled_from(sorted(PARTS)),
    st.sampled_from(CONTAINING),
    st.sampled_from([*MALFORMED, {"type": "string"}]),
)
def test_a_malformed_schema_in_an_added_or_removed_part_is_an_error(
    location: str, contain: Callable[[Any], Any], schema: dict[str, Any]
) -> None:
    part = PARTS[location](contain(schema))
    with_part = edited((location, part), ("schemas/Fresh", schema))

    for documents in ((original(), with_part), (with_part, original())):
        if schema in MALFORMED:
            with pytest.raises(MalformedError):
                compare(*documents)
        else:
            assert compare(*documents)


@pytest.mark.parametrize(("length", "references"), [(40, 40), (1000, 1)])
def test_schemas_may_refer_to_each_other_in_long_chains(length: int, references: int) -> None:
    def chain(**last: Any) -> dict[str, Any]:
        names = [f"N{i}" for i in range(length)]
        schemas = {
            name: {
                "type": "object",
                "properties": {
                    each: {"$ref": f"#/components/schemas/{each}"}
                    for each in names[i + 1 : i + 1 + references]
                },
            }
            for i, name in enumerate(names)
        }
        schemas[names[-1]]["properties"] = last
        return document(request={"$ref": "#/components/schemas/N0"}, components=schemas)

    (difference,) = compare(chain(a={"type": "string"}), chain(a={"type": "integer"}))

    assert difference.class_ == Class.BREAKING_WIRE


def _edited(value: Any) -> Any:
    match value:
        case None:
            return "x"
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value}x"
    return [*value, "x"] if isinstance(value, list) else {**value, "x": 1}


def test_no_edit_of_a_value_remains_unreported() -> None:
    content = original()
    unreported = []
    for *above, last in locations(content):
        node: Any = follow(content, above)
        value = node[last]
        node[last] = _edited(value)
        try:
            if not compare(content, original()):
                unreported.append((*above, last))
        except MalformedError:
            pass
        node[last] = value

    assert unreported == [("info", "version")]
