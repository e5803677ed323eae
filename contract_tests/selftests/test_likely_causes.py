"""Tests of the likely causes of violations, which the rendered reports state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..mock_server.variants import FAULTS, behaviour_with
from ..report.causes import find_causes
from ..report.rendering import github, junit, markdown
from ..report.rendering.likely_causes import LikelyCause, headline_with_causes, likely_causes
from ..report.rendering.page import report_page
from ..report.rendering.saved_verdict import Outcome, results
from ..report.verdict import Verdict
from ..report.violation_details import ViolationDetails
from ..server.checks.run_single_check import violation_of
from ..server.conformance.record_difference import RecordDifference
from ..server.runner.profile import Profile
from .mock_tester import mock_tester
from .saved_verdicts import RULES as RULES_OF_CONTRACT
from .saved_verdicts import verdict

RULES = ("parameters.served", "filters.exact", "filters.combined")
URL = "https://a.example/balances"


def violated_by(
    changes: Sequence[dict[str, Any]],
    requests: Iterable[dict[str, Any]] = (),
    rules: Sequence[str] = RULES,
    **more: object,
) -> tuple[dict[str, Any], list[LikelyCause]]:
    """Return a verdict with the given violations, and the likely causes of the violations.

    Args:
        changes: For each violation, the properties to change in the last request.
        requests: The other requests of the run.
        rules: The ids of rules. As many of these rules are violated as `changes` has items.
        more: The properties to change in every violation.
    """
    content = verdict(tuple(rules[: len(changes)]), requests=0)
    content["first_requests"] = [
        {"method": "GET", "url": URL, "status": 200, "milliseconds": 1.0, **one} for one in requests
    ]
    violated = [r for r in results(content) if r.outcome is Outcome.VIOLATED]
    for result, change in zip(violated, changes, strict=True):
        (violation,) = result.operation["violations"]
        sent = parse_qsl(urlsplit(change.get("url", "")).query)
        violation["values"] = [sent_value(name) for name, _ in sent]
        violation["requests"][-1].update(change)
        violation.update(more)
    return content, likely_causes(content, violated)


def sent_value(name: str) -> dict[str, Any]:
    return {"parameter": name, "in": "query", "malformed": "", "code_points": []}


def refused(query: str, method: str = "GET") -> dict[str, Any]:
    return {"url": f"{URL}?{query}", "status": 400, "method": method}


@pytest.mark.parametrize(
    ("wrong", "served", "words"),
    [
        ([refused("a=1&a=2"), refused("a=3&a=4&b=5")], ["a=1", "b=2"], "several values of a"),
        ([refused("a=1&a=2"), refused("b=3&b=4")], ["a=1&b=2"], "several values of a or b"),
        ([refused("a=1&b=2"), refused("b=3&a=4")], ["a=1", "b=2"], "both a and b"),
        ([refused("a=1"), refused("a=2&b=3")], ["b=2", ""], "have a"),
        ([refused("a=0"), refused("a=0&b=3")], ["b=2", "a=1"], "have a=0"),
        ([refused("", "PUT"), refused("a=0", "PUT")], ["", "a=0"], "use the method PUT"),
    ],
)
def test_the_cause_is_what_the_wrong_requests_have_and_no_served_request(
    wrong: list[dict[str, Any]], served: list[str], words: str
) -> None:
    requests = [{"url": f"{URL}?{query}"} for query in served]
    content, causes = violated_by(wrong, requests, seen="status 400", expected="status 200")

    (cause,) = causes
    assert cause.symptom == "The server sends the wrong status 400."
    sentence = next(clue for clue in cause.clues if clue.startswith("All requests of these"))
    assert f"{words}. None of the {len(served)} requests that were served" in sentence
    (annotation, *_) = github.workflow_commands(content)
    assert sentence in annotation
    assert sentence in junit.render(content)
    assert sentence in report_page(content)


queries = st.lists(st.sampled_from(["a=1", "a=2", "b=1", "b=2", "c=1"]), max_size=4).map("&".join)


@given(st.lists(queries, min_size=1, max_size=3), st.lists(queries, max_size=6), st.data())
def test_no_cause_is_stated_if_a_request_like_a_wrong_one_is_served(
    wrong: list[str], served: list[str], data: st.DataObject
) -> None:
    like = data.draw(st.sampled_from(wrong))
    requests = [{"url": f"{URL}?{query}"} for query in [*served, like]]
    _, causes = violated_by([refused(query) for query in wrong], requests, seen="status 400")

    assert not [c for cause in causes for c in cause.clues if c.startswith("All requests of these")]


@pytest.mark.parametrize("name", ["error", "message", "detail", "title"])
def test_the_explanation_of_the_server_is_quoted(name: str) -> None:
    body = json.dumps({name: "a is given twice", "requestId": "7"})
    _, (cause,) = violated_by([{**refused("a=1"), "body": body}] * 2, seen="status 400")

    assert "The server's own explanation is “a is given twice”" in cause.clues


def test_rules_that_expect_other_statuses_are_counted() -> None:
    content, _ = violated_by([refused("a=1")] * 3, seen="status 400")
    violated = [r for r in results(content) if r.outcome is Outcome.VIOLATED]
    for result, status in zip(violated, (200, 200, 404), strict=True):
        result.operation["violations"][0]["expected"] = f"status {status}"

    (cause,) = likely_causes(content, violated)
    assert (
        "The rules expect different responses: status 200 (2 rules); status 404 (1 rule)."
        in cause.clues
    )


@pytest.mark.parametrize(
    ("rules", "change", "words"),
    [
        (RULES, {"expected": "status 200", "seen": "status 400"}, "in place of a successful"),
        (RULES, {"expected": "status 401", "seen": "status 400"}, ""),
        (("data.json", *RULES), {"seen": "no JSON", "records": [], "counts": None}, "the defect"),
        (RULES, {"seen": "no JSON", "records": [], "counts": None}, ""),
        (RULES, {"seen": "2 records"}, "consequences of the violation of parameters.served"),
    ],
)
def test_a_consequence_says_why_other_rules_may_hold(
    rules: tuple[str, ...], change: dict[str, Any], words: str
) -> None:
    status = 400 if change["seen"] == "status 400" else 200
    content, (cause,) = violated_by([{"status": status}] * len(rules), rules=rules, **change)

    assert len(cause.others) == len(rules) - 1
    assert words in cause.consequence
    assert bool(words) == bool(cause.consequence)
    assert cause.consequence in report_page(content)
    assert markdown.escape(cause.consequence) in markdown.summary(content)


def test_an_unstable_order_is_told_first_as_the_cause_of_wrong_records() -> None:
    content, _ = violated_by(
        [{"url": f"{URL}?a=1"}, {}, {}],
        seen="2 records",
        counts=None,
        differences=RecordDifference(missing=["x"], extra=["y"], common=["z"]).as_json(),
    )
    violated = [r for r in results(content) if r.outcome is Outcome.VIOLATED]
    unstable = violated[1].operation["violations"][0]
    unstable["requests"] = [{**unstable["requests"][0], "role": "reference"}, *unstable["requests"]]
    unstable["differences"] = RecordDifference(missing=["x", "z"], extra=["y"]).as_json()

    (cause,) = likely_causes(content, violated)
    assert cause.first is violated[1]
    assert cause.symptom == "The server sends different records for the same request."
    assert (
        "the earlier one has 2 records that the later one lacks, and the later one has 1"
        in (cause.clues[0])
    )
    assert "no stable order" in cause.clues[1]
    assert "may be only consequences of the unstable order" in cause.consequence
    page = report_page(content)
    assert "for i in 1 2 3 4 5 6; do curl" in page
    assert "In the earlier response only: 2" in page
    assert "In the later response only: 1" in page


@pytest.mark.parametrize(
    ("differences", "counts", "words"),
    [
        ({"missing": ["x"]}, None, "leaves out records"),
        ({"extra": ["x"], "common": ["y"]}, None, "sends records that are not expected"),
        ({"repeated": ["x"]}, None, "sends records of an earlier page again"),
        ({"missing": ["x"], "extra": ["y"]}, None, "sends the wrong records"),
        ({}, {"expected": "at most 1", "seen": 48}, "sends too many records"),
        ({}, {"expected": "at least 25", "seen": 3}, "sends too few records"),
        ({}, {"expected": "fewer", "seen": 3}, "sends the wrong records"),
    ],
)
def test_the_symptom_names_the_difference_between_the_records(
    differences: dict[str, list[str]], counts: dict[str, Any] | None, words: str
) -> None:
    found = RecordDifference(**differences).as_json()
    _, (cause,) = violated_by([{}] * 2, seen="2 records", differences=found, counts=counts)

    assert cause.symptom == f"The server {words}."


@pytest.mark.parametrize(
    ("role", "operation", "is_compared"),
    [
        ("reference", "listClientBalances", True),
        ("violation", "listClientBalances", False),
        ("reference", "another", False),
    ],
)
def test_wrong_pages_may_explain_wrong_records_that_are_compared_with_pages(
    role: str, operation: str, is_compared: bool
) -> None:
    rules = ("pagination.partition", "filters.exact")
    content, _ = violated_by([{}, {}], rules=rules, seen="2 records", counts=None)
    violated = [r for r in results(content) if r.outcome is Outcome.VIOLATED]
    for result, name in zip(violated, "ab", strict=True):
        (violation,) = result.operation["violations"]
        violation["requests"] = [{**violation["requests"][0], "role": role, "curl": "curl x"}] + (
            violation["requests"]
        )
        violation["values"] = [sent_value(name)]
    violated[1].operation["operation"] = operation

    causes = likely_causes(content, violated)
    pages, filters = causes
    assert pages.clues == ()
    assert (filters.explained_by is pages.first) == is_compared
    by_one = "The server violates 2 of 31 rules, probably by one cause."
    assert (headline_with_causes(content, causes) == by_one) == is_compared
    page = report_page(content)
    assert ("These violations may be only consequences" in page) == is_compared
    clue = "This may be a consequence of the violation of pagination.partition"
    assert any(one.startswith(clue) for one in filters.clues) == is_compared


def test_wrong_pages_explain_wrong_records_of_their_operation() -> None:
    rules = ("pagination.partition", "filters.exact")
    content, _ = violated_by([{}, {}], rules=rules, seen="2 records", counts=None)
    for rule in content["rules"]:
        (operation,) = rule["operations"]
        for violation in operation["violations"]:
            violation["values"] = [sent_value(rule["area"])]
            reference = {**violation["requests"][0], "role": "reference", "curl": "curl x"}
            violation["requests"].insert(0, reference)
        rule["operations"].append({**operation, "operation": "another"})

    causes = likely_causes(content, results(content))

    explained = [(one.first, one.explained_by) for one in causes if one.explained_by is not None]
    assert len(explained) == 2
    for first, pages in explained:
        assert first.operation["operation"] == pages.operation["operation"]


@pytest.mark.parametrize("kind", ["extra", "repeated"])
def test_a_rule_joins_the_group_with_the_same_difference_between_the_records(kind: str) -> None:
    rules = ("pagination.partition", "filters.exact", "filters.before_paging")
    content, _ = violated_by([{}] * 3, rules=rules, seen="2 records", counts=None)
    violated = {r.rule["id"]: r for r in results(content) if r.outcome is Outcome.VIOLATED}
    sent = {"pagination.partition": "a", "filters.exact": "b", "filters.before_paging": "ab"}
    kinds = dict(zip(rules, ("repeated", "extra", kind), strict=True))
    for rule, result in violated.items():
        (violation,) = result.operation["violations"]
        violation["differences"] = RecordDifference(**{kinds[rule]: ["x"]}).as_json()
        violation["values"] = [sent_value(name) for name in sent[rule]]

    causes = likely_causes(content, [*violated.values()])
    (group,) = [[r.rule["id"] for r in cause.rules] for cause in causes if cause.others]
    assert group == [rules[1 if kind == "extra" else 0], "filters.before_paging"]


def test_a_rule_with_other_failures_has_failures_of_its_own() -> None:
    changes = [refused("a=1")] * 3
    content, _ = violated_by(changes, seen="status 400", expected="status 200")
    violated = [r for r in results(content) if r.outcome is Outcome.VIOLATED]
    (violation,) = violated[2].operation["violations"]
    other = {**violation, "seen": "2 records", "requests": [{**violation["requests"][-1]}]}
    other["requests"][-1]["status"] = 200
    violated[2].operation["violations"].append(other)

    (cause,) = causes = likely_causes(content, violated)
    first, refused_only, own = (result.rule["id"] for result in violated)
    assert cause.independent == (violated[2],)
    assert f"Of {refused_only}, all failures are status 400" in cause.consequence
    assert f"{own} also has a failure with another symptom" in cause.consequence
    assert f"{first} " not in cause.consequence
    assert "probably" not in headline_with_causes(content, causes)
    assert report_page(content).count("This rule also has failures with another symptom") == 1


@pytest.mark.parametrize("operation", ["listClientBalances", "another"])
def test_violations_of_two_operations_have_two_causes(operation: str) -> None:
    content, _ = violated_by([refused("a=1")] * 2, seen="status 400")
    violated = [r for r in results(content) if r.outcome is Outcome.VIOLATED]
    violated[1].operation["operation"] = operation

    is_one = operation == violated[0].operation["operation"]
    assert len(likely_causes(content, violated)) == (1 if is_one else 2)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ({"seen": "3 of 7 bytes"}, {"seen": "12 of 70 bytes"}, True),
        ({"seen": "no JSON (byte 3)"}, {"seen": "no JSON (the end)"}, True),
        ({"seen": "no JSON"}, {"seen": "no object"}, False),
        ({"part": "/items/0/name"}, {"part": "/items/17/name"}, True),
        ({"part": f"/items/{'0a' * 16}/name"}, {"part": f"/items/{'1b' * 16}/name"}, True),
        ({"part": "/items/0/name"}, {"part": "/items/0/id"}, False),
    ],
)
def test_a_symptom_has_neither_numbers_nor_keys(
    one: dict[str, Any], other: dict[str, Any], together: bool
) -> None:
    content, _ = violated_by([{}, {}], seen="no JSON", records=[], counts=None)
    violated = [r for r in results(content) if r.outcome is Outcome.VIOLATED]
    for result, change in zip(violated, (one, other), strict=True):
        result.operation["violations"][0].update(change)

    assert len(likely_causes(content, violated)) == (1 if together else 2)


def test_a_rule_that_permits_several_responses_shows_a_cause_after_other_rules() -> None:
    rules = ("parameters.one_meaning", "filters.exact")
    changes = [refused(""), refused("a=1&b=2")]
    _, (cause,) = violated_by(changes, rules=rules, seen="status 400")

    assert [result.rule["id"] for result in cause.rules] == [*reversed(rules)]


def test_the_cause_of_most_rules_comes_first() -> None:
    changes = [{"status": status} for status in (400, 500, 500)]
    content, _ = violated_by(changes)
    for result in results(content):
        for violation in result.operation["violations"]:
            violation["seen"] = f"status {violation['requests'][-1]['status']}"

    first, second = likely_causes(content, results(content))
    assert first.symptom == "The server sends the wrong status 500."
    assert [r.rule["id"] for r in (*first.rules, *second.rules)] == [*RULES[1:], RULES[0]]


def test_requests_without_a_response_have_one_cause() -> None:
    _, (cause,) = violated_by([{"status": 0}] * 2, seen="no response")

    assert cause.symptom == "The server sends no response."


@pytest.mark.parametrize("status", [200, 400])
def test_only_error_responses_have_an_explanation_and_at_most_two_are_quoted(status: int) -> None:
    changes = [
        {**refused("a=1"), "status": status, "body": json.dumps({"error": text})}
        for text in ("one", "two", "three")
    ]
    _, (cause,) = violated_by(changes, [{}], seen=f"status {status}", expected="status 403")

    quoted = "The server's own explanation is “one” or “two”"
    common = any(clue.startswith("All requests of these") for clue in cause.clues)
    assert (quoted in cause.clues) == common == (status == 400)


@pytest.mark.parametrize("length", [18, 19])
def test_a_long_value_does_not_describe_requests(length: int) -> None:
    value = "a=" + "x" * (length + 2)
    _, (cause,) = violated_by([refused(value)] * 2, [{"url": f"{URL}?a=1"}], seen="status 400")

    assert any(f"have {value}." in clue for clue in cause.clues) == (length == 18)


def test_a_request_that_another_rule_served_is_compared_too() -> None:
    content, (cause,) = violated_by([refused("a=1")] * 2, [{}], seen="status 400")
    assert any("have a." in clue for clue in cause.clues)
    served = {"method": "GET", "url": f"{URL}?a=1", "status": 200, "milliseconds": 1.0}
    content["rules"][-1]["operations"][0]["requests"] = [served]

    (cause,) = likely_causes(content, results(content))
    assert not any("have a." in clue for clue in cause.clues)


BODY = ("data.ids", "data.schema", "data.json")


@pytest.mark.parametrize(
    ("rules", "change", "found"),
    [
        (BODY, {}, [["data.json", "data.schema", "data.ids"]]),
        (BODY[:2], {}, []),
        (BODY, {"seen": "another response"}, []),
        (("data.ids", "data.json", "scenarios.no_permission"), {}, []),
    ],
)
def test_rules_with_equal_violations_are_a_cause_in_the_verdict(
    rules: tuple[str, ...], change: dict[str, str], found: list[list[str]]
) -> None:
    content = verdict(rules)
    for rule in content["rules"]:
        if rule["id"] == rules[0]:
            (violation,) = rule["operations"][0]["violations"]
            rule["operations"][0]["violations"] = [violation, {**violation, **change}]

    causes = find_causes(content["rules"])
    assert [[one["rule"] for one in cause["rules"]] for cause in causes] == found


#: Faults of the mock server with their symptoms. The first fault changes the query string before
#: the other faults read it.
UNLIKE_FAULTS = {
    "takes-urns-for-ids": "a malformed value that is served",
    "filtered-reads-hide-held": "another content of records",
    "reduces-pages-but-not-offsets": "records that are on no page",
    "hides-accounts-without-funds": "records that a filter leaves out",
    "filters-match-prefixes": "records that do not match",
    "finds-foreign-connections-alone": "records of another enterprise",
    "refuses-both-filters": "a valid request that is refused",
    "crashes-on-nul": "a request that makes the server fail",
    "serves-non-members": "a caller without access who is served",
    "another-client-at-every-call": "a property outside the records that changes",
}


def causes_of(faults: Sequence[str], rules: Iterable[str]) -> list[LikelyCause]:
    """Return the likely causes of the violations of a mock server with the given faults."""
    found = Verdict.of(RULES_OF_CONTRACT, 1)
    with mock_tester(behaviour_with(faults), profile=Profile.QUICK) as tester:
        for rule in dict.fromkeys(rules):
            checked = found.rules[rule].rule
            violation = violation_of(rule, tester)
            for one in () if violation is None else (violation, *violation.further):
                details = ViolationDetails(checked, one, tester.contract, "rerun")
                found.add_violation(rule, tester.operation.id, details.text, details.as_json())
    content = json.loads(json.dumps({**found.as_json(), "first_requests": []}))
    return likely_causes(content, results(content))


def have_unlike_rules(faults: tuple[str, str]) -> bool:
    return len({FAULTS[name].rule for name in faults}) == 2


@pytest.mark.parametrize(
    "faults", [*filter(have_unlike_rules, combinations(UNLIKE_FAULTS, 2))], ids="+".join
)
def test_two_faults_with_different_symptoms_are_two_causes(faults: tuple[str, str]) -> None:
    rules = [FAULTS[name].rule for name in faults]
    causes = causes_of(faults, rules)

    assert all(cause.explained_by is None for cause in causes)
    assert len(causes) == 2 or causes[0].independent
    assert {one.rule["id"] for cause in causes for one in cause.rules} == set(rules)


@pytest.mark.parametrize(
    "fault",
    [
        "ignores-connection-ids",
        "refuses-repeated-keys",
        "crashes-on-malformed-queries",
        "order-changes",
    ],
)
def test_one_fault_that_violates_several_rules_is_one_cause(fault: str) -> None:
    areas = ("parameters", "pagination", "filters")
    causes = causes_of([fault], [rule.id for rule in RULES_OF_CONTRACT if rule.area in areas])

    assert len([cause for cause in causes if cause.explained_by is None]) == 1
    assert max(len(cause.rules) for cause in causes) > 1
