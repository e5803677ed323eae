"""Decoders: functions that validate a JSON value and return the value that a model holds.

The error of a decoder has the JSON Pointer to the invalid value. Each enclosing decoder prepends
its own part to this JSON Pointer.

The generated models validate required strings, amounts and objects without a decoder, because a
function call for each value takes longer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeAlias, TypeVar, cast

from .._errors import DecodeError
from ..types import UNSET
from .digits import MAX_AMOUNT_DIGITS, WholeFloat, parse_digits
from .rfc3339 import parse_date, parse_datetime
from .uuids import parse_uuid

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

_MIN_INEXACT = 2**52  # floats above have no digit for a fraction

_JSON_TYPES: tuple[tuple[type, str], ...] = (
    (str, "a string"),
    (bool, "a boolean"),
    (int, "a number"),
    (float, "a number"),
    (dict, "an object"),
    (list, "an array"),
    (type(None), "null"),
)


class Reading:
    """The options for decoding one body, and the undocumented values found in that body.

    Attributes:
        tolerant: Whether a required property may be missing. The value of a missing property is
            then `UNSET`.
        borrowed: Whether decoding must leave the JSON objects of the body unchanged. If False, maps
            are decoded in place, which saves memory and time.
        undocumented: The values that the API description does not describe, and all floats. These
            values are checked after decoding.
        inexact: Whether a float was read as an integer. The body is then decoded again, with the
            text of the number.
        unlisted: The number of properties in the body that the models do not list.
        unknown: The number of values in the body that the enumerations do not list.
        trials: The results of the alternatives that were tried, by value and alternatives; None
            before the first trial.
    """

    __slots__ = (
        *("borrowed", "inexact", "tolerant", "trials"),
        *("undocumented", "unknown", "unlisted"),
    )

    def __init__(
        self,
        *,
        tolerant: bool = False,
        borrowed: bool = False,
        trials: dict[Any, Any] | None = None,
    ) -> None:
        self.tolerant = tolerant
        self.borrowed = borrowed
        self.undocumented: list[Any] = []
        self.inexact = False
        self.unlisted = 0
        self.unknown = 0
        self.trials = trials

    def include(self, other: Reading) -> None:
        """Add the undocumented values and the counts of another `Reading` to this one.

        The other `Reading` belongs to a part of the same body.
        """
        self.undocumented += other.undocumented
        self.unlisted += other.unlisted
        self.unknown += other.unknown

    def properties(self, value: Any) -> dict[str, Any]:
        """Return a JSON object as a new dict. Raises `DecodeError` for any other value."""
        if isinstance(value, Mapping):
            return dict(value)  # pyright: ignore[reportUnknownArgumentType]
        raise type_error(value, "an object")

    def with_unset(self, properties: dict[str, Any], required: tuple[str, ...]) -> dict[str, Any]:
        """Return a copy of an object's properties, with `UNSET` for missing required properties.

        Raises:
            DecodeError: If a required property is missing and decoding is not tolerant.
        """
        missing = [name for name in required if name not in properties]
        if not self.tolerant:
            error = DecodeError("a required property is missing")
            error.under(missing[0])
            raise error
        return {**properties, **dict.fromkeys(missing, UNSET)}

    def require_text(self, value: Any, name: str) -> None:
        """Raise `DecodeError` unless a required property is a string.

        If decoding is tolerant, `UNSET` is valid too.
        """
        if not isinstance(value, str) and not (value is UNSET and self.tolerant):
            error = type_error(value, "a string")
            error.under(name)
            raise error

    def amount(self, value: Any, name: str) -> int:
        """Return a required amount, which is a string of digits in JSON, as an integer.

        If decoding is tolerant, the result for a missing amount is `UNSET`.

        Raises:
            DecodeError: If the value is not a string of 1 to 1,000 digits.
        """
        missing: Any = UNSET
        if value is missing and self.tolerant:
            return cast(int, missing)
        try:
            return amount(value, self)
        except DecodeError as error:
            error.under(name)
            raise

    def additional_properties(
        self, properties: dict[str, Any], documented: frozenset[str]
    ) -> dict[str, Any]:
        """Return the properties that the API description does not list, by name."""
        additional = {
            name: value
            for name, value in properties.items()
            if name not in documented and value is not UNSET
        }
        self.keep(additional)
        return additional

    def keep(self, properties: dict[str, Any]) -> None:
        """Add the properties that the API description does not list to `undocumented`."""
        self.undocumented.append(properties)
        self.unlisted += len(properties)


Decoder: TypeAlias = Callable[[Any, Reading], T]


def type_error(value: Any, expected: str) -> DecodeError:
    """Return the `DecodeError` for a JSON value of a wrong type."""
    actual = next((name for kind, name in _JSON_TYPES if isinstance(value, kind)), "another type")
    return DecodeError(f"expected {expected}, not {actual}")


def anything(value: Any, reading: Reading) -> Any:
    """Return any JSON value unchanged."""
    reading.undocumented.append(value)
    return value


def null(value: Any, reading: Reading) -> Any:  # noqa: ARG001 - as every decoder
    """Return None for a JSON null. Raises `DecodeError` for any other value.

    The annotated type of the result is Any, because mypy rejects code that uses the result of a
    function of type None.
    """
    if value is not None:
        raise type_error(value, "null")
    return None


def text(value: Any, reading: Reading) -> str:  # noqa: ARG001
    """Return a JSON string unchanged. Raises `DecodeError` for any other value."""
    if not isinstance(value, str):
        raise type_error(value, "a string")
    return value


def amount(value: Any, reading: Reading) -> int:  # noqa: ARG001
    """Return a string of 1 to 1,000 ASCII digits as an integer. Raises `DecodeError` otherwise."""
    if not isinstance(value, str):
        raise type_error(value, "a string of digits")
    if not (value.isascii() and value.isdigit()):
        raise DecodeError(
            "expected a string of digits, but the string is empty or has other characters"
        )
    if len(value) > MAX_AMOUNT_DIGITS:
        raise DecodeError(f"expected at most {MAX_AMOUNT_DIGITS} digits, not {len(value)}")
    return parse_digits(value)


def boolean(value: Any, reading: Reading) -> bool:  # noqa: ARG001
    """Return a JSON boolean unchanged. Raises `DecodeError` for any other value."""
    if not isinstance(value, bool):
        raise type_error(value, "a boolean")
    return value


def integer(value: Any, reading: Reading) -> int:
    """Return a whole JSON number as an int. Raises `DecodeError` for any other value."""
    if type(value) is int:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise type_error(value, "a number")
    whole: int | None
    if isinstance(value, WholeFloat):
        whole = value.exact()
    elif isinstance(value, float):
        reading.inexact = True  # a fraction or a large integer may have become another integer
        whole = int(value) if value.is_integer() and abs(value) < _MIN_INEXACT else None
    else:
        whole = int(value)
    if whole is None:
        raise DecodeError("expected an integer, not a fraction or an inexact number")
    return whole


def number(value: Any, reading: Reading) -> float:
    """Return a JSON number unchanged. Raises `DecodeError` for any other value."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise type_error(value, "a number")
    if isinstance(value, float):
        reading.undocumented.append(value)
        return float(value)
    return value


