"""The Python value that the client must return for a JSON value, written without the client's code.

The rules are those of "From the document to the client" in `openapi/README.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from ..contract import Json
from .schema_variants import constants, is_digits, is_text

_NUMBERS = {"integer", "number"}


def is_expected(actual: Any, value: Json, matching: Sequence[Json], every: Sequence[Json]) -> bool:
    """Return whether a Python value is a correct decoding of a JSON value.

    Args:
        actual: The Python value.
        value: The JSON value.
        matching: The alternatives of the schema that allow the JSON value.
        every: All alternatives of the schema, including those that reject the JSON value.
    """
    # Beside a number or another string, digits remain a string.
    has_other = any(each.get("type") in _NUMBERS or is_text(each) for each in every)
    return any(_is_expected(actual, value, each, has_other) for each in matching)


def _is_expected(actual: Any, value: Json, variant: Json, has_other: bool) -> bool:
    kind = variant.get("type")
    if isinstance(value, dict):
        return hasattr(actual, "keys") or hasattr(actual, "to_dict")
    if isinstance(value, list):
        return isinstance(actual, list) and len(actual) == len(value)
    if value is None:
        return actual is None
    if constants(variant) is not None:
        own = actual.value if isinstance(actual, Enum) else actual
        return _equal(own, value)
    if kind == "integer":
        return type(actual) is int and actual == value
    if kind == "string":
        try:
            expected = _text_value(value, variant, has_other)
        except ValueError:
            return False  # the validator does not check formats
        if isinstance(expected, datetime):
            return isinstance(actual, datetime) and actual == expected and str(actual) == value
        return (
            type(actual) is not bool and isinstance(actual, type(expected)) and actual == expected
        )
    return _equal(actual, value)


def _equal(actual: Any, value: Json) -> bool:
    """Return whether two scalars are equal. A boolean equals no number."""
    return isinstance(actual, bool) is isinstance(value, bool) and bool(actual == value)


def _text_value(text: str, variant: Json, has_other: bool) -> Any:
    form = variant.get("format")
    if is_digits(variant) and not has_other:
        return _integer(text)
    if form == "date-time":
        return time_of(text)
    if form == "date":
        return date.fromisoformat(text)
    if form == "uuid":
        return UUID(text)
    return text


def _integer(digits: str) -> int:
    value = 0
    for digit in digits:
        value = 10 * value + "0123456789".index(digit)
    return value


def time_of(text: str) -> datetime:
    """Return the time of an RFC 3339 text. The second 60 is the next second.

    Raises:
        ValueError: If the time is beyond the range of `datetime`.
    """
    text = text.upper()
    is_leap = text[17:19] == "60"
    if is_leap:
        text = f"{text[:17]}59{text[19:]}"
    try:
        return datetime.fromisoformat(text) + timedelta(seconds=int(is_leap))
    except OverflowError as error:
        raise ValueError(str(error)) from None


def same_meaning(one: str, other: str, every: Sequence[Json]) -> bool:
    """Return whether two texts in a query string or header have the same meaning for a schema."""
    return one == other or any(_meaning(one, each) == _meaning(other, each) for each in every)


def _meaning(text: str, variant: Json) -> Any:
    kind, form = variant.get("type"), variant.get("format")
    try:
        if kind == "integer":
            return int(text)
        if kind == "number":
            return float(text)
        if form == "date-time":
            return time_of(text)
        if form == "uuid":
            return UUID(text)
    except ValueError:
        pass
    return text


def meanings_of(text: str, every: Sequence[Json]) -> list[Json]:
    """Return the JSON values that a text in a query string or header can mean for a schema."""
    found: list[Json] = []
    kinds = {each.get("type", "string") for each in every}
    for kind, convert in (("integer", int), ("number", float), ("string", str)):
        if kind in kinds:
            try:
                found.append(convert(text))
            except ValueError:
                continue
    if "boolean" in kinds and text in {"true", "false"}:
        found.append(text == "true")
    return found
