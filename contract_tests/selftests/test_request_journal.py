"""Tests of the journal of requests, and of the passages of the document that a report quotes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ..contract import Query, load
from ..redaction.secrets import Secret
from ..report.passages import passages
from ..report.request_journal import RequestJournal, SentRequest, latencies
from ..rules import Rule, catalogue
from ..server.transport.exchange import Exchange
from ..server.transport.observer import Attempt
from ..server.transport.request import Credential, Request
from ..target_file import SuppliedValues, Target

CONTRACT = load()
(OPERATION,) = CONTRACT.operations
MAIN, OTHER = "a11ce000-0000-4000-8000-000000000001", "b0b00000-0000-4000-8000-000000000002"
TOKEN = Secret("a-secret-token", "BITGO_ACCESS_TOKEN")
TARGET = Target("https://a.example", MAIN, TOKEN)
VALID = Credential.bearer(TOKEN)


def attempt(
    query: Query = (),
    enterprise: str = MAIN,
    credential: Credential = VALID,
    status: int = 200,
    method: str = "GET",
) -> Attempt:
    request = Request(OPERATION, {"enterpriseId": enterprise}, query, credential, method)
    exchange = Exchange(request, TARGET.base_url, {}, status, {}, b"") if status else None
    return Attempt(request, datetime.now(UTC), 0.0125, exchange)


def space(*attempts: Attempt) -> dict[tuple[str, str], dict[str, int]]:
    journal = RequestJournal(CONTRACT, TARGET)
    for one in attempts:
        journal.sent(one)
    return {(one["parameter"], one["kind"]): one["statuses"] for one in journal.input_space}


def test_a_valid_request_is_counted_for_each_parameter() -> None:
    found = space(attempt((("pageSize", "2"), ("partnerIds", OTHER), ("partnerIds", MAIN))))

    kinds = {parameter.name: "absent" for parameter in OPERATION.in_query()}
    kinds |= {"Authorization": "allowed", "enterpriseId": "allowed"}
    kinds |= {"pageSize": "allowed", "partnerIds": "several"}
    assert found == {cell: {"200": 1} for cell in kinds.items()}


@pytest.mark.parametrize(
    ("query", "cell"),
    [
        ((("pageSize", "two"),), ("pageSize", "malformed")),
        ((("pageSize", ""),), ("pageSize", "blank")),
        ((("pageSize", "' OR 1=1 --"),), ("pageSize", "hostile")),
        ((("pageSize", "\udcff"),), ("pageSize", "hostile")),
        ((("pageSize", " 2"),), ("pageSize", "ambiguous")),
        ((("pageSize", "0"),), ("pageSize", "ambiguous")),
        ((("pageNumber", "010"),), ("pageNumber", "ambiguous")),
        ((("pageNumber", str(2**64 + 1)),), ("pageNumber", "ambiguous")),
        ((("partnerIds", f"{MAIN},{OTHER}"),), ("partnerIds", "ambiguous")),
        ((("pageSize", "2"), ("pageSize", "2")), ("pageSize", "repeated")),
        ((("partnerIds", MAIN), ("partnerIds", MAIN)), ("partnerIds", "repeated")),
        ((("unknown", "1"),), ("", "undeclared")),
    ],
)
def test_an_unusual_value_is_counted_alone(query: Query, cell: tuple[str, str]) -> None:
    assert space(attempt(query, status=400)) == {cell: {"400": 1}}


@pytest.mark.parametrize(
    ("one", "cell"),
    [
        (attempt(enterprise=OTHER), ("enterpriseId", "other")),
        (attempt(enterprise=OTHER.upper()), ("enterpriseId", "other")),
        (attempt(enterprise="x"), ("enterpriseId", "malformed")),
        (attempt(credential=Credential(None)), ("Authorization", "absent")),
        (attempt(credential=Credential("Basic {}", TOKEN)), ("Authorization", "malformed")),
        (attempt(credential=Credential.bearer(Secret("b", "B"))), ("Authorization", "other")),
    ],
)
def test_an_unusual_path_or_credential_is_counted_alone(
    one: Attempt, cell: tuple[str, str]
) -> None:
    assert space(one) == {cell: {"200": 1}}


@pytest.mark.parametrize("form", [MAIN, MAIN.upper(), MAIN.replace("-", "")])
def test_each_form_of_the_own_id_is_an_allowed_value(form: str) -> None:
    found = space(attempt((("pageNumber", "0"),), enterprise=form))

    assert found["enterpriseId", "allowed"] == {"200": 1}
    assert found["pageNumber", "allowed"] == {"200": 1}


def test_two_unusual_values_are_both_counted_and_other_methods_are_not() -> None:
    both = (("pageSize", "x"), ("pageNumber", "x"))

    found = space(attempt(both, status=0), attempt(method="HEAD"))

    assert found == {("pageNumber", "malformed"): {"0": 1}, ("pageSize", "malformed"): {"0": 1}}


@given(st.lists(st.tuples(st.sampled_from(["partnerIds", "pageSize", "x"]), st.text()), max_size=3))
def test_each_request_has_a_place_in_the_input_space(query: list[tuple[str, str]]) -> None:
    assert sum(sum(statuses.values()) for statuses in space(attempt(tuple(query))).values())


def test_a_request_is_kept_with_redacted_secrets_and_taken_once() -> None:
    journal = RequestJournal(CONTRACT, TARGET)
    journal.sent(attempt((("x", TOKEN.reveal()),)))

    (kept,) = journal.take()

    assert (kept.method, kept.status, kept.milliseconds) == ("GET", 200, 12.5)
    assert kept.url.endswith(f"/{MAIN}/clients/balances?x=$BITGO_ACCESS_TOKEN")
    assert journal.take() == []


STRANGER = Secret("another-token", "STRANGER_TOKEN")


@pytest.mark.parametrize(
    ("credential", "words"),
    [
        (VALID, None),
        (Credential(None), "no credential"),
        (Credential.bearer(STRANGER), "token of not_a_member"),
        (Credential("Basic {}", TOKEN), "another credential"),
        (Credential("Bearer nothing"), "another credential"),
    ],
)
def test_a_request_names_a_credential_that_is_not_that_of_the_tested_caller(
    credential: Credential, words: str | None
) -> None:
    target = evolve(TARGET, scenarios={"not_a_member": SuppliedValues(token=STRANGER)})
    journal = RequestJournal(CONTRACT, target)
    journal.sent(attempt(credential=credential))

    (kept,) = journal.take()
    assert kept.as_json().get("credential") == words


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_the_latencies_of_a_status_are_in_order(times: list[float]) -> None:
    (one,) = latencies(SentRequest("GET", "u", 200, time) for time in times)

    assert one["requests"] == len(times)
    assert one["minimum"] <= one["median"] + 0.01
    assert one["median"] <= one["p95"] + 0.02
    assert one["p95"] <= one["maximum"] + 0.01


@pytest.mark.parametrize("rule", catalogue(CONTRACT.tested), ids=lambda rule: rule.id)
@pytest.mark.parametrize("status", [0, 200, 401, 418])
def test_each_rule_quotes_a_passage_of_the_document(rule: Rule, status: int) -> None:
    location = rule.location(OPERATION)

    found = passages(CONTRACT, location, attempt().request, status)

    assert found
    assert all(one["text"].strip() and one["pointer"].startswith("#/") for one in found)


def test_a_rule_about_parameters_quotes_the_parameters_of_the_request_and_filters_first() -> None:
    query = (("pageNumber", "1"), ("partnerIds", MAIN))

    found = passages(CONTRACT, f"{OPERATION.pointer}/parameters", attempt(query).request, 200)

    names = [one["text"].partition("\n")[0] for one in found]
    assert names == ["name: partnerIds", "name: pageNumber"]
