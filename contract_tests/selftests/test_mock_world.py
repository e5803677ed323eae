"""Tests of the mock server's data, and of the methods that transfer funds between balances."""

from __future__ import annotations

from collections import Counter

import pytest

from ..mock_server import World, build_world, create_app
from ..mock_server.default_world import MAIN, UNKNOWN
from ..mock_server.in_process import list_balances
from ..mock_server.world import Balance, Records


@pytest.fixture
def world() -> World:
    return build_world()


def connections(world: World) -> Records:
    return world.enterprises[MAIN].connections


def balance(world: World, number: int, currency: str) -> Balance:
    return connections(world)[number].balances[currency]


def test_partners_have_from_one_connection_to_more_than_a_default_page(
    world: World,
) -> None:
    spread = Counter(one.partner.id for one in connections(world))
    assert min(spread.values()) == 1
    assert max(spread.values()) > 25


def test_all_ids_are_distinct(world: World) -> None:
    ids = [one.id for each in world.enterprises.values() for one in each.connections]
    partners = {one.partner.id for one in connections(world)}
    assert len(set(ids)) == len(ids)
    assert not partners & set(ids)
    assert not (partners | set(ids)) & set(world.enterprises)


def test_some_ids_of_each_kind_differ_only_in_the_last_digits(world: World) -> None:
    partners = {one.partner.id for one in connections(world)}
    for ids in ({one.id for one in connections(world)}, partners):
        assert len({one.hex[:28] for one in ids}) < len(ids)


def test_amounts_range_from_zero_to_more_than_32_digits(world: World) -> None:
    balances = [one.balances for one in connections(world)]
    amounts = [amount.available for each in balances for amount in each.values()]
    assert {} in balances
    assert 0 in amounts
    assert any(2**64 < amount < 10**30 for amount in amounts)
    assert any(len(str(amount)) == 32 for amount in amounts)
    assert max(amounts) >= 10**32


def test_names_use_several_scripts(world: World) -> None:
    names = "".join(one.name for one in connections(world))
    assert {"東", "مكتب"[0], "ש", "🚀", "\u0308", "\u202e"} <= set(names)


def test_two_worlds_are_equal_and_independent(world: World) -> None:
    other = build_world()
    assert other.enterprises == world.enterprises
    world.settle(MAIN, connections(world)[1].id, "ofcbtc", 1)
    assert other.enterprises != world.enterprises


def test_allocation_moves_funds_from_trading_to_the_connection(world: World) -> None:
    connection = connections(world)[1]
    trading = world.enterprises[MAIN].trading["ofcbtc"]
    before = connection.balances["ofcbtc"]
    world.allocate(MAIN, connection.id, "ofcbtc", 40)
    assert world.enterprises[MAIN].trading["ofcbtc"] == trading.plus(-40)
    assert balance(world, 1, "ofcbtc") == before.plus(40)


def test_deallocation_undoes_allocation(world: World) -> None:
    before = dict(world.enterprises)
    world.allocate(MAIN, connections(world)[1].id, "ofcbtc", 40)
    world.deallocate(MAIN, connections(world)[1].id, "ofcbtc", 40)
    assert world.enterprises == before


def test_settlement_changes_only_the_connection(world: World) -> None:
    trading = world.enterprises[MAIN].trading
    before = balance(world, 1, "ofcbtc")
    world.settle(MAIN, connections(world)[1].id, "ofcbtc", -1)
    assert balance(world, 1, "ofcbtc") == before.plus(-1)
    assert world.enterprises[MAIN].trading == trading


def test_settlement_can_add_a_currency_to_a_connection(world: World) -> None:
    world.settle(MAIN, connections(world)[1].id, "ofcnew", 7)
    assert balance(world, 1, "ofcnew") == Balance(7, 0)


def test_insufficient_funds_raise_value_error_and_change_nothing(world: World) -> None:
    before = dict(world.enterprises)
    with pytest.raises(ValueError, match="available"):
        world.allocate(MAIN, connections(world)[1].id, "ofcbtc", 10**50)
    with pytest.raises(ValueError, match="available"):
        world.settle(MAIN, connections(world)[1].id, "ofcbtc", -(10**50))
    assert world.enterprises == before


def test_an_unknown_connection_or_enterprise_raises_lookup_error(world: World) -> None:
    with pytest.raises(LookupError):
        world.settle(MAIN, UNKNOWN, "ofcbtc", 1)
    with pytest.raises(LookupError):
        world.settle(UNKNOWN, connections(world)[1].id, "ofcbtc", 1)


def test_trading_balances_change_with_each_call_and_network_balances_do_not(world: World) -> None:
    app = create_app(world)
    first, second = list_balances(app).json(), list_balances(app).json()
    assert first["balances"] != second["balances"]
    assert first["networkBalances"] == second["networkBalances"]


def test_a_settlement_between_two_calls_changes_the_second_response(world: World) -> None:
    app = create_app(world)
    connection = connections(world)[1].id

    def available() -> int:
        record = list_balances(app).json()["networkBalances"][str(connection)]
        return int(record["balances"]["ofcbtc"]["available"])

    before = available()
    world.settle(MAIN, connection, "ofcbtc", 5)
    assert available() == before + 5


def test_representations_do_not_contain_tokens(world: World) -> None:
    assert "token" not in repr(world)
    assert not any(token in repr(caller) for token, caller in world.callers.items())
