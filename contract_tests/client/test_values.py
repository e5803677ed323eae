"""Tests of the models as Python values: mappings, equality, copies, slots and reprs."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping, MutableMapping
from enum import Enum
from typing import Any

import attrs
import httpx
import pytest
from bitgo_oes import UNSET, errors, models
from hypothesis import given
from hypothesis import strategies as st

from ..contract import Json
from . import generated_bodies
from .calls import Form, call, single_attempt_factory
from .document import CONTRACT, OPERATION
from .generated_arguments import required

EXAMPLE = generated_bodies.example(CONTRACT, OPERATION, 200)
CLASSES = [
    each
    for each in (getattr(models, name) for name in models.__all__)
    if not issubclass(each, Enum)
]


def payload(body: Json = EXAMPLE) -> Any:
    client = single_attempt_factory(lambda _: httpx.Response(200, json=body))
    return call(Form.SYNC, OPERATION, client, required(OPERATION))


def test_records_are_attributes_and_amounts_are_integers() -> None:
    record = payload().network_balances["91e0d7c6-2b38-4a5f-b1c4-d3e2f1a0b9c8"]

    assert record.name == "Ether desk"
    assert record.balances["ofceth"].available == 123456789012345678901234567890


@given(keys=st.lists(st.text(max_size=9), unique=True, max_size=12))
def test_a_map_is_a_mapping_in_the_order_of_the_body(keys: list[str]) -> None:
    record = next(iter(EXAMPLE["networkBalances"].values()))
    records = payload(EXAMPLE | {"networkBalances": dict.fromkeys(keys, record)}).network_balances

    assert isinstance(records, MutableMapping)
    assert list(records) == list(records.keys()) == keys
    assert len(records) == len(keys)
    assert [value for _, value in records.items()] == list(records.values())
    assert all(key in records and records.get(key) == records[key] for key in keys)
    assert records == dict(records)
    assert dict(**records) == dict(records.items())
    assert "not a key of the map" not in records
    assert records.get("not a key of the map") is None
    with pytest.raises(KeyError):
        records["not a key of the map"]


def test_to_dict_includes_changed_values() -> None:
    read = payload()
    read.balances["ofcbtc"].available = 5
    del read.balances["ofcusdc"]
    read["note"] = "mine"

    written = read.to_dict()

    assert written["balances"] == {"ofcbtc": {"available": "5", "held": "25000000"}}
    assert written["note"] == "mine"


def test_models_are_equal_if_their_values_are_equal() -> None:
    one, other = payload(), payload()
    assert one == other

    other.balances["ofcbtc"].held += 1
    assert one != other
    other = payload(EXAMPLE | {"more": 1})
    assert one != other
    assert one != EXAMPLE
    assert one.balances == dict(one.balances)


def test_a_deep_copy_shares_nothing_with_its_original() -> None:
    one = payload()
    other = copy.deepcopy(one)

    other.balances["ofcbtc"].available = 1
    other.network_balances.clear()
    other["more"] = 1

    assert one == payload()


COPIES: list[Callable[[Any], Any]] = [copy.copy, attrs.evolve]


@pytest.mark.parametrize("copied", COPIES)
@given(keys=st.lists(st.text(max_size=9), unique=True, min_size=1, max_size=12))
def test_changes_of_a_shallow_copy_do_not_change_its_original(
    copied: Callable[[Any], Any], keys: list[str]
) -> None:
    balance = {"available": "1", "held": "2"}
    for read, content in (
        (models.AccountBalances.from_dict, dict.fromkeys(keys, balance)),
        (models.AccountBalance.from_dict, dict.fromkeys(keys, "more") | balance),
        (models.AccountBalance.from_dict, balance),
    ):
        original: Any = read(content)
        other = copied(original)
        assert other == original
        assert type(other) is type(original)

        other["later"] = "more"
        for key in original.additional_keys:
            del other[key]

        assert original.to_dict() == content


def test_a_map_is_independent_of_the_mapping_it_was_created_with() -> None:
    given_items = {"ofcbtc": models.AccountBalance(1, 2)}
    balances = models.AccountBalances(given_items)

    del balances["ofcbtc"]

    assert given_items


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_models_are_slotted(kind: Any) -> None:
    assert not hasattr(kind.__new__(kind), "__dict__")


def test_the_repr_of_a_large_map_is_short() -> None:
    record = next(iter(EXAMPLE["networkBalances"].values()))
    many = {f"key-{number}": record for number in range(1_000)}

    read = payload(EXAMPLE | {"networkBalances": many})

    of_a_record = len(repr(read.network_balances["key-0"]))
    assert len(repr(read.network_balances)) < 4 * of_a_record
    assert len(repr(read)) < 8 * of_a_record
    assert "key-0" in repr(read)
    assert "997 more" in repr(read)


def test_from_dict_accepts_any_mapping_and_does_not_change_it() -> None:
    class ReadOnly(Mapping[str, Any]):
        def __getitem__(self, key: str) -> Any:
            return EXAMPLE[key]

        def __iter__(self) -> Any:
            return iter(EXAMPLE)

        def __len__(self) -> int:
            return len(EXAMPLE)

    before = copy.deepcopy(EXAMPLE)
    read = models.ClientBalances.from_dict(ReadOnly())
    read.balances.clear()

    assert read.network_balances == payload().network_balances
    assert before == EXAMPLE


def test_from_dict_reports_the_path_of_an_invalid_value() -> None:
    wrong = {**EXAMPLE, "balances": {"a/b~c": {"available": "1", "held": 1.5}}}

    with pytest.raises(errors.DecodeError) as raised:
        models.ClientBalances.from_dict(wrong)

    assert raised.value.path == "/balances/a~1b~0c/held"
    assert raised.value.status_code is None


def test_an_amount_keeps_its_leading_zeros_and_compares_as_an_integer() -> None:
    balance = models.AccountBalance.from_dict({"available": "007", "held": "0"})

    assert balance.available == 7
    assert balance == models.AccountBalance(available=7, held=0)
    assert hash(balance.available) == hash(7)
    for each in (balance, copy.deepcopy(balance), pickle.loads(pickle.dumps(balance))):
        assert each.to_dict() == {"available": "007", "held": "0"}


def test_unset_is_a_singleton_and_falsy() -> None:
    read = models.ErrorBody.from_dict({"error": "e"})

    assert read.name is UNSET
    assert not UNSET
    assert copy.deepcopy(UNSET) is UNSET
    assert pickle.loads(pickle.dumps(read)).name is UNSET
    assert read.to_dict() == {"error": "e"}
