"""Tests that the suite checks the formats of the strings in response bodies."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from attrs import evolve

from ..contract import Contract
from ..mock_server import CORRECT, Behaviour
from ..mock_server.call import Call, Response
from ..server.checks.run_single_check import violation_of
from ..server.conformance.violation import Violation
from ..server.runner.profile import Profile
from .mock_tester import CONTRACT, mock_tester

ID = "0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d"

WRONG = {
    "date": ["yesterday", "2026-02-30", "2026-1-31", "20+6-12-31", "2026-01-31T00:00:00Z", ""],
    "date-time": [
        *("2026-01-01 10:00:00Z", "2026-01-01T10:00:00", "2026-01-01T10:00:60Z", "2026-01-01"),
        *("2026-01-01T10:00Z", "2026-01-01T10:00:00+0100", "2026-01-01T10:0,:00Z"),
    ],
    "uuid": [ID.replace("-", ""), f"{{{ID}}}", f"urn:uuid:{ID}", f"{ID}0", f"{ID}\n"],
}
RIGHT = {
    "date": ["2026-01-31", "2024-02-29", "0000-02-29", "9999-12-31"],
    "date-time": [
        *("2026-01-31T12:00:00Z", "2026-01-31t12:00:00.1234567z", "2026-01-31T12:00:00-00:00"),
        *("2016-12-31T23:59:60Z", "2016-12-31T15:59:60.5-08:00", "9999-12-31T23:59:59-23:59"),
    ],
    "uuid": [ID, ID.upper(), "00000000-0000-0000-0000-000000000000"],
}
#: Formats that the suite does not check.
OTHERS = ("time", "email", "uri", "ipv4", "duration", "regex", "unknown")


def violation(schema: dict[str, Any], value: Any) -> Violation | None:
    """Check the rule `data.schema` against a server that adds a property to each record."""
    document = deepcopy(CONTRACT.document)
    record = document["components"]["schemas"]["NetworkBalance"]
    record["properties"]["added"] = schema

    def with_added(_call: Call, response: Response) -> Response:
        body = response.json()
        for each in body.get("networkBalances", {}).values():
            each["added"] = value
        return evolve(response, body=json.dumps(body).encode())

    behaviour: Behaviour = evolve(CORRECT, finish=with_added)
    contract = Contract(document, CONTRACT.operations)
    with mock_tester(behaviour, 1, Profile.QUICK, contract=contract) as tester:
        tester.send()
        return violation_of("data.schema", tester)


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in WRONG.items() for text in texts]
)
def test_a_text_without_the_format_of_its_schema_is_a_violation(name: str, text: str) -> None:
    found = violation({"type": "string", "format": name}, text)

    assert found is not None
    assert found.part is not None
    assert found.part[0].endswith("/added")
    assert found.source.endswith("/properties/added/format")


@pytest.mark.parametrize(
    ("name", "texts"), [*RIGHT.items(), *((name, ["a ( b"]) for name in OTHERS)]
)
def test_a_text_with_the_format_of_its_schema_is_no_violation(name: str, texts: list[str]) -> None:
    schema = {"type": "array", "items": {"type": ["string", "null"], "format": name}}

    assert violation(schema, [*texts, None]) is None


def test_a_format_tells_the_alternatives_of_a_schema_apart() -> None:
    formats = ("date", "date-time", "uuid")
    schema = {"oneOf": [{"type": "string", "format": name} for name in formats]}

    assert violation(schema, "2026-01-31") is None
    assert violation(schema, "2026-01") is not None
