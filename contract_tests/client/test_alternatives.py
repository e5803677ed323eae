"""Tests of decoders for `oneOf` and `anyOf`, and of decoders for digits, numbers and times."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from bitgo_oes._serialization import decode
from bitgo_oes._serialization.alternatives import Alternative, one_of
from bitgo_oes._serialization.base_models import digits_to_json, to_json
from bitgo_oes._serialization.decode import Decoder, Reading
from bitgo_oes._serialization.digits import WholeFloat
from bitgo_oes.errors import DecodeError, InvalidArgumentError
from hypothesis import example, given
from hypothesis import strategies as st

Read = tuple[str, dict[str, Any]]


def record(model: str, **required: Decoder[Any]) -> Decoder[Read]:
    """Return a decoder that turns a JSON object into the given model name and the properties."""

    def read(value: Any, reading: Reading) -> Read:
        properties = reading.properties(value)
        if missing := [name for name in required if name not in properties]:
            reading.with_unset(properties, tuple(missing))
        for name, decoder in required.items():
            if name in properties:
                decoder(properties[name], reading)
        reading.keep({name: each for name, each in properties.items() if name not in required})
        return model, properties

    return read


def objects(model: str, decoder: Decoder[Read], **more: Any) -> Alternative[Any]:
    return Alternative("object", decoder, model, **more)


RETRIABLE = record("Retriable", retriable=decode.boolean, id=decode.text)
FINAL = record("Final", retriable=decode.boolean, id=decode.text)
by_constant = one_of(
    objects("Retriable", RETRIABLE, constants={"retriable": (True,)}),
    objects("Final", FINAL, constants={"retriable": (False,)}),
)
by_discriminator = one_of(
    objects("Cat", record("Cat"), constants={"kind": ("cat",)}, tag="kind"),
    objects("Dog", record("Dog"), constants={"kind": ("dog", "hound")}, tag="kind"),
)
by_properties = one_of(
    objects("Short", record("Short", id=decode.text)),
    objects("Long", record("Long", id=decode.text, more=decode.text)),
)
LEFT = objects("Left", record("Left", id=decode.text))
RIGHT = objects("Right", record("Right", id=decode.text))


@given(retriable=st.booleans(), text=st.text())
def test_constants_tell_alternatives_apart(retriable: bool, text: str) -> None:
    value = {"id": text, "retriable": retriable}

    assert by_constant(value, Reading()) == ("Retriable" if retriable else "Final", value)


@pytest.mark.parametrize("value", [1, 0, "true", None])
def test_a_boolean_constant_is_no_other_value(value: Any) -> None:
    with pytest.raises(DecodeError) as caught:
        by_constant({"id": "1", "retriable": value}, Reading())
    assert caught.value.path == "/retriable"


def test_a_discriminator_names_the_alternative() -> None:
    for kind, model in (("cat", "Cat"), ("dog", "Dog"), ("hound", "Dog")):
        assert by_discriminator({"kind": kind}, Reading()) == (model, {"kind": kind})
    for unknown in ({"kind": "emu"}, {}):
        with pytest.raises(DecodeError) as caught:
            by_discriminator(unknown, Reading())
        assert caught.value.path == "/kind"
        assert by_discriminator(unknown, Reading(tolerant=True)) == unknown


def test_the_alternative_that_lists_the_most_properties_is_chosen() -> None:
    assert by_properties({"id": "1"}, Reading())[0] == "Short"
    assert by_properties({"id": "1", "more": "2"}, Reading())[0] == "Long"
    assert by_properties({"id": "1", "unlisted": "2"}, Reading())[0] == "Short"


def test_no_alternative_is_guessed() -> None:
    value = {"id": "1"}

    with pytest.raises(DecodeError, match="not of Left and Right"):
        one_of(LEFT, RIGHT)(value, Reading())
    assert one_of(LEFT, RIGHT, raw=(dict,))(value, Reading()) is value
    assert one_of(LEFT, RIGHT)(value, Reading(tolerant=True)) is value


@given(number=st.integers(0, 10**1000 - 1))
def test_integers_of_digits_are_strings_in_json(number: int) -> None:
    assert digits_to_json(number) == digits_to_json(str(number)) == str(number)
    assert digits_to_json(None, type(None)) is None
    assert digits_to_json(True, bool) is True
    assert digits_to_json("max", str) == "max"


@pytest.mark.parametrize("value", [None, 1.0, float("nan"), True, -1, 10**1000, "", "1.0", "x", []])
def test_no_other_value_is_digits(value: Any) -> None:
    with pytest.raises(InvalidArgumentError):
        digits_to_json(value)
    if value is not None:
        with pytest.raises(InvalidArgumentError):
            digits_to_json(value, type(None))


@given(whole=st.integers(-(10**30), 10**30), zeros=st.integers(1, 3))
@example(whole=12345678901234567890, zeros=1)
def test_a_whole_number_with_a_point_or_an_exponent_is_exact(whole: int, zeros: int) -> None:
    for number in (
        f"{whole}.{'0' * zeros}",
        f"{whole}e{zeros}",
        f"{whole}{'0' * zeros}.0e-{zeros}",
    ):
        value = decode.integer(WholeFloat(number), Reading())
        assert value == (whole * 10**zeros if number.endswith(f"e{zeros}") else whole)
        assert type(value) is int


@pytest.mark.parametrize("number", ["4503599627370497.25", "1.00000000000000001", "1e-400"])
def test_a_fraction_is_never_rounded_to_an_integer(number: str) -> None:
    with pytest.raises(DecodeError):
        decode.integer(WholeFloat(number), Reading())


class Color(StrEnum):
    RED = "red"


@given(text=st.text())
def test_an_enumeration_keeps_values_that_it_does_not_list(text: str) -> None:
    read = decode.enum_value(Color)

    assert read("red", Reading()) is Color.RED
    assert read(text, Reading()) == text
    for other in (1, None, ["red"]):
        with pytest.raises(DecodeError):
            read(other, Reading())


def test_a_time_keeps_its_text() -> None:
    text = "1998-12-31t15:59:60.1234567-08:00"
    time = decode.date_time(text, Reading())

    assert time == datetime(1999, 1, 1, 0, 0, 0, 123_456, UTC)
    for each in (time, copy.deepcopy(time), pickle.loads(pickle.dumps(time))):
        assert to_json(each) == text
    assert type(time.replace(hour=1)) is datetime
