"""Tests of the mock server's limits for callers: scopes, allowed IP addresses, and rate limit."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ..mock_server import World, build_world, create_app
from ..mock_server.default_world import MEMBER
from ..mock_server.in_process import list_balances
from ..mock_server.world import Caller, RateLimit


def limited_world(**options: Any) -> World:
    world = build_world()
    world.callers[MEMBER] = Caller(MEMBER, member_of=frozenset(world.enterprises), **options)
    return world


def test_scopes_are_checked_only_if_the_world_states_them() -> None:
    statuses = {
        scopes: list_balances(create_app(limited_world(scopes=scopes))).status
        for scopes in (
            None,
            frozenset({"settlement_network_read", "a"}),
            frozenset({"wallet_view"}),
            frozenset[str](),
        )
    }
    assert list(statuses.values()) == [200, 200, 403, 403]


def test_a_token_is_valid_only_from_its_addresses() -> None:
    for text, status in (
        ("127.0.0.1", 200),
        ("127.0.0.0/8", 200),
        ("10.0.0.0/8", 401),
        ("::1", 401),
    ):
        world = limited_world(networks=(ipaddress.ip_network(text),))
        assert list_balances(create_app(world)).status == status


def test_a_rate_limit_applies_to_each_caller() -> None:
    world = build_world()
    world.rate_limit = RateLimit(3, 60)
    app = create_app(world)

    responses = [list_balances(app) for _ in range(5)]

    assert [response.status for response in responses] == [200, 200, 200, 429, 429]
    assert 1 <= int(responses[3].headers["retry-after"]) <= 60
    others = [token for token in world.callers if token != MEMBER]
    assert 429 not in [list_balances(app, token=token).status for token in others]
    assert list_balances(app, token="unknown").status == 401


@given(
    times=st.lists(st.floats(0, 100, allow_nan=False), max_size=40).map(sorted),
    most=st.integers(1, 5),
    seconds=st.integers(1, 30),
)
def test_no_period_has_more_requests_than_the_rate_limit_allows(
    times: list[float], most: int, seconds: int
) -> None:
    world = World((), (), rate_limit=RateLimit(most, seconds))
    caller = Caller("a")

    def clock_at(now: float) -> Callable[[], float]:
        return lambda: now

    allowed = [now for now in times if not world.seconds_until_allowed(caller, clock=clock_at(now))]

    for now in times:
        in_period = [each for each in allowed if now - seconds < each <= now]
        assert len(in_period) <= most
        assert now in allowed or len(in_period) == most
