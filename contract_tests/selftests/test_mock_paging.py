"""Tests of the mock server's pagination."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..mock_server import build_world, create_app
from ..mock_server.default_world import EMPTY, MAIN, SINGLE
from ..mock_server.in_process import list_balances

WORLD = build_world()
APP = create_app(WORLD)
ALL = [str(one.id) for one in WORLD.enterprises[MAIN].connections]


def ids(query: str, enterprise: object = MAIN) -> list[str]:
    response = list_balances(APP, query, enterprise=enterprise)
    assert response.status == 200, response.body
    return list(response.json()["networkBalances"])


@given(size=st.integers(1, 60), number=st.integers(0, 60))
def test_a_page_is_the_slice_after_size_times_number_records(size: int, number: int) -> None:
    skipped = size * number
    assert ids(f"pageSize={size}&pageNumber={number}") == ALL[skipped : skipped + size]


@pytest.mark.parametrize("size", [1, 7, 25, len(ALL), len(ALL) + 1])
def test_pages_up_to_the_first_empty_one_hold_each_record_once(size: int) -> None:
    paged: list[str] = []
    number = 0
    while page := ids(f"pageSize={size}&pageNumber={number}"):
        paged += page
        number += 1
    assert paged == ALL


def test_page_number_defaults_to_the_first_page() -> None:
    assert ids("pageSize=5") == ALL[:5]


def test_page_size_defaults_to_25_records() -> None:
    assert ids("") == ALL[:25]
    assert ids("pageNumber=1") == ALL[25:50]


def test_last_page_holds_the_remainder() -> None:
    size = len(ALL) - 3
    assert ids(f"pageSize={size}&pageNumber=1") == ALL[-3:]


def test_page_past_the_end_is_empty() -> None:
    assert ids("pageNumber=1000") == []


@pytest.mark.parametrize("digits", [19, 20, 40, 41, 4300, 4301, 20_000])
def test_integers_of_any_length_are_accepted(digits: int) -> None:
    assert ids(f"pageNumber={'9' * digits}") == []
    assert ids(f"pageSize={'9' * digits}") == ALL
    assert ids(f"pageSize={'9' * digits}&pageNumber={'9' * digits}") == []


def test_leading_zeros_are_ignored() -> None:
    assert ids(f"pageSize={'0' * 5000}3&pageNumber=01") == ALL[3:6]


def test_enterprises_may_have_one_connection_or_none() -> None:
    assert len(ids("", SINGLE)) == 1
    assert ids("pageNumber=1", SINGLE) == []
    assert ids("", EMPTY) == []


@pytest.mark.parametrize("query", ["pageSize=0", "pageSize=000", "pageSize=0&pageNumber=3"])
def test_a_page_size_of_0_selects_no_records(query: str) -> None:
    assert list_balances(APP, query).json()["networkBalances"] == {}
