"""Tests of decoding into models: amounts, copies and additional properties."""

from __future__ import annotations

import copy
import pickle
import re
import sys
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from bitgo_oes.errors import DecodeError, InvalidArgumentError
from bitgo_oes.models import AccountBalance, AccountBalances, ClientBalances
from hypothesis import example, given
from hypothesis import strategies as st

from . import generated_bodies
from .document import CONTRACT, OPERATION
from .generated_arguments import LabelledInt

EXAMPLE = generated_bodies.example(CONTRACT, OPERATION, 200)

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
    json_object = {**EXAMPLE, "new": {"a": [1]}}
    before = copy.deepcopy(json_object)

    assert ClientBalances.from_dict(json_object).to_dict() == before
    assert json_object == before


def test_a_map_is_independent_of_the_dict_it_was_decoded_from() -> None:
    json_object = dict(EXAMPLE["balances"])
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


_NOT_AMOUNTS = (
    st.floats() | st.booleans() | st.text() | st.integers(max_value=-1) | st.binary() | st.none()
)


@given(st.one_of(_NOT_AMOUNTS))
@example(1.0)
@example(True)
@example("1")
@example(None)
def test_an_attribute_for_an_amount_rejects_other_values(value: Any) -> None:
    balance = AccountBalance(available=1, held=2)

    for assign in (
        lambda: AccountBalance(available=value, held=2),
        lambda: setattr(balance, "held", value),
        lambda: attrs.evolve(balance, available=value),
    ):
        with pytest.raises(InvalidArgumentError, match=r"available|held"):
            assign()
    assert balance == AccountBalance(available=1, held=2)
    assert balance.to_dict() == {"available": "1", "held": "2"}


@given(st.integers(0, 10**1000 - 1))
def test_an_attribute_for_an_amount_takes_any_amount(value: int) -> None:
    read = AccountBalances.from_dict({"ofcbtc": {"available": "1", "held": "0"}})["ofcbtc"]

    for balance in (AccountBalance(available=0, held=0), read):
        balance.available = value
        assert balance.available == value
        assert AccountBalance.from_dict(balance.to_dict()).available == value


@given(st.integers(0, 10**1000 - 1))
def test_the_digits_of_an_amount_do_not_depend_on_the_class_of_the_integer(value: int) -> None:
    labelled = LabelledInt(value)
    assigned = AccountBalance(available=0, held=labelled)
    assigned.available = labelled

    assert assigned.to_dict() == AccountBalance(value, value).to_dict()
    assert repr(assigned) == repr(AccountBalance(value, value))


@given(st.dictionaries(st.text(min_size=1), st.integers() | st.text() | st.none()))
def test_an_evolved_model_keeps_properties_that_the_document_does_not_list(
    unlisted: dict[str, Any],
) -> None:
    listed = {"available": "1", "held": "2"}
    before = AccountBalance.from_dict(unlisted | listed)

    after = attrs.evolve(before, held=5)

    assert after.to_dict() == unlisted | listed | {"held": "5"}
    after["later"] = 1
    assert before.to_dict() == unlisted | listed


class _Total(AccountBalance):
    @property
    def total(self) -> int:
        return self.available + self.held


@attrs.define
class _Noted(AccountBalance):
    note: str = "none"


class _Balances(AccountBalances):
    pass


def test_a_subclass_is_decoded_as_the_subclass() -> None:
    json_object = {"available": "1", "held": "2", "unlisted": [3]}

    total, noted = _Total.from_dict(json_object), _Noted.from_dict(json_object)
    balances = _Balances.from_dict({"ofcbtc": json_object})

    assert (type(total), total.total, total.to_dict()) == (_Total, 3, json_object)
    assert (type(noted), noted.note, noted.to_dict()) == (_Noted, "none", json_object)
    assert (type(balances), balances.to_dict()) == (_Balances, {"ofcbtc": json_object})
    with pytest.raises(InvalidArgumentError):
        total.held = 1.5  # type: ignore[assignment]
