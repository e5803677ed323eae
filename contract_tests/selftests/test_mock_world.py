"""The mock's world: what is shipped, and how money moves in it."""

from __future__ import annotations

from collections import Counter

import pytest

from ..mock_server import World, build_world, create_app
from ..mock_server.default_world import MAIN, UNKNOWN
from ..mock_server.in_process import list_balances
from ..mock_server.world import Balance, Connection


@pytest.fixture
def world() -> World:
    return build_world()


def connections(world: World) -> tuple[Connection, ...]:
    return world.enterprises[MAIN].connections


def balance(world: World, number: int, currency: str) -> Balance:
    return connections(world)[number].balances[currency]


def test_one_partner_has_a_single_connection_and_another_more_than_a_default_page(
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


def test_some_ids_of_each_kind_share_all_but_the_last_digits(world: World) -> None:
    partners = {one.partner.id for one in connections(world)}
    for ids in ({one.id for one in connections(world)}, partners):
        assert len({one.hex[:28] for one in ids}) < len(ids)


def test_amounts_range_from_nothing_to_more_than_32_digits(world: World) -> None:
    balances = [one.balances for one in connections(world)]
    amounts = [amount.available for each in balances for amount in each.values()]
    assert {} in balances
    assert 0 in amounts
    assert any(2**64 < amount < 10**30 for amount in amounts)
    assert any(len(str(amount)) == 32 for amount in amounts)
    assert max(amounts) >= 10**32


def test_names_are_in_several_scripts(world: World) -> None:
    names = "".join(one.name for one in connections(world))
    assert {"東", "مكتب"[0], "ש", "🚀", "\u0308", "\u202e"} <= set(names)


def test_two_worlds_are_alike_and_independent(world: World) -> None:
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


def test_settlement_changes_the_connection_alone(world: World) -> None:
    trading = world.enterprises[MAIN].trading
    before = balance(world, 1, "ofcbtc")
    world.settle(MAIN, connections(world)[1].id, "ofcbtc", -1)
    assert balance(world, 1, "ofcbtc") == before.plus(-1)
    assert world.enterprises[MAIN].trading == trading


def test_settlement_can_bring_a_currency_the_connection_did_not_have(world: World) -> None:
    world.settle(MAIN, connections(world)[1].id, "ofcnew", 7)
    assert balance(world, 1, "ofcnew") == Balance(7, 0)


def test_nothing_moves_when_the_funds_do_not_suffice(world: World) -> None:
    before = dict(world.enterprises)
    with pytest.raises(ValueError, match="available"):
        world.allocate(MAIN, connections(world)[1].id, "ofcbtc", 10**50)
    with pytest.raises(ValueError, match="available"):
        world.settle(MAIN, connections(world)[1].id, "ofcbtc", -(10**50))
    assert world.enterprises == before


def test_nothing_moves_to_a_connection_or_enterprise_that_is_unknown(world: World) -> None:
    with pytest.raises(LookupError):
        world.settle(MAIN, UNKNOWN, "ofcbtc", 1)
    with pytest.raises(LookupError):
        world.settle(UNKNOWN, connections(world)[1].id, "ofcbtc", 1)


def test_trading_balances_are_live_and_network_balances_are_not(world: World) -> None:
    app = create_app(world)
    first, second = list_balances(app).json(), list_balances(app).json()
    assert first["balances"] != second["balances"]
    assert first["networkBalances"] == second["networkBalances"]


def test_what_is_settled_between_two_calls_shows_in_the_second(world: World) -> None:
    app = create_app(world)
    connection = connections(world)[1].id

    def available() -> int:
        record = list_balances(app).json()["networkBalances"][str(connection)]
        return int(record["balances"]["ofcbtc"]["available"])

    before = available()
    world.settle(MAIN, connection, "ofcbtc", 5)
    assert available() == before + 5


def test_tokens_do_not_show_in_representations(world: World) -> None:
    assert "token" not in repr(world)
    assert not any(token in repr(caller) for token, caller in world.callers.items())
