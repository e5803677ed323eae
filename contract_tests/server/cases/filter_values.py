"""Values of filter parameters, and the records that they select."""

from __future__ import annotations

import string
import uuid
from collections.abc import Iterator, Mapping

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...contract import Filter, Json, Query
from ..runner.operation_tester import OperationTester
from .malformed_values import uuids
from .parameter_values import Values, values_of

#: The largest number of ids in one request, where the number makes no difference.
_MAX_IDS = 32
#: The index of the hexadecimal digit of a UUID that is its version, and of its variant.
_VERSION, _VARIANT = 12, 16


def values_for(tester: OperationTester, chosen: Filter) -> Values:
    """Return the values that the document allows for the parameter of a filter."""
    return values_of(tester.contract, tester.operation.parameter(chosen.parameter))


def known_values(tester: OperationTester, chosen: Filter) -> list[str]:
    """Return the values in the baseline's records that a filter compares, without duplicates."""
    values = (chosen.value(key, record) for key, record in tester.baseline.view.items)
    allowed = values_for(tester, chosen)
    return [value for value in dict.fromkeys(values) if value is not None and allowed.allows(value)]


def in_server_format(tester: OperationTester, chosen: Filter, value: str) -> str:
    """Return an id with the letter case and hyphens of the server's ids, other values unchanged."""
    if not values_for(tester, chosen).are_ids:
        return value
    known = next(iter(known_values(tester, chosen)), "")
    canonical = values_for(tester, chosen).canonical(value)
    if known and "-" not in known:
        canonical = canonical.replace("-", "")
    return canonical.upper() if known != known.lower() else canonical


