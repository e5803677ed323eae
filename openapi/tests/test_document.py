"""Tests that the OpenAPI document is valid and that the examples match their schemas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from openapi.document import load
from openapi.pointer import resolve

DOCUMENT = load(Path(__file__).parents[1] / "list-client-balances.yaml").content
((PATH, ITEM),) = DOCUMENT["paths"].items()
OPERATION = ITEM["get"]


def resolved(node: Any) -> Any:
    return resolve(node, DOCUMENT)


def responses() -> dict[str, Any]:
    return {status: resolved(response) for status, response in OPERATION["responses"].items()}


def examples() -> Iterator[tuple[str, Any, Any]]:
    """Yield the name, the schema and the value of each example in the document."""
    for status, response in responses().items():
        content = response.get("content", {}).get("application/json", {})
        for name, example in content.get("examples", {}).items():
            yield f"{status}-{name}", content["schema"], example["value"]
    for parameter in map(resolved, OPERATION["parameters"]):
        if "example" in parameter:
            yield parameter["name"], parameter["schema"], parameter["example"]
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for described, place in [(schema, name), *_properties(schema, name)]:
            for number, value in enumerate(described.get("examples", ())):
                yield f"{place}-{number}", described, value


def _properties(schema: Any, name: str) -> list[tuple[Any, str]]:
    return [(prop, f"{name}.{key}") for key, prop in schema.get("properties", {}).items()]


def test_the_document_is_valid() -> None:
    validate(DOCUMENT)


@pytest.mark.parametrize(("schema", "value"), [pytest.param(s, v, id=i) for i, s, v in examples()])
def test_an_example_matches_its_schema(schema: Any, value: Any) -> None:
    rooted = {"allOf": [schema], "components": DOCUMENT["components"]}

    jsonschema_rs.validator_for(rooted).validate(value)


def test_the_operation_has_the_path_id_and_tag_of_the_provider() -> None:
    assert PATH == "/api/network/v1/enterprises/{enterpriseId}/clients/balances"
    assert OPERATION["operationId"] == "listClientBalances"
    assert OPERATION["tags"] == ["Client Balances"]
    assert "settlement_network_read" in OPERATION["description"]


def test_the_operation_requires_a_bearer_token() -> None:
    ((name, scopes),) = OPERATION["security"][0].items()
    scheme = DOCUMENT["components"]["securitySchemes"][name]

    assert (scheme["type"], scheme["scheme"], scopes) == ("http", "bearer", [])


def test_every_status_and_parameter_has_an_example() -> None:
    shown = {name.partition("-")[0] for name, _, _ in examples()}
    parameters = {parameter["name"] for parameter in map(resolved, OPERATION["parameters"])}

    assert (responses().keys() | parameters) - shown == set()


def test_every_error_scenario_is_a_named_example() -> None:
    for status, response in responses().items():
        if status != "200":
            scenarios = response["x-scenarios"].keys()
            assert scenarios == response["content"]["application/json"]["examples"].keys()


def test_array_parameters_state_style_and_explode() -> None:
    arrays = [
        p for p in map(resolved, OPERATION["parameters"]) if p["schema"].get("type") == "array"
    ]

    assert arrays
    for parameter in arrays:
        stated = {key: parameter.get(key) for key in ("style", "explode")}
        assert stated == {"style": "form", "explode": True}, parameter["name"]


def test_the_extensions_refer_to_parameters_and_properties_that_exist() -> None:
    names = {parameter["name"] for parameter in map(resolved, OPERATION["parameters"])}
    paging = OPERATION["x-pagination"]
    success = resolved(responses()["200"]["content"]["application/json"]["schema"])
    violated = {
        name
        for response in responses().values()
        for scenario in response.get("x-scenarios", {}).values()
        for name in scenario.get("refuses", ())
    }

    assert {paging["page"], paging["size"]} | violated <= names
    for pointer in [paging["records"], *responses()["200"]["x-live"]]:
        assert pointer.removeprefix("/") in success["properties"]


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ("Amount", ["0", "007", "9" * 80], ["", "-1", "1.0", "1e3", "٣", " 1", "1\n"]),
        (
            "Uuid",
            ["7a1b9d52-30c4-4f8e-8b6a-2d4c6e8f0a1b", "7A1B9D5230C44F8E8B6A2D4C6E8F0A1B"],
            ["", "7a1b9d52", "{7a1b9d52-30c4-4f8e-8b6a-2d4c6e8f0a1b}", "g" * 32, "7a1b9d52-" * 4],
        ),
    ],
)
def test_a_pattern_accepts_only_valid_values(
    schema: str, valid: list[str], invalid: list[str]
) -> None:
    # The suite validates with jsonschema_rs too. In Python's `re`, `$` also matches before a
    # newline at the end.
    validator = jsonschema_rs.validator_for(DOCUMENT["components"]["schemas"][schema])

    assert [value for value in valid if not validator.is_valid(value)] == []
    assert [value for value in invalid if validator.is_valid(value)] == []
