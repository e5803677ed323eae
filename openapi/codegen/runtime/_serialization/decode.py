"""Decoders: functions that validate a JSON value and return the value that a model holds.

The error of a decoder has the JSON Pointer to the invalid value. Each enclosing decoder prepends
its own part to this JSON Pointer.

The generated models validate required strings, amounts and objects without a decoder, because a
function call for each value takes longer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeAlias, TypeVar, cast
from uuid import UUID

from .._errors import DecodeError
from ..types import UNSET
from .digits import MAX_AMOUNT_DIGITS, parse_digits

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

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
    """

    __slots__ = ("borrowed", "tolerant", "undocumented")

    def __init__(self, *, tolerant: bool = False, borrowed: bool = False) -> None:
        self.tolerant = tolerant
        self.borrowed = borrowed
        self.undocumented: list[Any] = []

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
        """Return a required amount as an integer.

        If decoding is tolerant, a missing amount is `UNSET`.

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
        self.undocumented.append(additional)
        return additional


Decoder: TypeAlias = Callable[[Any, Reading], T]


def type_error(value: Any, expected: str) -> DecodeError:
    """Return the `DecodeError` for a JSON value of a wrong type."""
    actual = next((name for kind, name in _JSON_TYPES if isinstance(value, kind)), "another type")
    return DecodeError(f"expected {expected}, not {actual}")


def anything(value: Any, reading: Reading) -> Any:
    """Return any JSON value unchanged."""
    reading.undocumented.append(value)
    return value


def null(value: Any, reading: Reading) -> None:  # noqa: ARG001 - as every decoder
    """Return None for a JSON null. Raises `DecodeError` for any other value."""
    if value is not None:
        raise type_error(value, "null")


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
    decoded = number(value, reading)
    if decoded != decoded // 1:
        raise DecodeError("expected an integer, not a fraction")
    return int(decoded)


def number(value: Any, reading: Reading) -> float:
    """Return a JSON number unchanged. Raises `DecodeError` for any other value."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise type_error(value, "a number")
    if isinstance(value, float):
        reading.undocumented.append(value)
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


def one_of(*decoders: Decoder[T]) -> Decoder[T]:
    """Return a decoder that tries the given decoders in order and returns the first result."""

    def decode(value: Any, reading: Reading) -> T:
        problems: list[DecodeError] = []
        borrowed = reading.borrowed
        for decoder in decoders:
            reading.borrowed = True  # the next decoder needs the same objects
            try:
                return decoder(value, reading)
            except DecodeError as error:
                problems.append(error)
            finally:
                reading.borrowed = borrowed
        # The server probably sent the alternative whose error is nested deepest.
        raise max(problems, key=lambda error: error.path.count("/"))

    return decode


def enum_value(enumeration: type[E]) -> Decoder[E]:
    """Return a decoder that converts a JSON value to a member of an enumeration."""
    return _conversion(enumeration, f"a value of {enumeration.__name__}")


def constant(expected: T) -> Decoder[T]:
    """Return a decoder that accepts exactly one value."""

    def decode(value: Any, reading: Reading) -> T:  # noqa: ARG001
        if value != expected or type(value) is not type(expected):
            raise DecodeError(f"expected {expected!r}")
        return expected

    return decode


def _conversion(convert: Callable[[Any], T], expected: str) -> Decoder[T]:
    """Return a decoder that converts a JSON value with the given function.

    The decoder raises `DecodeError` if the function fails.
    """

    def decode(value: Any, reading: Reading) -> T:  # noqa: ARG001
        try:
            return convert(value)
        except (ValueError, TypeError, AttributeError, OverflowError):
            raise DecodeError(f"expected {expected}") from None

    return decode


iso_date = _conversion(date.fromisoformat, "a date such as 2026-01-31")
iso_datetime = _conversion(datetime.fromisoformat, "a time such as 2026-01-31T12:00:00Z")
uuid = _conversion(UUID, "a UUID")
