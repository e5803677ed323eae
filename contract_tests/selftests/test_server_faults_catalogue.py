"""Tests of the variants of the mock server: variant names, and the effects of variants."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest

from ..catalogue import Catalogue, Fault, UnknownNameError, Variant
from ..mock_server import Behaviour, build_world, create_app
from ..mock_server.call import Response
from ..mock_server.default_world import (
    FAILING,
    MAIN,
    MEMBER,
    NEIGHBOUR,
    OUTSIDER,
    SINGLE,
    UNKNOWN,
    UNLICENSED,
    UNPERMITTED,
)
from ..mock_server.in_process import list_balances, send_request, send_together
from ..mock_server.variants import FAULTS, VALID_VARIANTS, VARIANTS, behaviour_with

RECORDS = build_world().enterprises[MAIN].connections
FIRST, SECOND = RECORDS[0], RECORDS[1]
NEAR = f"{str(FIRST.id)[:-4]}ffff"
SHARED = build_world().enterprises[SINGLE].connections[0].partner.id
FOREIGN = build_world().enterprises[NEIGHBOUR].connections[-1]
PARTNERS = list(dict.fromkeys(one.partner.id for one in RECORDS))
ALONE = next(one.partner.id for one in RECORDS if not one.balances)

PROBES = (
    "",
    "pageSize=1000",
    "pageSize=7&pageNumber=1",
    "pageSize=7&pageNumber=99",
    "pageNumber=1",
    "pageNumber=x",
    "pageSize=0",
    "connectionIds=x",
    "connectionIds=%27%20OR%201%3D1%20--",
    f"connectionIds={FIRST.id}",
    f"connectionIds={FIRST.id}&connectionIds={SECOND.id}",
    f"connectionIds={NEAR}",
    f"partnerIds={FIRST.partner.id}",
    f"partnerIds={FIRST.partner.id}&pageSize=5",
    f"partnerIds={FIRST.partner.id}&connectionIds={SECOND.id}",
    f"partnerIds={FIRST.id}",
    f"partnerIds={FIRST.partner.id}&connectionIds={FIRST.id}&pageSize=1&pageNumber=1",
    f"partnerIds={ALONE}&connectionIds={FIRST.id}&connectionIds={SECOND.id}&pageSize=1&pageNumber=1",
    f"partnerIds={FIRST.partner.id}&pageSize=5&pageNumber=1",
    f"connectionIds={str(FIRST.id).replace('-', '')}",
    f"connectionIds={FIRST.id}&connectionIds={FIRST.id}",
    f"connectionIds={FIRST.id}&connectionIds={NEAR}",
    f"connectionIds={FIRST.id}&connectionIds=x",
    f"connectionIds={FIRST.id},{SECOND.id}",
    f"connectionIds=1{str(FIRST.id)[1:]}",
    f"connectionIds={str(FIRST.id)[:-1]}g",
    "&".join(f"connectionIds={one.id}" for one in RECORDS),
    f"partnerIds={ALONE}",
    f"pageNumber={2**32}&pageSize=1",
    f"pageNumber={2**64 + 1}&pageSize=1",
    "pageNumber=12&pageSize=3",
    "pageSize=26&pageNumber=1",
    f"pageSize=26&connectionIds={FIRST.id}",
    "pageSize=9",
    "pageNumber=",
    "pageNumber=-1",
    "pageNumber=null",
    "pageNumber=1.5",
    "pageNumber=1a",
    "pageNumber=%D9%A3",
    "pageSize=7%0A",
    f"connectionIds={FIRST.id}%0A",
    f"connectionIds={str(FIRST.id).replace('-', '_')}",
    "pageNumber=010&pageSize=1",
    "pageSize=x",
    "pageSize=1&pageSize=2",
    f"partnerIds={SHARED}",
    f"connectionIds={FOREIGN.id}",
    f"connectionIds={FIRST.id}&connectionIds={FOREIGN.id}",
    f"connectionIds={FOREIGN.id}&pageSize=1",
    f"connectionIds={FIRST.id}&connectionIds={FOREIGN.id}&pageSize=1&pageNumber=1",
    f"connectionIds={FOREIGN.id}&partnerIds={FOREIGN.partner.id}",
    f"partnerIds={FOREIGN.partner.id}",
    f"partnerIds={FIRST.partner.id}&partnerIds={FOREIGN.partner.id}&pageSize=90",
    "unlisted=1",
    "unlisted=%00",
    "unlisted=%FF",
    f"connectionIds=urn:uuid:{FIRST.id}",
    f"connectionIds=-{FIRST.id.hex}",
    f"partnerIds={FIRST.partner.id}&partnerIds={FIRST.partner.id}&pageSize=2&pageNumber=1",
    "partnerIds=x&pageNumber=1",
    f"partnerIds={FIRST.partner.id}&pageSize=x",
    "pageNumber=9&pageSize=x",
    "&".join(f"connectionIds={one.id}" for one in RECORDS[:9]),
    "&".join(f"partnerIds={partner}" for partner in PARTNERS) + "&pageSize=90",
    f"partnerIds={PARTNERS[0]}&pageSize=90&partnerIds={PARTNERS[1]}",
    f"connectionIds={str(FIRST.id).replace('-', '%2D')}",
    f"partnerIds={SECOND.id}",
    f"connectionIds={SECOND.id}",
    "pageNumber=%31",
    "pageNumber=7,0",
    f"pageNumber={'9' * 5000}",
    "pageSize=100",
    "%70ageSize=1",
    "unlisted=(",
    f"connectionIds={FIRST.partner.id}",
    f"connectionIds={FIRST.id.hex[1:]}",
    f"connectionIds={UUID(int=1)}",
    f"partnerIds={FIRST.partner.id.hex}0",
)
CREDENTIALS = (
    MEMBER,
    f"Basic {MEMBER}",
    f"Basic {b64encode(f'{MEMBER}:'.encode()).decode()}",
    f"Bearer {MEMBER[:-1]}",
    f"Bearer {MEMBER}x",
    f"Bearer {MEMBER.upper()}",
    f"Bearer {MEMBER}.",
    f"Bearer {MEMBER};",
    f"Bearer %{ord(MEMBER[0]):02x}{MEMBER[1:]}",
    f"Bearer {MEMBER[:-1]}_",
    f"Bearer {MEMBER[:-1]}*",
    f"Bearer {MEMBER[:-1]}.",
)
ENTERPRISES = (SINGLE, UNLICENSED, UNKNOWN, FAILING, "not-a-uuid")


@cache
def responses_of(*names: str) -> list[Response]:
    """Return the responses of a mock server with the given variants to a fixed list of requests."""
    app = create_app(build_world(), behaviour_with(names))
    responses = [list_balances(app, enterprise=one) for one in ENTERPRISES]
    responses += [list_balances(app, token=one) for one in (None, "wrong", OUTSIDER, UNPERMITTED)]
    responses.append(list_balances(app, enterprise=UNKNOWN, token=None))
    responses += [list_balances(app, query) for query in PROBES]
    # Some variants send the latest response to a caller without access.
    callers = (MEMBER, OUTSIDER, UNPERMITTED)
    responses += [list_balances(app, "pageNumber=1", token=one) for one in callers]
    responses.append(list_balances(app, "pageNumber=9", token=UNPERMITTED))
    responses.append(list_balances(app, f"connectionIds={NEAR}", token=UNPERMITTED))
    responses.append(list_balances(app, "pageNumber=2000", token=OUTSIDER))
    responses.append(list_balances(app, "pageSize=0", token="wrong"))
    responses.append(list_balances(app, enterprise=MAIN.hex, token=OUTSIDER))
    partner = f"partnerIds={FIRST.partner.id}"
    responses += [list_balances(app, partner, token=one) for one in (MEMBER, OUTSIDER)]
    responses += [list_balances(app, enterprise=one, token=None) for one in (UNLICENSED, "nobody")]
    odd = (
        f"{MAIN}x",
        MAIN,
        f"urn:uuid:{MAIN}",
        f"{MAIN}%zz",
        f"{MAIN}%0A",
        str(MAIN).upper(),
        f"%{ord(str(MAIN)[0]):02x}{str(MAIN)[1:]}",
        f"{MAIN};",
        f"%25{ord(str(MAIN)[0]):02x}{str(MAIN)[1:]}",
        f"{MAIN}%2F",
        f"0{MAIN.hex}",
        f"{str(MAIN)[:-1]}9",
        f"2{str(MAIN)[1:]}",
    )
    responses += [list_balances(app, enterprise=one) for one in odd]
    responses.append(list_balances(app, "pageNumber=x", token=None))
    partner_page = f"partnerIds={FIRST.partner.id}&pageSize=2"
    responses.append(list_balances(app, partner_page, token="wrong"))
    path = f"/api/network/v1/enterprises/{MAIN}/clients/balances".encode()
    responses += [send_request(app, path, {"authorization": one}) for one in CREDENTIALS]
    responses += [list_balances(app, method=one) for one in ("HEAD", "POST", "PUT", "DELETE")]
    responses.append(list_balances(app, "pageSize=100"))  # all records, after the other methods
    responses.append(list_balances(app, method="HEAD", token=None))
    responses.append(list_balances(app, token=None))
    tokens = [{"authorization": f"Bearer {token}"} for token in (MEMBER, OUTSIDER, "wrong")]
    responses += send_together(app, [path] * 3, tokens)
    queries = ("pageSize=2", "pageSize=3", *(f"connectionIds={one.id}" for one in RECORDS[:2]))
    targets = [path + f"?{query}".encode() for query in queries]
    responses += send_together(app, targets, [tokens[0]] * 4)
    for query in ("pageNumber=1", f"connectionIds={FIRST.id}"):
        responses += [list_balances(app, query, token=one) for one in (MEMBER, None, UNPERMITTED)]
    # Some variants change only every second or third response.
    return responses + [list_balances(app) for _ in range(5)]


CORRECT = responses_of()


def test_the_correct_mock_sends_the_same_responses_in_every_new_world() -> None:
    assert responses_of.__wrapped__() == CORRECT


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_changes_a_response(name: str) -> None:
    if responses_of(name) == CORRECT:
        pytest.fail(
            f"The variant {name} changes no response to the requests of {Path(__file__).name}. "
            "Add a request that gets another response from the variant: a query string to PROBES, "
            "or a request with another path, token or method to responses_of."
        )


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_does_not_cause_an_error_in_the_mock_itself(name: str) -> None:
    assert not any(b"mock itself" in response.body for response in responses_of(name))


@pytest.mark.parametrize("name", VALID_VARIANTS)
def test_a_valid_variant_responds_to_every_scenario_correctly(name: str) -> None:
    scenarios = slice(len(ENTERPRISES) + 5)
    expected = [response.status for response in CORRECT[scenarios]]
    assert [response.status for response in responses_of(name)[scenarios]] == expected


def test_several_faults_apply_together() -> None:
    app = create_app(
        build_world(), behaviour_with(["no-paging", "amounts-as-numbers", "serves-non-members"])
    )
    records = list_balances(app, "pageSize=1", token=OUTSIDER).json()["networkBalances"]
    assert len(records) == len(RECORDS)
    assert all(
        isinstance(balance["available"], int)
        for record in records.values()
        for balance in record["balances"].values()
    )


def test_a_server_with_all_faults_still_responds() -> None:
    assert not any(b"mock itself" in response.body for response in responses_of(*FAULTS))


def test_applying_faults_does_not_change_the_correct_behaviour() -> None:
    responses_of(*VARIANTS)
    assert responses_of.__wrapped__() == CORRECT


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=lambda variant: variant.name)
def test_names_are_kebab_case_and_descriptions_one_sentence(variant: Variant[Behaviour]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", variant.name)
    assert re.fullmatch(r"[A-Z].+\w`?\.", variant.sentence)


def test_two_variants_with_one_name_are_rejected() -> None:
    one = FAULTS["no-paging"]
    other = Fault(one.name, "Something else.", one.apply, one.rule)
    with pytest.raises(ValueError, match="no-paging"):
        Catalogue([one, other], "python -m x --list")


def test_an_unknown_name_raises_an_error_with_similar_names() -> None:
    listing = "`python -m contract_tests.mock_server --list-faults` lists all names"
    with pytest.raises(UnknownNameError) as similar:
        behaviour_with(["no-pagin"])
    with pytest.raises(UnknownNameError) as other:
        behaviour_with(["zzz"])

    assert str(similar.value).startswith("Unknown fault 'no-pagin'; did you mean no-paging")
    assert str(similar.value).endswith(f"? ({listing}).")
    assert str(other.value) == f"Unknown fault 'zzz'; {listing}."
