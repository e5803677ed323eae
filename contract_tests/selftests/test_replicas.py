"""Tests that the suite finds one wrong replica of several behind a load balancer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ..contract import load
from ..mock_server import CORRECT, build_world, render_target, serving
from ..mock_server.variants import FAULTS
from ..mock_server.variants.replicas import (
    Balancer,
    at_random,
    in_turn,
    one_wrong_replica,
    per_connection,
    per_request,
)
from ..rules import AREAS
from ..server.checks.run_single_check import violation_of
from ..server.runner.operation_tester import OperationTester
from ..server.runner.profile import Profile
from ..server.transport.session import Session
from ..target_file import parse

#: The plainest fault of each area.
PLAINEST = {
    "parameters": "refuses-repeated-keys",
    "pagination": "ignores-page-number",
    "filters": "ignores-partner-ids",
    "scenarios": "serves-the-unauthenticated",
    "errors": "errors-without-sentence",
    "data": "amounts-as-numbers",
    "consistency": "filtered-reads-hide-held",
    "protocol": "post-is-served",
}
BALANCERS: dict[str, Callable[[Iterator[int]], Balancer]] = {
    "request": per_request,
    "connection": per_connection,
}


def is_found(
    fault: str, replicas: int, balancer: Balancer, seed: int, concurrency: int | None = None
) -> bool:
    """Return whether the suite detects a fault that only one of several replicas has."""
    app = one_wrong_replica(build_world(), FAULTS[fault].apply(CORRECT), replicas, balancer)
    contract, profile = load(), Profile.DEFAULT
    with (
        serving(app) as url,
        Session(
            parse(render_target(url), "test"),
            lambda _: None,
            requests_per_connection=profile.requests_per_connection,
            seed=seed,
            concurrency=concurrency,
        ) as session,
    ):
        operation, prefetches = contract.operations[0], concurrency is not None
        tester = OperationTester(
            contract, operation, session, profile, seed=seed, prefetches=prefetches
        )
        return violation_of(FAULTS[fault].rule, tester) is not None


def test_every_area_has_a_fault() -> None:
    assert list(PLAINEST) == list(AREAS)
    assert [FAULTS[name].area for name in PLAINEST.values()] == list(AREAS)


@pytest.mark.parametrize("replicas", [2, 3])
@pytest.mark.parametrize("by", BALANCERS)
@pytest.mark.parametrize("area", PLAINEST)
def test_one_wrong_replica_is_found(area: str, by: str, replicas: int) -> None:
    seed = 1
    random = at_random(replicas, seed)
    assert is_found(PLAINEST[area], replicas, BALANCERS[by](random), seed)


@pytest.mark.parametrize("by", BALANCERS)
def test_one_replica_that_shows_records_of_another_enterprise_is_found(by: str) -> None:
    balancer = BALANCERS[by](at_random(3, 1))
    assert is_found("finds-foreign-connections-beside-own", 3, balancer, seed=1)


@pytest.mark.parametrize("fault", ["full-pages-lose-the-last", "failures-are-unavailable"])
@pytest.mark.parametrize("by", BALANCERS)
def test_one_replica_whose_fault_looks_like_a_passing_change_is_found(fault: str, by: str) -> None:
    balancer = BALANCERS[by](at_random(3, 1))
    assert is_found(fault, 3, balancer, seed=1)


@pytest.mark.parametrize("area", PLAINEST)
def test_simultaneous_requests_find_one_wrong_replica(area: str) -> None:
    balancer = BALANCERS["connection"](at_random(3, 1))
    assert is_found(PLAINEST[area], 3, balancer, seed=1, concurrency=8)


@pytest.mark.parametrize("by", BALANCERS)
def test_a_wrong_replica_of_two_that_respond_in_turn_is_found(by: str) -> None:
    assert is_found("serves-non-members", 2, BALANCERS[by](in_turn(2)), seed=1)
