"""Tests of the mock server's filters `connectionIds` and `partnerIds`."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from ..mock_server import build_world, create_app
from ..mock_server.default_world import MAIN
from ..mock_server.in_process import list_balances

WORLD = build_world()
APP = create_app(WORLD)
RECORDS = WORLD.enterprises[MAIN].connections
PARTNERS = sorted({one.partner.id for one in RECORDS})

connection_ids = st.lists(st.sampled_from([one.id for one in RECORDS]), min_size=1)
partner_ids = st.lists(st.sampled_from(PARTNERS), min_size=1)
few = settings(max_examples=40)


def ids(*filters: str, rest: str = "pageSize=1000") -> list[str]:
    response = list_balances(APP, "&".join((*filters, rest)))
    assert response.status == 200, response.body
    return list(response.json()["networkBalances"])


def by_connection(chosen: Iterable[object]) -> str:
    return "&".join(f"connectionIds={one}" for one in chosen)


def by_partner(chosen: Iterable[object]) -> str:
    return "&".join(f"partnerIds={one}" for one in chosen)


@few
@given(connection_ids)
def test_connection_ids_select_exactly_these_connections(chosen: list[UUID]) -> None:
    assert ids(by_connection(chosen)) == [str(one.id) for one in RECORDS if one.id in chosen]


@few
@given(partner_ids)
def test_partner_ids_select_exactly_the_connections_to_these_partners(chosen: list[UUID]) -> None:
    assert ids(by_partner(chosen)) == [str(one.id) for one in RECORDS if one.partner.id in chosen]


@few
@given(connection_ids, partner_ids)
def test_both_filters_select_the_records_that_match_both(
    connections: list[UUID], partners: list[UUID]
) -> None:
    both = ids(by_connection(connections), by_partner(partners))
    assert set(both) == set(ids(by_connection(connections))) & set(ids(by_partner(partners)))


@few
@given(partner_ids, st.integers(1, 10), st.integers(0, 5))
def test_a_page_is_a_slice_of_the_filtered_records(
    chosen: list[UUID], size: int, number: int
) -> None:
    page = ids(by_partner(chosen), rest=f"pageSize={size}&pageNumber={number}")
    assert page == ids(by_partner(chosen))[size * number : size * (number + 1)]


def test_unknown_ids_match_nothing() -> None:
    assert ids(by_connection([uuid4()])) == []
    assert ids(by_partner([uuid4(), uuid4()])) == []


def test_unknown_ids_do_not_affect_known_ids() -> None:
    assert ids(by_connection([uuid4(), RECORDS[0].id])) == [str(RECORDS[0].id)]


def test_partner_ids_match_no_record_in_connection_ids() -> None:
    assert ids(by_connection(PARTNERS)) == []


def test_an_id_that_differs_in_one_digit_matches_no_record() -> None:
    near = UUID(int=RECORDS[0].id.int ^ 0x8000)
    assert ids(by_connection([near])) == []


def test_letter_case_and_hyphens_of_ids_are_ignored() -> None:
    one = RECORDS[0].id
    for text in (str(one), str(one).upper(), one.hex, one.hex.upper()):
        assert ids(by_connection([text])) == [str(one)]
        assert ids(by_partner([str(PARTNERS[0]).upper()])) == ids(by_partner([PARTNERS[0]]))


def test_a_filter_accepts_thousands_of_ids() -> None:
    many = [uuid4() for _ in range(5000)]
    assert ids(by_connection([*many, RECORDS[3].id])) == [str(RECORDS[3].id)]
