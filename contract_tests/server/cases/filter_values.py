"""What filters select: values to filter by, and the records that these are to select."""

from __future__ import annotations

import string
import uuid
from collections.abc import Iterator, Mapping

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...contract import Filter, Json, Query
from ..runner.probe import Probe
from .malformed_values import uuids
from .parameter_values import Values, values_of

#: How many ids one request filters by, at most, where it makes no difference.
_MOST = 32
#: Which hexadecimal digit of a UUID is its version, and which its variant.
_VERSION, _VARIANT = 12, 16


def values_for(probe: Probe, chosen: Filter) -> Values:
    """Return the values that a filter takes."""
    return values_of(probe.contract, probe.operation.parameter(chosen.parameter))


def known_values(probe: Probe, chosen: Filter) -> list[str]:
    """Return what the filter compares in the records that the server shows, in their order."""
    found = (chosen.value(key, record) for key, record in probe.whole().values)
    allowed = values_for(probe, chosen)
    return [value for value in dict.fromkeys(found) if value is not None and allowed.allow(value)]


def spelled_as_shown(probe: Probe, chosen: Filter, value: str) -> str:
    """Return an id spelled as the server spells its own, and anything else as it is."""
    if not values_for(probe, chosen).are_ids:
        return value
    shown = next(iter(known_values(probe, chosen)), "")
    usual = values_for(probe, chosen).usual(value)
    if shown and "-" not in shown:
        usual = usual.replace("-", "")
    return usual.upper() if shown != shown.lower() else usual


