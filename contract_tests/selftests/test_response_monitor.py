"""Tests of the monitor of all responses: how often the order of the records has changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ..mock_server import build_world, create_app, render_target
from ..mock_server.in_process import list_balances
from ..server.conformance.response_monitor import ResponseMonitor
from ..server.transport.exchange import Exchange
from ..server.transport.request import Credential, Request
from ..target_file import parse
from .mock_tester import CONTRACT

(OPERATION,) = CONTRACT.operations
TARGET = parse(render_target("http://test.invalid"), "test")
PATH = {"enterpriseId": TARGET.enterprise_id}
PAYLOAD = list_balances(create_app(build_world()), "pageSize=1").json()
(RECORD,) = PAYLOAD["networkBalances"].values()

IDS = tuple(f"00000000-0000-4000-8000-{number:012}" for number in range(10))
PAGE_SIZE = 2
PAGES = range(len(IDS) // PAGE_SIZE)

Order = Sequence[str]
"""The ids of the records of a server, in the order in which its pages list them."""


def response(order: Order, page: int, ended: float) -> Exchange:
    """Return a request for a page, with the response of a server with a given order."""
    query = (("pageNumber", str(page)), ("pageSize", str(PAGE_SIZE)))
    ids = order[page * PAGE_SIZE :][:PAGE_SIZE]
    body = {**PAYLOAD, "networkBalances": dict.fromkeys(ids, RECORD)}
    return Exchange(
        Request(OPERATION, PATH, query, Credential.bearer(TARGET.token)),
        TARGET.base_url,
        {},
        200,
        {"content-type": "application/json"},
        json.dumps(body).encode(),
        seconds=0.5,
        ended=ended,
    )


def monitor_of(reads: Iterable[tuple[Order, int]]) -> ResponseMonitor:
    """Return a monitor that has judged the responses to requests for pages, one after another."""
    monitor = ResponseMonitor(CONTRACT, OPERATION, TARGET, PATH)
    for ended, (order, page) in enumerate(reads, start=1):
        monitor.judge(response(order, page, ended))
    assert not monitor.suspected
    return monitor


@st.composite
def orders_of_moving_connections(draw: st.DrawFn) -> list[Order]:
    """Generate an order, and the orders after one and two additions or removals at any place."""
    orders: list[Order] = [draw(st.permutations(IDS[:-2]))]
    for added in IDS[-2:]:
        before = orders[-1]
        at = draw(st.integers(0, len(before) - 1))
        removal = draw(st.booleans())
        orders.append([*before[:at], *([] if removal else [added]), *before[at + removal :]])
    return orders


@settings(max_examples=30)
@given(
    orders_of_moving_connections(),
    st.lists(st.lists(st.sampled_from(PAGES), max_size=6), min_size=3, max_size=3),
)
def test_a_connection_that_is_added_or_removed_changes_the_order_once(
    orders: list[Order], pages: list[list[int]]
) -> None:
    # The first responses have all records, so that none of them is new later.
    reads = [(orders[0], page) for page in PAGES]
    for order, read in zip(orders, pages, strict=True):
        reads += [(order, page) for page in read]

    assert monitor_of(reads).order_changed_too_often(orders[-1]) is None


@pytest.mark.parametrize("changes", range(6))
def test_orders_that_change_at_separate_times_are_counted(changes: int) -> None:
    orders: list[Order] = [IDS[start:] + IDS[:start] for start in range(changes + 1)]
    reads = [(order, page) for order in orders for _ in range(2) for page in PAGES]
    violation = monitor_of(reads).order_changed_too_often(IDS)

    assert (violation is not None) is (changes > 2)
    if violation is not None:
        assert f"changed at least {changes} times" in violation.actual
