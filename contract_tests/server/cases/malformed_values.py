"""Values that certainly are none of a parameter's: of which one request needs only one."""

from __future__ import annotations

import string
import uuid
from collections.abc import Iterator

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...contract import Parameter
from .parameter_values import Values

#: What services have taken for numbers, ids or nothing at all.
_GUESSED_AT = (
    *("-1", "1.5", "1a", "1e3", "\u0663", "0x10", "null", "1.0", "ten", "a1", "1_0", "-0", "true"),
    *("\uff11\uff12", "NaN", "undefined", "1-2", "--", "\u00b2", "Infinity", "{}"),
)
_WORDS = ("null", "-1", "undefined")
_PLAIN = string.ascii_letters + string.digits + "_-."

uuids: SearchStrategy[str] = st.uuids(version=4).map(str)


def malformed_values(parameter: Parameter, values: Values) -> list[str]:
    """Return values that every run should try, those first that are nearest to allowed ones."""
    # To what takes ids, most words are the same.
    words = _WORDS if values.are_ids else _GUESSED_AT
    found = dict.fromkeys((*_near(values), *words))
    return [v for v in found if values.certainly_refuse(v) and _keeps_the_route(parameter, v)]


def among_good_ones(
    parameter: Parameter, bad: str, good: tuple[str, str]
) -> Iterator[tuple[str, ...]]:
    """Return a malformed value alone and, where it may be one of several, in each place."""
    yield (bad,)
    if parameter.is_array:
        one, other = good
        yield from ((bad, one), (one, bad), (one, bad, other))


def generated(parameter: Parameter, values: Values) -> SearchStrategy[tuple[str, ...]]:
    """Return values of a parameter of which one, and only one, is malformed."""
    good = st.sampled_from(_good(values))
    word = st.text(_PLAIN, min_size=1, max_size=12)
    inserted = st.tuples(good, st.integers(0, 36), word).map(
        lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] :]
    )
    drawn = st.one_of(st.sampled_from(_GUESSED_AT), word, inserted)
    bad = drawn.filter(values.certainly_refuse).filter(lambda v: _keeps_the_route(parameter, v))
    if not parameter.is_array:
        return bad.map(lambda value: (value,))
    some = st.lists(uuids if values.are_ids else good, max_size=2).map(tuple)
    return st.tuples(some, bad, some).map(lambda parts: (*parts[0], parts[1], *parts[2]))


def _near(values: Values) -> Iterator[str]:
    for good in _good(values)[:1]:
        yield from (good[:-1], f"{good}0", f"{good[:-1]}g", f"g{good[1:]}", f"{good}x")
        # Without the hyphens that an id may have, a word of as many letters.
        yield from (f"{good[:-1]}g".replace("-", ""), good[:-2], f"x{good}")
        yield from (f"-{good}", f"{good}.5", f"{good}00000000")


def _good(values: Values) -> list[str]:
    candidates = ("12", "1", "a", str(uuid.UUID("6f1c64de-6a1f-4a2f-9d3b-0c8e5a7b9c10")))
    listed = tuple(map(str, values.schema.get("enum", ())))
    return [value for value in (*listed, *reversed(candidates)) if values.allow(value)] or ["1"]


def _keeps_the_route(parameter: Parameter, value: str) -> bool:
    return parameter.location != "path" or not set(value) <= {"."}