def usual_selections(probe: Probe, chosen: Filter) -> list[Query]:
    """Return what every run filters by: known values, unknown ones, and those that come near."""
    known, unknown = known_values(probe, chosen), _unknown(probe, chosen)
    picked: list[list[str]] = [unknown[:1]]
    if known:
        first, last, middle = known[0], known[-1], known[len(known) // 2]
        few, all_of_them = known[: 2 * _MOST], known[:_MOST]
        picked = [
            *([first], unknown[:1], [last, first], all_of_them, _near(probe, chosen, first)),
            *([*unknown[:1], middle], elsewhere(probe, chosen), [first, first], known[:3]),
            *([last], [middle, *unknown[:1], last], known[:5][::-1], _near(probe, chosen, last)),
            *(few, [middle]),
        ]
    if not probe.operation.parameter(chosen.parameter).is_array:
        picked = [[value] for one in picked for value in one[:4]]
    queries = (tuple((chosen.parameter, value) for value in one) for one in picked if one)
    return list(dict.fromkeys(queries))


def usual_combinations(probe: Probe, one: Filter, other: Filter) -> list[Query]:
    """Return what every run gives two filters together, with and without common records."""
    values = [
        (v, w)
        for key, record in probe.whole().values
        if (v := one.value(key, record)) is not None and (w := other.value(key, record)) is not None
    ]
    if not values:
        return []

    def query(*pairs: tuple[Filter, str]) -> Query:
        return tuple((chosen.parameter, value) for chosen, value in dict.fromkeys(pairs))

    (v, w), (last_v, last_w) = values[0], values[-1]
    apart = next(((a, b) for a, b in values if b != w and a != v), None)
    alike = [a for a, b in values if b == w][:5]
    found = [
        query((one, v), (other, w)),
        query((one, v), (other, _unknown(probe, other)[0])),
        query((one, _unknown(probe, one)[0]), (other, w)),
    ]
    if apart is not None:
        found[:0] = [query((one, v), (other, apart[1]))]
        if _takes_several(probe, one):
            found += [query(*((one, a) for a in alike), (one, apart[0]), (other, w))]
        if _takes_several(probe, one) and _takes_several(probe, other):
            found += [query((one, v), (one, last_v), (other, w), (other, last_w))]
            found += [query((one, v), (other, w), (other, apart[1]))]
    return found


def selections(probe: Probe, filters: tuple[Filter, ...]) -> SearchStrategy[Query]:
    """Return values for the filters: of records that the server shows, and of none."""

    def for_one(chosen: Filter) -> SearchStrategy[Query]:
        known, values = known_values(probe, chosen), values_for(probe, chosen)
        strange: SearchStrategy[str] = st.nothing()
        if values.are_ids:
            strange = uuids.map(lambda value: spelled_as_shown(probe, chosen, value))
        elif not values.are_listed:
            strange = st.text(string.ascii_letters, min_size=8, max_size=12).filter(values.allow)
        one = st.one_of(st.sampled_from(known), strange) if known else strange
        most = 12 if _takes_several(probe, chosen) else 1
        some = st.lists(one, min_size=1, max_size=most, unique=True)
        return some.map(lambda picked: tuple((chosen.parameter, value) for value in picked))

    return st.tuples(*map(for_one, filters)).map(lambda parts: sum(parts, ()))


def matching(probe: Probe, query: Query, records: Mapping[str, Json]) -> dict[str, Json]:
    """Return the records that a query's filters select, in their order."""
    wanted = []
    for chosen in probe.operation.filters:
        usual = values_for(probe, chosen).usual
        values = {usual(value) for name, value in query if name == chosen.parameter}
        if values:
            wanted.append((chosen, usual, values))
    return {
        key: record
        for key, record in records.items()
        if all(usual(f.value(key, record) or "") in values for f, usual, values in wanted)
    }


def _takes_several(probe: Probe, chosen: Filter) -> bool:
    return probe.operation.parameter(chosen.parameter).is_array


def _unknown(probe: Probe, chosen: Filter) -> list[str]:
    """Return values that no record has; none where the document lists all that there are."""
    values = values_for(probe, chosen)
    if values.are_ids:
        # Made of the seed, or a run could not be repeated.
        made = (uuid.UUID(int=probe.seed * 7919 + n, version=4) for n in range(1, 4))
        return [spelled_as_shown(probe, chosen, str(one)) for one in made]
    known = set(known_values(probe, chosen))
    made_up = ["there-is-none-of-this-name", "nor-of-this"] if not values.are_listed else []
    listed = [str(value) for value in values.schema.get("enum", ())]
    return [value for value in (*made_up, *listed) if values.allow(value) and value not in known]


def _near(probe: Probe, chosen: Filter, known: str) -> list[str]:
    """Return values that differ from a known one in one place, or are more or less of it."""
    values = values_for(probe, chosen)
    near = _neighbours(known) if values.are_ids else _parts(known)
    taken = {values.usual(value) for value in known_values(probe, chosen)}
    return [v for v in dict.fromkeys(near) if values.allow(v) and values.usual(v) not in taken]


def _neighbours(known: str) -> Iterator[str]:
    place = 0
    for index, character in enumerate(known):
        if character == "-":
            continue
        # An id of another version or variant may be no id to a server.
        others = {_VERSION: "145", _VARIANT: "89ab"}.get(place, string.hexdigits[:16])
        place += 1
        other = others[(others.find(character.lower()) + 1) % len(others)]
        other = other.upper() if character.isupper() else other
        yield known[:index] + other + known[index + 1 :]


def _parts(known: str) -> Iterator[str]:
    yield from (known[:-1], f"{known}0", known[1:], f"x{known}", known[: len(known) // 2])
    yield from ("%", "_" * len(known), "*")


def elsewhere(probe: Probe, chosen: Filter) -> list[str]:
    """Return what stands in other places of the answers than where the filter looks."""
    values = values_for(probe, chosen)
    taken = {values.usual(value) for value in known_values(probe, chosen)}
    found: dict[str, list[str]] = {}
    for place, text in _texts(probe.whole().pages[0].decoded, ""):
        if values.allow(text) and text.isprintable() and text.strip():
            found.setdefault(place, []).append(text)
    picked = [text for texts in found.values() for text in (texts[0], texts[-1])]
    picked += [value for value in probe.path.values() if values.allow(value)]
    # How an id is spelled elsewhere need not be how this filter has it.
    spelled = (spelled_as_shown(probe, chosen, text) for text in picked)
    return [text for text in dict.fromkeys(spelled) if values.usual(text) not in taken][:_MOST]


def _texts(value: Json, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, member in value.items():
            # A map of records has keys of its own, an object those of the document.
            name = key if key.isalpha() else "*"
            if name == "*":
                yield f"{place}/", key
            yield from _texts(member, f"{place}/{name}")
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, f"{place}/*")