def array(decoder: Decoder[T]) -> Decoder[list[T]]:
    """Return a decoder of arrays that decodes each item with the given decoder."""

    def decode(value: Any, reading: Reading) -> list[T]:
        if not isinstance(value, list):
            raise type_error(value, "an array")
        items: list[T] = []
        try:
            for item in value:  # pyright: ignore[reportUnknownVariableType]
                items.append(decoder(item, reading))  # noqa: PERF401 - its length is the index
        except DecodeError as error:
            error.under(len(items))
            raise
        return items

    return decode


def enum_value(enumeration: type[E]) -> Decoder[Any]:
    """Return a decoder that converts a JSON value to a member of an enumeration.

    A string or integer that the enumeration does not list is returned unchanged: a newer server may
    have added the value. `DecodeError` is raised for a value of another type.
    """
    members = {member.value: member for member in enumeration}
    read: Decoder[Any] = integer if issubclass(enumeration, int) else text

    def decode(value: Any, reading: Reading) -> Any:
        value = read(value, reading)
        member = members.get(value)
        if member is None:
            reading.unknown += 1
            return value
        return member

    return decode


class UnknownConstantError(DecodeError):
    """Raised if a value is not the constant that an alternative requires."""


def constant(expected: Any) -> Decoder[Any]:
    """Return a decoder that accepts exactly one value.

    The decoder has the type `Decoder[Any]`, because type checkers would infer `bool` or `str` as
    the type of a literal.
    """

    def decode(value: Any, reading: Reading) -> Any:
        if isinstance(expected, int) and isinstance(value, float):
            value = integer(value, reading)
        if value != expected or isinstance(value, bool) is not isinstance(expected, bool):
            raise UnknownConstantError(f"expected {expected!r}")
        return expected

    return decode


def _text_conversion(convert: Callable[[str], T], expected: str) -> Decoder[T]:
    """Return a decoder that converts a JSON string with the given function.

    If decoding is tolerant, a string that the function cannot convert remains text.
    """

    def decode(value: Any, reading: Reading) -> T:
        string = text(value, reading)
        try:
            return convert(string)
        except (ValueError, OverflowError):
            if reading.tolerant:
                return cast(T, string)
            raise DecodeError(f"expected {expected}") from None

    return decode


full_date = _text_conversion(parse_date, "a date such as 2026-01-31")
date_time = _text_conversion(parse_datetime, "a time such as 2026-01-31T12:00:00Z")
uuid = _text_conversion(parse_uuid, "a UUID such as 0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d")
