"""Tests of decoding into models: amounts, copies and additional properties."""

from __future__ import annotations

import copy
import json
import pickle
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from bitgo_oes.errors import DecodeError
from bitgo_oes.models import AccountBalance, AccountBalances, ClientBalances
from hypothesis import example, given
from hypothesis import strategies as st

from ..bench.response_payload import body

# ASCII digits, other characters that int() accepts, and digits of other scripts.
_ALMOST_DIGITS = st.text(st.sampled_from("00123456789_+- \n\t٣²\uff13"), max_size=90)
_LONG = st.integers(0, 10**1100).map(str)
_OTHER = st.none() | st.booleans() | st.integers() | st.floats() | st.binary() | st.lists(st.text())


@given(_ALMOST_DIGITS | _LONG | _OTHER)
@example("0")
@example("007")
@example("9" * 1000)
@example("9" * 1001)
def test_an_amount_has_1_to_1000_ascii_digits_and_keeps_its_leading_zeros(amount: Any) -> None:
    json_object = {"available": amount, "held": "7"}

    if isinstance(amount, str) and re.fullmatch("[0-9]{1,1000}", amount):
        balance = AccountBalance.from_dict(json_object)
        assert int(balance.available) == int(amount)
        assert balance.to_dict() == json_object
    else:
        with pytest.raises(DecodeError) as refused:
            AccountBalance.from_dict(json_object)
        assert refused.value.path == "/available"
        assert refused.value.__context__ is None


@pytest.fixture(params=[640, 4300, 0], scope="module")
def digits_at_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set the maximum number of digits that Python converts between `str` and `int` at once."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(request.param)
    yield
    sys.set_int_max_str_digits(before)


def value_of(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * 10 + int(digit)
    return value


@pytest.mark.usefixtures("digits_at_once")
@given(st.text("0123456789", min_size=1, max_size=1000))
@example("0" * 400 + "7" * 600)
@example("9" * 641)
@example("9" * 1000)
def test_an_amount_is_exact_for_any_digit_limit_of_python(digits: str) -> None:
    balance = AccountBalance.from_dict({"available": digits, "held": "0"})

    value = value_of(digits)
    assert balance.available == value
    assert balance.available + 1 == value + 1
    assert hash(balance.available) == hash(value)
    copies = (copy.copy(balance), copy.deepcopy(balance), pickle.loads(pickle.dumps(balance)))
    for each in (balance, *copies):
        assert each.to_dict() == {"available": digits, "held": "0"}


def test_from_dict_does_not_change_its_argument() -> None:
    json_object = {**json.loads(body(3)), "new": {"a": [1]}}
    before = copy.deepcopy(json_object)

    assert ClientBalances.from_dict(json_object).to_dict() == before
    assert json_object == before


def test_a_map_is_independent_of_the_dict_it_was_decoded_from() -> None:
    json_object = json.loads(body(1))["balances"]
    balances = AccountBalances.from_dict(json_object)
    count = len(json_object)
    json_object.clear()

    assert len(balances) == count


def test_reading_additional_properties_does_not_change_a_model() -> None:
    json_object = {"available": "1", "held": "2"}
    inspected, untouched = (
        AccountBalance.from_dict(json_object),
        AccountBalance.from_dict(json_object),
    )

    assert inspected.additional_properties == {}
    assert inspected == untouched
    assert inspected.to_dict() == json_object
    assert repr(inspected) == repr(untouched) == "AccountBalance(available=1, held=2)"


def test_additional_properties_can_be_set_copied_compared_and_written() -> None:
    balance = AccountBalance(1, 2)
    balance["pending"] = "3"
    copied = copy.deepcopy(balance)

    assert copied == balance != AccountBalance(1, 2)
    assert copied.to_dict() == {"available": "1", "held": "2", "pending": "3"}
    assert copied.additional_keys == ["pending"]
    assert "pending" in repr(copied)
    del copied["pending"]
    assert copied == AccountBalance(1, 2)
