"""Tests that a violation is reported with all that is needed to understand and repeat it."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..contract import load
from ..mock_server.default_world import MEMBER, OUTSIDER, UNPERMITTED
from ..mock_server.variants import behaviour_with
from ..report.violation_details import ViolationDetails
from ..rules import catalogue
from ..server.checks.run_single_check import violation_of
from ..server.conformance.violation import Violation
from ..server.transport.exchange import Exchange
from ..server.transport.request import Credential, Request
from .mock_tester import mock_tester
from .suite_process import SCHEMA

CONTRACT = load()
OPERATION = CONTRACT.operations[0]
RULES = {rule.id: rule for rule in catalogue(CONTRACT.tested)}
VALIDATOR = jsonschema_rs.validator_for({"$ref": "#/$defs/violation", "$defs": SCHEMA["$defs"]})
ENTERPRISE = "a11ce000-0000-4000-8000-000000000001"


def found(rule: str, *faults: str) -> list[ViolationDetails]:
    """Check a rule on a mock server with the given faults, and return the distinct failures."""
    with mock_tester(behaviour_with(faults)) as tester:
        violation = violation_of(rule, tester)
    assert violation is not None
    return [
        ViolationDetails(RULES[rule], v, CONTRACT, "rerun") for v in (violation, *violation.further)
    ]


def as_json(details: ViolationDetails) -> dict[str, Any]:
    written = {"message": details.text, "known": None, **details.as_json()}
    VALIDATOR.validate(json.loads(json.dumps(written)))
    return written


def test_a_violation_has_its_requests_with_redacted_headers_and_times() -> None:
    (first, *_) = found("scenarios.no_permission", "serves-without-permission")

    request = first.as_json()["requests"][-1]
    as_json(first)
    assert request["method"] == "GET"
    assert request["url"].startswith("http://127.0.0.1:")
    assert request["headers"]["Authorization"] == "Bearer $NO_PERMISSION_TOKEN"
    assert request["curl"].startswith("curl -sS -i ")
    assert request["status"] == 200
    assert request["milliseconds"] > 0
    assert request["response_headers"]["content-type"] == "application/json"
    assert first.as_json()["pointer"].endswith("/x-scenarios/no_permission")
    assert not any(token in str(as_json(first)) for token in (MEMBER, OUTSIDER, UNPERMITTED))


def test_all_distinct_failures_of_a_rule_are_found() -> None:
    failures = found("filters.exact", "ignores-connection-ids", "ignores-partner-ids")

    names = [{value.parameter for value in one.values} for one in failures]
    assert {"enterpriseId", "connectionIds"} in names
    assert {"enterpriseId", "partnerIds"} in names
    for earlier, later in combinations(failures, 2):
        assert not later.violation.repeats(earlier.violation)


def test_a_violation_names_the_records_concerned() -> None:
    (first, *_) = found("filters.exact", "ignores-partner-ids")

    extra = sorted(first.violation.records.extra)
    assert extra
    assert extra[0] in first.violation.exchanges[-1].text
    assert f"extra     {extra[0]}" in first.text
    assert first.as_json()["differences"]["extra"] == extra


def test_both_responses_that_disagree_are_shown() -> None:
    (first, *_) = found("consistency.same_record", "rounds-on-later-pages")

    before, after = first.as_json()["requests"]
    assert before["body"] != after["body"]
    assert before["body"].partition(":")[0] == after["body"].partition(":")[0]
    assert first.text.count("response  200 ") == 2


def details_of(query: tuple[tuple[str, str], ...]) -> ViolationDetails:
    request = Request(OPERATION, {"enterpriseId": ENTERPRISE}, query, Credential(None))
    exchange = Exchange(request, "http://127.0.0.1", {}, 200, {}, b"{}")
    rule = RULES["scenarios.invalid_filter"]
    return ViolationDetails(
        rule, Violation("status 400", "status 200", exchange), CONTRACT, "rerun"
    )


def test_a_malformed_value_is_named_decoded_and_explained() -> None:
    details = details_of((("partnerIds", "9a47e000-0000\u00a04000"),))

    (value,) = (value for value in details.values if value.parameter == "partnerIds")
    assert value.sent == "9a47e000-0000%C2%A04000"
    assert value.code_points == ("U+00A0 NO-BREAK SPACE",)
    assert "does not match" in value.objection
    assert (
        "value     partnerIds is '9a47e000-0000\\xa04000' (U+00A0 NO-BREAK SPACE); " in details.text
    )


def test_a_valid_value_is_not_explained() -> None:
    details = details_of((("partnerIds", ENTERPRISE), ("pageSize", "2")))

    assert {value.objection for value in details.values} == {""}
    assert "value     " not in details.text


#: Texts with one byte that is not UTF-8.
not_unicode = st.characters(categories=["Cs"], min_codepoint=0xDC80, max_codepoint=0xDCFF)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["partnerIds", "pageNumber", "x"]),
            st.text() | st.builds("{}{}".format, not_unicode, st.text("ab0")),
        ),
        max_size=3,
    )
)
def test_any_value_is_written_as_valid_json(query: list[tuple[str, str]]) -> None:
    written = as_json(details_of(tuple(query)))

    sent = parse_qsl(
        urlsplit(written["requests"][0]["url"]).query,
        keep_blank_values=True,
        errors="surrogateescape",
    )
    assert sent == query


@pytest.mark.parametrize(
    ("scenario", "status", "hint"),
    [
        ("not_a_member", 403, "scenarios.not_a_member.token of the target file may belong to the"),
        ("no_permission", 401, "may belong to the scenario not_a_member"),
        ("not_a_member", 200, "may name a caller or an enterprise with access to data"),
        ("unknown", 403, "may belong to the scenario no_permission or unlicensed"),
        ("unknown", 500, "may belong to the scenario server_error"),
        ("unknown", 302, ""),
        ("invalid_page", 200, ""),
        ("unauthenticated", 200, ""),
    ],
)
def test_a_wrong_token_or_id_of_the_target_file_is_suspected(
    scenario: str, status: int, hint: str
) -> None:
    request = Request(OPERATION, {"enterpriseId": ENTERPRISE}, (), Credential(None))
    exchange = Exchange(request, "http://127.0.0.1", {}, status, {}, b"")
    rule = RULES[f"scenarios.{scenario}"]
    details = ViolationDetails(
        rule, Violation("status 4xx", f"status {status}", exchange), CONTRACT, "rerun"
    )

    assert hint in details.hint
    assert bool(hint) == bool(details.hint) == ("hint      " in details.text)
