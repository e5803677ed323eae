"""Tests that the response of two that differs from most responses is shown as the wrong one."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..contract import Query
from ..mock_server import CORRECT, Behaviour
from ..mock_server.call import Call, JsonObject
from ..mock_server.variants.behaviour_edits import change_payload, map_amounts
from ..server.checks.run_single_check import violation_of
from ..server.conformance.sightings import Sightings
from ..server.runner.profile import Profile
from .mock_tester import mock_tester

IsWrong = Callable[[set[str]], bool]
"""A function that returns whether the response to a request with these parameters is wrong."""

CONDITIONS: dict[str, IsWrong] = {
    "connection-filter": lambda names: "connectionIds" in names,
    "partner-filter": lambda names: "partnerIds" in names,
    "both-filters": lambda names: {"connectionIds", "partnerIds"} <= names,
    "no-parameters": lambda names: not names,
}


def with_wrong_amounts(is_wrong: IsWrong) -> Behaviour:
    def change(call: Call, payload: JsonObject) -> JsonObject:
        names = set(parse_qs(call.request.query.decode("latin1"), keep_blank_values=True))
        if not is_wrong(names):
            return payload
        payload["networkBalances"] = map_amounts(
            {"balances": {}, "networkBalances": payload["networkBalances"]},
            lambda amount: f"{amount}7",
        )["networkBalances"]
        return payload

    return change_payload(CORRECT, change)


def names_in(query: Query) -> set[str]:
    return {name for name, _ in query}


@pytest.mark.parametrize(
    ("condition", "profile", "seed"),
    [
        *((condition, Profile.QUICK, 2) for condition in CONDITIONS),
        *(("connection-filter", Profile.DEFAULT, seed) for seed in (2, 2509486175)),
    ],
)
def test_the_reference_of_a_wrong_record_is_a_right_response(
    condition: str, profile: Profile, seed: int
) -> None:
    is_wrong = CONDITIONS[condition]
    with mock_tester(with_wrong_amounts(is_wrong), seed, profile) as tester:
        for rule in ("pagination.partition", "filters.exact", "filters.combined"):
            violation_of(rule, tester)
        found = violation_of("consistency.same_record", tester)

    assert found is not None
    *references, last = (is_wrong(names_in(one.request.query)) for one in found.exchanges)
    assert found.wrong == 2 or (not any(references) and last)


VALUES = st.lists(st.sampled_from(["right", "wrong", "other"]), max_size=40)


@given(before=VALUES, after=VALUES)
def test_a_majority_is_a_value_of_most_responses(before: list[str], after: list[str]) -> None:
    sightings = Sightings()
    for number, value in enumerate([*before, *after]):
        # Another part of the record is different in each response.
        sightings.add("key", {"amounts": {"held": value}, "undocumented": number})
    pair = [{"amounts": {"held": value}} for value in ("right", "wrong")]

    found, reverse = (sightings.majority("key", *each) for each in (pair, pair[::-1]))

    seen = [*before, *after]
    if found is None:
        assert reverse is None
        return
    name = ("right", "wrong")[found.is_second]
    assert reverse is not None
    assert reverse.is_second is not found.is_second
    assert (found.number, found.total) == (seen.count(name), len(seen))
    assert found.number * 2 > found.total


@pytest.mark.parametrize("stale", [0, 5])
def test_there_is_no_majority_if_a_record_has_changed_in_the_run(stale: int) -> None:
    sightings = Sightings()
    for value in ["old"] * 100 + (["new", "new"] + ["old"] * (stale > 0)) * 10:
        sightings.add("key", {"held": value})

    assert sightings.majority("key", {"held": "old"}, {"held": "new"}) is None
