"""Integers that are written as strings of digits, exact at any length.

Python refuses to read or write more than 4,300 digits at once, or fewer, as the process is set:
640 are always possible.
"""

from __future__ import annotations

from typing import Any

_AT_ONCE = 640

LEAST = (0, 0, *(10**length for length in range(1, 78)))
"""The least integer of so many digits: what has another form than its digits reads as less.

As far as the widest integers of ledgers, of 256 bits, go.
"""

is_ascii = str.isascii
"""Whether a string is ASCII. Raises TypeError for what is no string."""


class PaddedInt(int):
    """An integer that was written with zeros in front, and is written so again by `str`."""

    _digits: str

    def __new__(cls, digits: str) -> PaddedInt:
        """Read a string of digits."""
        self = super().__new__(cls, _read(digits))
        self._digits = digits
        return self

    def __str__(self) -> str:
        return self._digits

    def __reduce__(self) -> tuple[Any, ...]:
        return PaddedInt, (self._digits,)


def read(digits: str) -> int:
    """Return the integer that ASCII digits write."""
    return PaddedInt(digits) if digits[0] == "0" and len(digits) > 1 else _read(digits)


def write(value: int) -> str:
    """Return the digits of an integer, as many as it was read from."""
    try:
        return str(value)
    except ValueError:
        high, low = divmod(value, 10**_AT_ONCE)
        return write(high) + write(low).zfill(_AT_ONCE)


def _read(digits: str) -> int:
    if len(digits) <= _AT_ONCE:
        return int(digits)
    head, tail = digits[:-_AT_ONCE], digits[-_AT_ONCE:]
    shift: int = 10**_AT_ONCE
    return _read(head) * shift + int(tail)
