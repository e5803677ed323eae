"""Integers written in digits are exact at any length, whatever Python's limit."""

from __future__ import annotations

import copy
import pickle
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.codegen.runtime._serialization.digits import read, write

DIGITS = st.text("0123456789", min_size=1, max_size=1000) | st.integers(1, 1000).map(
    lambda count: "9" * count
)


@pytest.fixture(params=[640, 4300, 0], scope="module")
def limited(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set how many digits Python converts at once."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(request.param)
    yield
    sys.set_int_max_str_digits(before)


def value_of(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * 10 + int(digit)
    return value


@pytest.mark.usefixtures("limited")
@given(DIGITS)
def test_digits_are_read_exactly_and_written_as_they_were(digits: str) -> None:
    found = read(digits)

    assert found == value_of(digits)
    assert write(found) == digits


@given(DIGITS)
def test_an_integer_with_zeros_in_front_is_still_an_integer(digits: str) -> None:
    padded = read("0" + digits)

    assert padded == value_of(digits)
    assert padded + 1 == value_of(digits) + 1
    assert hash(padded) == hash(value_of(digits))
    for same in (copy.copy(padded), copy.deepcopy(padded), pickle.loads(pickle.dumps(padded))):
        assert write(same) == "0" + digits
