"""Tests that a violation shows how the response differs from the expected response."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..contract import load
from ..mock_server.variants import behaviour_with
from ..redaction.masks import Mask
from ..redaction.secrets import Secret
from ..report.violation_details import ViolationDetails
from ..rules import Rule, catalogue
from ..server.checks.run_single_check import violation_of
from ..server.conformance.record_difference import RecordDifference, count
from ..server.conformance.response_monitor import difference_violation
from ..server.conformance.violation import Violation
from ..server.transport.exchange import Exchange, cut_around_difference
from ..server.transport.request import Credential, Request
from .mock_tester import mock_tester

CONTRACT = load()
(OPERATION,) = CONTRACT.operations
RULES = {rule.id: rule for rule in catalogue(CONTRACT.tested)}
TOKEN = Secret("a-secret-token", "BITGO_ACCESS_TOKEN")

#: Texts that differ late, in blanks, or in characters that are escaped.
values = st.text(st.characters(codec="utf-8") | st.sampled_from(" '\"\\\n\u00a0"), max_size=5).map(
    lambda text: 200 * "x" + text
) | st.text(max_size=400)


def response(
    body: object, query: tuple[tuple[str, str], ...] = (), mask: Mask | None = None
) -> Exchange:
    content = json.dumps(body).encode()
    request = Request(OPERATION, {"enterpriseId": "a"}, query, Credential.bearer(TOKEN))
    headers = {"content-type": "application/json"}
    return Exchange(request, "http://a.example", {}, 200, headers, content, (TOKEN,), mask=mask)


def shown(violation: Violation) -> list[str]:
    return [one.evidence for one in violation.shown]


keys = st.frozensets(st.uuids().map(str), max_size=9)


@given(keys, keys, keys)
def test_bodies_with_different_records_are_shown_differently(
    missing: frozenset[str], extra: frozenset[str], common: frozenset[str]
) -> None:
    expected, actual = common | missing, common | extra
    difference = RecordDifference.between(expected, actual)
    violation = Violation(
        f"the same {count(len(expected))}",
        difference.describe(len(actual)),
        *(response({"networkBalances": {key: {} for key in keys}}) for keys in (expected, actual)),
        records=difference,
    )

    assert (expected != actual) == (len(set(shown(violation))) == 2)
    assert bool(difference.wrong) == (violation.actual not in violation.expected)
    for kind in ("missing", "extra"):
        named = sorted(getattr(difference, kind))[:5]
        assert f"{kind:<10}{', '.join(named)}" in str(violation) or not named


@given(values, values, st.booleans())
def test_records_with_different_values_are_shown_differently(
    before: str, after: str, masked: bool
) -> None:
    mask = Mask() if masked else None
    records = [{"name": value, "id": "a"} for value in (before, after)]
    old, new = (response({"networkBalances": {"k": record}}, mask=mask) for record in records)

    violation = difference_violation(records[0], records[1], old, new, "/networkBalances/k")

    expected, actual = violation.masked(violation.expected), violation.masked(violation.actual)
    assert (before != after) == (len(set(shown(violation))) == 2)
    assert (before != after) == (expected.rpartition(": ")[2] != actual.rpartition(": ")[2])
    if masked and len(before) > 20:
        assert json.dumps(before, ensure_ascii=False)[1:-1] not in str(violation)
        assert repr(before)[1:-1] not in str(violation)


@given(st.text(max_size=700), st.text(max_size=400), st.text(max_size=400))
def test_different_texts_stay_different_when_they_are_cut(start: str, one: str, two: str) -> None:
    texts = [start + one, start + two]

    cut = cut_around_difference(texts)

    assert (cut[0] != cut[1]) == (one != two)
    assert all(len(text) <= 304 for text in cut)


@given(st.lists(st.sampled_from("ab"), min_size=1), st.integers(1, 3))
def test_identical_requests_are_shown_once(queries: list[str], wrong: int) -> None:
    exchanges = [response({}, (("x", name),)) for name in queries]

    violation = Violation("a", "b", *exchanges, wrong=min(wrong, len(exchanges)))

    assert sum(one.times for one in violation.shown) == len(exchanges)
    assert len(violation.shown) == len(set(queries))
    assert violation.shown[-1].is_wrong
    assert violation.shown[-1].exchange.request == exchanges[-1].request


def texts_of(rule: str, fault: str) -> list[ViolationDetails]:
    with mock_tester(behaviour_with([fault])) as tester:
        violation = violation_of(rule, tester)
    found = () if violation is None else (violation, *violation.further)
    return [ViolationDetails(RULES[rule], one, CONTRACT, "rerun") for one in found]


@pytest.mark.parametrize(
    "fault",
    [
        "order-changes",
        "no-paging",
        "repeats-last-page",
        "begins-again-past-the-end",
        "offsets-wrap",
    ],
)
def test_a_page_past_the_end_is_past_the_records_of_the_references(fault: str) -> None:
    for one in texts_of("pagination.past_the_end", fault):
        sentence = re.match(
            r"no records on page (\d+) of size (\d+), since the pages without a page size have "
            r"(\d+) records?(?:, (\d+) of them different)?$",
            one.violation.expected,
        )
        assert sentence is not None
        page, size, total, different = (int(number or 0) for number in sentence.groups())
        assert page * size >= total
        *pages, wrong = one.as_json()["requests"]
        seen = [json.loads(e.content)["networkBalances"] for e in one.violation.exchanges]
        assert {page["role"] for page in pages} == {"reference"}
        assert wrong["role"] == "violation"
        # At most three pages are references.
        assert sum(map(len, seen[:-1])) == total or len(pages) == 3
        assert not different or different == len({key for page in seen[:-1] for key in page})
        assert one.as_json()["counts"] == {"expected": "0", "seen": len(seen[-1])}
    assert bool(texts_of("pagination.past_the_end", fault)) == (fault != "order-changes")


#: Faults with violations of all kinds.
FAULTS = {
    "parameters.one_meaning": ["no-paging", "size-zero-is-the-default", "leading-zeros-are-octal"],
    "pagination.partition": ["no-paging", "order-changes", "overlapping-pages"],
    "pagination.slices": ["large-pages-overlap", "order-turns-now-and-then"],
    "pagination.first_page": ["second-page-by-default", "order-changes"],
    "filters.exact": ["ignores-partner-ids", "hides-accounts-without-funds"],
    "filters.before_paging": ["filters-after-paging"],
    "scenarios.no_permission": ["serves-without-permission"],
    "consistency.same_record": ["rounds-on-later-pages"],
    "protocol.undeclared_methods": ["delete-deletes", "post-is-served"],
}


@pytest.mark.parametrize(
    ("rule", "fault"), [(rule, fault) for rule, faults in FAULTS.items() for fault in faults]
)
def test_each_violation_tells_what_differs_from_what_and_why(rule: str, fault: str) -> None:
    for one in texts_of(rule, fault):
        written = one.as_json()
        *_, last = written["requests"]
        assert last["role"] == "violation"
        references = [request for request in written["requests"] if request["role"] == "reference"]
        assert all(request["purpose"] for request in references)
        differences = written["differences"]
        wrong = {key for kind in differences if kind != "common" for key in differences[kind]}
        assert sorted(wrong) == written["records"]
        assert not wrong & set(differences["common"])
        assert written["since"]["text"]
        assert not re.search(r"\b1 records\b|\b(?!1\b)\d+ record\b|\bno record\b(?! of)", one.text)
        # A list of keys occurs once.
        assert len(re.findall(r" and \d+ more", f"{written['expected']} {written['seen']}")) == 0


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_each_rule_has_a_reason_or_quotes_the_document(rule: Rule) -> None:
    details = ViolationDetails(rule, Violation("a", "b", response({})), CONTRACT, "rerun")

    since = details.since

    assert since["text"]
    assert since["quoted"] == (rule.area == "scenarios")
    assert not since["quoted"] or rule.sentence.endswith(since["text"])
