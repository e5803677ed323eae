"""Choose Python names for parameters and properties. No two of the names are equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count


def distinct_names(named: Iterable[tuple[str, str]], reserved: Iterable[str] = ()) -> list[str]:
    """Return Python names that differ from each other and from the reserved names.

    If a name is equal to an earlier one, its location is added, as in `id_header`, or a number. A
    name depends only on the names before it.

    Args:
        named: The Python names, each with the location of the parameter; empty for properties.
        reserved: The names that the generated code uses.
    """
    locations: dict[str, str] = {}
    for original, location in named:
        name = f"{original}_" if original in reserved else original
        if name in locations:
            elsewhere = location if location != locations[name] else ""
            candidates = _candidates(name.rstrip("_"), elsewhere)
            name = next(each for each in candidates if each not in {*locations, *reserved})
        locations[name] = location
    return list(locations)


def _candidates(stem: str, location: str) -> Iterator[str]:
    if location:
        stem = f"{stem}_{location}"
        yield stem
    yield from (f"{stem}_{number}" for number in count(2))
