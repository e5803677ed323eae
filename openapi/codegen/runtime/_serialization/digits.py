"""Exact integers of any length: strings of digits, such as amounts, and JSON numbers."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

_CHUNK = 640  # Python's limit of digits at once is 4,300. A process can lower it to 640.

MAX_AMOUNT_DIGITS = 1000
"""The maximum number of digits of an amount."""

MIN_OF_LENGTH = (0, 0, *(10**length for length in range(1, 78)))
"""`MIN_OF_LENGTH[n]` is the least integer that has n digits without leading zeros.

A string of n characters has leading zeros, blanks, a sign or underscores if its `int` is less.
The table ends at 78 digits, the length of the greatest integer of 256 bits.
"""

is_ascii = str.isascii
"""Return whether a string is ASCII. Raises TypeError for a value that is not a string."""


class PaddedInt(int):
    """An integer that was decoded from digits with leading zeros. `str` returns these digits."""

    _digits: str

    def __new__(cls, digits: str) -> PaddedInt:
        """Return a string of digits as an integer."""
        self = super().__new__(cls, _parse(digits))
        self._digits = digits
        return self

    def __str__(self) -> str:
        return self._digits

    def __reduce__(self) -> tuple[Any, ...]:
        return PaddedInt, (self._digits,)


class WholeFloat(float):
    """A JSON number that has a point or an exponent, but may be an integer, such as `1e23`.

    A copy is a plain float.
    """

    __slots__ = ("_number",)
    _number: str

    def __new__(cls, number: str) -> WholeFloat:
        """Return a JSON number as a float that keeps the text of the number."""
        self = super().__new__(cls, number)
        self._number = number
        return self

    def exact(self) -> int | None:
        """Return this number as an exact integer, or None if the number is a fraction."""
        try:
            decimal = Decimal(self._number)
        except InvalidOperation:  # the exponent is beyond the range of decimals
            return None
        if not decimal:
            return 0
        if abs(decimal) < 1 or decimal != decimal.to_integral_value():
            return None
        return int(decimal)

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return float, (float(self),)


def parse_digits(digits: str) -> int:
    """Return a string of ASCII digits of any length as an integer."""
    return PaddedInt(digits) if digits[0] == "0" and len(digits) > 1 else _parse(digits)


def plain_int(value: int) -> int:
    """Return an `int` or a `PaddedInt` that equals an integer and has only digits as text.

    The integer may be of any subclass of `int`, whose text may have other characters, such as the
    name of a currency.
    """
    return value if type(value) is PaddedInt else int(value)


def format_digits(value: int) -> str:
    """Return an integer of any length as a string of digits.

    If the integer is a `PaddedInt`, the string has the leading zeros of the original JSON string.
    """
    value = plain_int(value)
    try:
        return str(value)
    except ValueError:
        if value < 0:
            return f"-{format_digits(-value)}"
        high, low = divmod(value, 10**_CHUNK)
        return format_digits(high) + format_digits(low).zfill(_CHUNK)


def _parse(digits: str) -> int:
    if len(digits) <= _CHUNK:
        return int(digits)
    head, tail = digits[:-_CHUNK], digits[-_CHUNK:]
    shift: int = 10**_CHUNK
    return _parse(head) * shift + int(tail)
