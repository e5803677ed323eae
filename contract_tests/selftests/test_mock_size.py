"""Tests of the mock server while balances change, and with any number of records."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..mock_server import World, build_world, create_app
from ..mock_server.default_world import MAIN
from ..mock_server.generated_world import generate_world
from ..mock_server.in_process import list_balances


def total(body: Any, drift: int = 0) -> Counter[str]:
    """Return the sum of all available and held amounts in a response, by currency.

    The argument `drift` is the amount that earlier requests have added to each balance of the
    client. The function subtracts this amount.
    """
    sums: Counter[str] = Counter()
    owners = [(body["balances"], drift)]
    owners += [(record["balances"], 0) for record in body["networkBalances"].values()]
    for balances, extra in owners:
        for currency, balance in balances.items():
            sums[currency] += int(balance["available"]) + int(balance["held"]) - extra
    return sums


def test_concurrent_readers_see_only_whole_states_during_10_000_allocations() -> None:
    world = build_world()
    world.drift = 0
    app = create_app(world)
    ended = threading.Event()
    expected = total(list_balances(app, "pageSize=100").json())
    ids = [one.id for one in world.enterprises[MAIN].connections]

    def read() -> set[bool]:
        seen = set()
        while not ended.is_set():
            seen.add(total(list_balances(app, "pageSize=100").json()) == expected)
        return seen

    def move(first: int) -> None:
        for number in range(first, first + 5_000):
            connection = ids[number % len(ids)]
            world.allocate(MAIN, connection, "ofcusdc", number % 7)
            if number % 3 == 0:
                world.deallocate(MAIN, connection, "ofcusdc", number % 7)

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        writers = [pool.submit(move, first) for first in (0, 5_000)]
        for writer in writers:
            writer.result()
        ended.set()
        seen = set().union(*(reader.result() for reader in readers))

    assert seen == {True}
    assert total(list_balances(app, "pageSize=100").json()) == expected
    assert world.enterprises != build_world().enterprises


def lines_executed(world: World, query: str) -> int:
    """Return the number of lines of the mock server that a request executes."""
    app = create_app(world)
    list_balances(app, query)  # fills the caches
    count = 0

    def trace(frame: Any, event: str, _argument: Any) -> Any:
        nonlocal count
        if "mock_server" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        assert list_balances(app, query).status == 200
    finally:
        sys.settrace(before)
    return count


def test_a_page_takes_as_many_steps_at_each_position_of_a_world_of_each_size() -> None:
    steps = set()
    for size in (1_000, 4_000, 16_000):
        world = generate_world(size)
        partner = world.enterprises[MAIN].connections[0].partner.id
        for page in (0, size // 40, size // 20 - 1):
            unfiltered = lines_executed(world, f"pageSize=20&pageNumber={page}")
            # The last records of the page have other numbers of currencies.
            steps.add(round(unfiltered, -2))
        assert lines_executed(world, f"pageSize=5&partnerIds={partner}") < 700
        last = world.enterprises[MAIN].connections[-1].id
        assert lines_executed(world, f"connectionIds={last}") < 700

    assert max(steps) - min(steps) <= 100


WORLDS = {size: generate_world(size) for size in (1, 255, 256, 257, 1000)}


@pytest.mark.parametrize("size", WORLDS)
@given(amounts=st.lists(st.integers(0, 10**6), max_size=20))
def test_a_settlement_in_a_world_of_any_size_changes_one_connection(
    size: int, amounts: list[int]
) -> None:
    world = WORLDS[size]
    world.reset()
    before = world.enterprises[MAIN]
    for number, amount in enumerate(amounts):
        one = before.connections[number * 97 % len(before.connections)]
        world.settle(str(MAIN), str(one.id), "ofcnew", amount)

    after = world.enterprises[MAIN]
    sums = sum(
        one.balances["ofcnew"].available for one in after.connections if "ofcnew" in one.balances
    )
    assert sums == sum(amounts)
    assert [one.id for one in after.connections] == [one.id for one in before.connections]
