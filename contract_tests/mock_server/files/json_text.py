"""Parse JSON, and find the lines of its values."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .parse_error import ParseError

_MOST_DIGITS = 1000
"""The largest number of digits of an integer. Python's `int` accepts at most 4300 by default."""

_LARGEST_EXACT = 2**53
"""The largest integer up to which floats hold every integer."""

_SPACE = re.compile(r"[ \t\n\r]*")


class _DuplicateKeyError(ValueError):
    pass


def load(text: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ParseError: If the text is not JSON, or if an object has a duplicate key.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_int=_integer,
            parse_float=number,
            parse_constant=number,
        )
    except json.JSONDecodeError as error:
        raise ParseError(error.lineno, f"the JSON is malformed: {error.msg}.") from None
    except _DuplicateKeyError:
        path = _duplicate(text, _skip(text, 0), ()) or ()
        sentence = f"the key {path[-1] if path else ''} is duplicate."
        raise ParseError(line_of(text, path, last=True), sentence) from None
    except RecursionError:
        raise ParseError(1, "the JSON is nested too deeply.") from None


def line_of(text: str, path: Sequence[str | int], *, last: bool = False) -> int:
    """Return the line of a value in a JSON text, or of the innermost object that should contain it.

    Args:
        text: A JSON text.
        path: The keys and the indexes that lead to the value.
        last: Whether the last one of duplicate keys is meant, instead of the first.
    """
    at = line_at = _skip(text, 0)
    for step in path:
        found = [entry for entry in _entries(text, at) if entry[0] == step]
        if not found:
            break
        _, line_at, at = found[-1 if last else 0]
    return text.count("\n", 0, line_at) + 1


def _entries(text: str, at: int) -> Iterator[tuple[str | int, int, int]]:
    """Yield the keys of a JSON object, or the indexes of an array, with positions in the text.

    Each key has two positions: where the key begins, and where the value begins.
    """
    opening = text[at]
    if opening not in "[{":
        return
    at, index = _skip(text, at + 1), 0
    while text[at] not in "]}":
        key: str | int = index
        start = at
        if opening == "{":
            key, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)  # behind the colon
        yield key, start, at
        _, at = _DECODER.raw_decode(text, at)
        at, index = _skip(text, at), index + 1
        if text[at] == ",":
            at = _skip(text, at + 1)


def _duplicate(text: str, at: int, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    seen: set[str | int] = set()
    for key, _, value_at in _entries(text, at):
        if key in seen:
            return (*path, key)
        seen.add(key)
        found = _duplicate(text, value_at, (*path, key))
        if found:
            return found
    return None


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _DuplicateKeyError
    return found


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf


def number(text: str) -> int | float:
    """Return the value of a JSON number with a fraction or an exponent, such as 1.5 or 1e3.

    A whole number becomes an integer. A whole number that a float cannot hold exactly, such as
    1e40, becomes infinity.
    """
    value = float(text)
    if not value.is_integer():
        return value
    return int(value) if abs(value) <= _LARGEST_EXACT else math.inf


_DECODER = json.JSONDecoder(parse_int=_integer)