def fixed_selections(tester: OperationTester, chosen: Filter) -> list[Query]:
    """Return the query strings that every run tries for a filter: known and unknown values."""
    known, unknown = known_values(tester, chosen), _unknown(tester, chosen)
    selections: list[list[str]] = [unknown[:1]]
    if known:
        first, last, middle = known[0], known[-1], known[len(known) // 2]
        selections = [
            [first],
            unknown[:1],
            [last, first],
            known[:_MAX_IDS],
            _similar(tester, chosen, first),
            [*unknown[:1], middle],
            values_of_other_fields(tester, chosen),
            [first, first],
            known[:3],
            [last],
            [middle, *unknown[:1], last],
            known[:5][::-1],
            _similar(tester, chosen, last),
            known[: 2 * _MAX_IDS],
            [middle],
        ]
    if not _takes_several(tester, chosen):
        selections = [[value] for values in selections for value in values[:4]]
    queries = (tuple((chosen.parameter, v) for v in values) for values in selections if values)
    return list(dict.fromkeys(queries))


def fixed_combinations(tester: OperationTester, one: Filter, other: Filter) -> list[Query]:
    """Return the query strings that every run tries for two filters together.

    Some select records by both filters, some by only one of them.
    """
    values = [
        (v, w)
        for key, record in tester.baseline.view.items
        if (v := one.value(key, record)) is not None and (w := other.value(key, record)) is not None
    ]
    if not values:
        return []

    def query(*pairs: tuple[Filter, str]) -> Query:
        return tuple((chosen.parameter, value) for chosen, value in dict.fromkeys(pairs))

    (v, w), (last_v, last_w) = values[0], values[-1]
    apart = next(((a, b) for a, b in values if b != w and a != v), None)
    alike = [a for a, b in values if b == w][:5]
    queries = [
        query((one, v), (other, w)),
        query((one, v), (other, _unknown(tester, other)[0])),
        query((one, _unknown(tester, one)[0]), (other, w)),
    ]
    if apart is not None:
        queries[:0] = [query((one, v), (other, apart[1]))]
        if _takes_several(tester, one):
            queries += [query(*((one, a) for a in alike), (one, apart[0]), (other, w))]
        if _takes_several(tester, one) and _takes_several(tester, other):
            queries += [query((one, v), (one, last_v), (other, w), (other, last_w))]
            queries += [query((one, v), (other, w), (other, apart[1]))]
    return queries


def generated_selections(
    tester: OperationTester, filters: tuple[Filter, ...]
) -> SearchStrategy[Query]:
    """Return a strategy for query strings with known and unknown values of filters."""

    def for_one(chosen: Filter) -> SearchStrategy[Query]:
        known, values = known_values(tester, chosen), values_for(tester, chosen)
        unknown: SearchStrategy[str] = st.nothing()
        if values.are_ids:
            unknown = uuids.map(lambda value: in_server_format(tester, chosen, value))
        elif not values.are_enumerated:
            unknown = st.text(string.ascii_letters, min_size=8, max_size=12).filter(values.allows)
        value = st.one_of(st.sampled_from(known), unknown) if known else unknown
        most = 12 if _takes_several(tester, chosen) else 1
        some = st.lists(value, min_size=1, max_size=most, unique=True)
        return some.map(lambda picked: tuple((chosen.parameter, value) for value in picked))

    return st.tuples(*map(for_one, filters)).map(lambda parts: sum(parts, ()))


def matching_records(
    tester: OperationTester, query: Query, records: Mapping[str, Json]
) -> dict[str, Json]:
    """Return the records that match the filters of a query string, in their order."""
    wanted = []
    for chosen in tester.operation.filters:
        canonical = values_for(tester, chosen).canonical
        values = {canonical(value) for name, value in query if name == chosen.parameter}
        if values:
            wanted.append((chosen, canonical, values))
    return {
        key: record
        for key, record in records.items()
        if all(canonical(f.value(key, record) or "") in values for f, canonical, values in wanted)
    }


def values_of_other_fields(tester: OperationTester, chosen: Filter) -> list[str]:
    """Return values from fields of a response other than the field that a filter compares."""
    values = values_for(tester, chosen)
    known = {values.canonical(value) for value in known_values(tester, chosen)}
    by_field: dict[str, list[str]] = {}
    for field, text in _texts(tester.baseline.view.pages[0].decoded, ""):
        if values.allows(text) and text.isprintable() and text.strip():
            by_field.setdefault(field, []).append(text)
    picked = [text for texts in by_field.values() for text in (texts[0], texts[-1])]
    picked += [value for value in tester.path.values() if values.allows(value)]
    # The ids of another field may have another format than those that this filter compares.
    formatted = (in_server_format(tester, chosen, text) for text in picked)
    others = [text for text in dict.fromkeys(formatted) if values.canonical(text) not in known]
    return others[:_MAX_IDS]


def _takes_several(tester: OperationTester, chosen: Filter) -> bool:
    return tester.operation.parameter(chosen.parameter).is_array


def _unknown(tester: OperationTester, chosen: Filter) -> list[str]:
    """Return values that a filter takes but no record has; none if records have all enum values."""
    values = values_for(tester, chosen)
    if values.are_ids:
        # Derived from the seed, so that a run can be repeated.
        made = (uuid.UUID(int=tester.seed * 7919 + n, version=4) for n in range(1, 4))
        return [in_server_format(tester, chosen, str(one)) for one in made]
    known = set(known_values(tester, chosen))
    made_up = ["there-is-none-of-this-name", "nor-of-this"] if not values.are_enumerated else []
    enumerated = [str(value) for value in values.schema.get("enum", ())]
    return [v for v in (*made_up, *enumerated) if values.allows(v) and v not in known]


def _similar(tester: OperationTester, chosen: Filter, known: str) -> list[str]:
    """Return unknown values that differ from a known one in one character, or in length."""
    values = values_for(tester, chosen)
    similar = _similar_ids(known) if values.are_ids else _similar_texts(known)
    taken = {values.canonical(value) for value in known_values(tester, chosen)}
    candidates = (value for value in dict.fromkeys(similar) if values.allows(value))
    return [value for value in candidates if values.canonical(value) not in taken]


def _similar_ids(known: str) -> Iterator[str]:
    place = 0
    for index, character in enumerate(known):
        if character == "-":
            continue
        # A server may reject UUIDs of other versions and variants.
        others = {_VERSION: "145", _VARIANT: "89ab"}.get(place, string.hexdigits[:16])
        place += 1
        other = others[(others.find(character.lower()) + 1) % len(others)]
        other = other.upper() if character.isupper() else other
        yield known[:index] + other + known[index + 1 :]


def _similar_texts(known: str) -> Iterator[str]:
    yield from (known[:-1], f"{known}0", known[1:], f"x{known}", known[: len(known) // 2])
    yield from ("%", "_" * len(known), "*")


def _texts(value: Json, field: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for key, item in value.items():
            # The keys of a map of records are data, those of other objects are property names.
            name = key if key.isalpha() else "*"
            if name == "*":
                yield f"{field}/", key
            yield from _texts(item, f"{field}/{name}")
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, f"{field}/*")
