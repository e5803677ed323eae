"""From JSON values to what a model holds: each function takes a value, or says what is wrong.

The generated models check text, amounts and objects themselves, in line; all else is a decoder of
this module. A decoder knows nothing of where its value stands: what surrounds it adds its own part
of the path to the error, on its way up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeAlias, TypeVar, cast
from uuid import UUID

from .._errors import DecodeError
from ..types import UNSET
from .digits import read

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

LONGEST_AMOUNT = 1000
"""How many digits an amount may have."""

_NAMES: tuple[tuple[type, str], ...] = (
    (str, "a string"),
    (bool, "a boolean"),
    (int, "a number"),
    (float, "a number"),
    (dict, "an object"),
    (list, "an array"),
    (type(None), "null"),
)


class Reading:
    """How one body is read, and what was found in it that the document does not list.

    Attributes:
        tolerant: Whether a required member may be missing, and is then `UNSET`.
        borrowed: Whether the body's objects stay as they are. Else maps are read in place, which
            frees each object when its model is made, and spares the garbage collector most of it.
        unlisted: What is kept as it is.
    """

    __slots__ = ("borrowed", "tolerant", "unlisted")

    def __init__(self, *, tolerant: bool = False, borrowed: bool = False) -> None:
        self.tolerant = tolerant
        self.borrowed = borrowed
        self.unlisted: list[Any] = []

    def members(self, value: Any) -> dict[str, Any]:
        """Return an object's members."""
        if isinstance(value, Mapping):
            return dict(value)  # pyright: ignore[reportUnknownArgumentType]
        raise mismatch(value, "an object")

    def completed(self, members: dict[str, Any], required: tuple[str, ...]) -> dict[str, Any]:
        """Return members with `UNSET` for those that are missing, if that is tolerated."""
        missing = [name for name in required if name not in members]
        if not self.tolerant:
            error = DecodeError("the document requires it, but it is missing")
            error.under(missing[0])
            raise error
        return {**members, **dict.fromkeys(missing, UNSET)}

    def require_text(self, value: Any, name: str) -> None:
        """Refuse what is not text, unless it may be missing."""
        if not isinstance(value, str) and not (value is UNSET and self.tolerant):
            error = mismatch(value, "a string")
            error.under(name)
            raise error

    def amount(self, value: Any, name: str) -> int:
        """Return an amount of any length; or `UNSET`, if it may be missing."""
        missing: Any = UNSET
        if value is missing and self.tolerant:
            return cast(int, missing)
        try:
            return amount(value, self)
        except DecodeError as error:
            error.under(name)
            raise

    def rest(self, members: dict[str, Any], known: frozenset[str]) -> dict[str, Any]:
        """Return the members that the document does not list."""
        rest = {name: members[name] for name in members if name not in known}
        rest = {name: value for name, value in rest.items() if value is not UNSET}
        self.unlisted.append(rest)
        return rest


Decoder: TypeAlias = Callable[[Any, Reading], T]


def mismatch(value: Any, expected: str) -> DecodeError:
    """Return the error for a value of another kind."""
    found = next((name for kind, name in _NAMES if isinstance(value, kind)), "something else")
    return DecodeError(f"expected {expected}, not {found}")


def anything(value: Any, reading: Reading) -> Any:
    """Return any value."""
    reading.unlisted.append(value)
    return value


def null(value: Any, reading: Reading) -> None:  # noqa: ARG001 - as every decoder
    """Return null."""
    if value is not None:
        raise mismatch(value, "null")


def text(value: Any, reading: Reading) -> str:  # noqa: ARG001
    """Return a string."""
    if not isinstance(value, str):
        raise mismatch(value, "a string")
    return value


def amount(value: Any, reading: Reading) -> int:  # noqa: ARG001
    """Return the integer of a string of 1 to 1,000 ASCII digits."""
    if not isinstance(value, str):
        raise mismatch(value, "a string of digits")
    if not (value.isascii() and value.isdigit()):
        raise DecodeError("expected a string of digits, not other text")
    if len(value) > LONGEST_AMOUNT:
        raise DecodeError(f"expected at most {LONGEST_AMOUNT} digits, not {len(value)}")
    return read(value)


def boolean(value: Any, reading: Reading) -> bool:  # noqa: ARG001
    """Return true or false."""
    if not isinstance(value, bool):
        raise mismatch(value, "a boolean")
    return value


def integer(value: Any, reading: Reading) -> int:
    """Return an integer, which JSON may write as 1.0 too."""
    found = number(value, reading)
    if found != found // 1:
        raise DecodeError("expected an integer, not a fraction")
    return int(found)


def number(value: Any, reading: Reading) -> float:
    """Return a number; an integer stays one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise mismatch(value, "a number")
    if isinstance(value, float):
        reading.unlisted.append(value)
    return value


def each(decoder: Decoder[T]) -> Decoder[list[T]]:
    """Return a decoder of arrays."""

    def decode(value: Any, reading: Reading) -> list[T]:
        if not isinstance(value, list):
            raise mismatch(value, "an array")
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
    """Return a decoder of what fits any of several, the first that it fits."""

    def decode(value: Any, reading: Reading) -> T:
        problems: list[DecodeError] = []
        borrowed = reading.borrowed
        for decoder in decoders:
            reading.borrowed = True  # the next one reads it too
            try:
                return decoder(value, reading)
            except DecodeError as error:
                problems.append(error)
            finally:
                reading.borrowed = borrowed
        # The one that came furthest is the one that was meant.
        raise max(problems, key=lambda error: error.path.count("/"))

    return decode


def member_of(enumeration: type[E]) -> Decoder[E]:
    """Return a decoder of the values of an enumeration."""
    return _converted(enumeration, f"a value of {enumeration.__name__}")


def constant(expected: T) -> Decoder[T]:
    """Return a decoder of one value."""

    def decode(value: Any, reading: Reading) -> T:  # noqa: ARG001
        if value != expected or type(value) is not type(expected):
            raise DecodeError(f"expected {expected!r}")
        return expected

    return decode


def _converted(convert: Callable[[Any], T], expected: str) -> Decoder[T]:
    def decode(value: Any, reading: Reading) -> T:  # noqa: ARG001
        try:
            return convert(value)
        except (ValueError, TypeError, AttributeError, OverflowError):
            raise DecodeError(f"expected {expected}") from None

    return decode


day = _converted(date.fromisoformat, "a date such as 2026-01-31")
moment = _converted(datetime.fromisoformat, "a time such as 2026-01-31T12:00:00Z")
uuid = _converted(UUID, "a UUID")
