"""The values of each record in all responses of a run, to find out which of two responses is wrong.

If two responses differ in a record, the wrong response is the one that differs from most others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from attrs import define, field, frozen

from ... import pointer
from ...contract import Json

#: How many responses with a record are compared: the latest ones.
_MAX_SIGHTINGS = 1000

#: A majority needs this many responses, and more than this share of them.
_MIN_SIGHTINGS, _MAJORITY = 8, 0.6

_MISSING = object()


@frozen
class Majority:
    """The value of a record in most responses, given two different values."""

    is_second: bool
    """Whether most responses have the second value, and not the first one."""
    number: int
    """The number of responses with the value."""
    total: int
    """The number of responses with the record."""


@define
class Sightings:
    """The values of each record in the responses of a run, in order."""

    _values: dict[str, deque[Json]] = field(factory=dict)

    def add(self, key: str, value: Json) -> None:
        """Record the value that a response has for a record."""
        self._values.setdefault(key, deque(maxlen=_MAX_SIGHTINGS)).append(value)

    def majority(self, key: str, first: Json, second: Json) -> Majority | None:
        """Return which of two different values of a record most responses have.

        Only the part in which the two values differ is compared. The result is None if neither
        value has a majority. The result is also None if one value has the majority of all responses
        and the other value has the majority of the responses since both values were seen: the
        record may have changed at that time.
        """
        location = difference_location(first, second)
        pair = _part(first, location), _part(second, location)
        seen = [_part(value, location) for value in self._values.get(key, ())]
        latest = (
            seen[max(seen.index(part) for part in pair) :]
            if all(part in seen for part in pair)
            else []
        )
        found = _majority(pair, seen)
        since = _majority(pair, latest)
        return None if found and since and found.is_second != since.is_second else found


def _majority(pair: tuple[Json, Json], seen: Sequence[Json]) -> Majority | None:
    for is_second, part in enumerate(pair):
        number = seen.count(part)
        if len(seen) >= _MIN_SIGHTINGS and number > _MAJORITY * len(seen):
            return Majority(bool(is_second), number, len(seen))
    return None


def difference_location(value: Json, other: Json) -> tuple[str, ...]:
    """Return the tokens of the JSON Pointer to the first part in which two JSON values differ."""
    if not isinstance(value, dict) or not isinstance(other, dict):
        return ()
    for key in sorted(value.keys() | other.keys()):
        if key not in value or key not in other:
            return (key,)
        if value[key] != other[key]:
            return (key, *difference_location(value[key], other[key]))
    return ()


def _part(value: Json, location: Sequence[str]) -> Json:
    try:
        return pointer.resolve(value, pointer.build(location))
    except (KeyError, IndexError, TypeError, ValueError):
        return _MISSING
