"""Choose values for filter parameters, and compute the records that match the values."""

from __future__ import annotations

import string
import uuid
from collections.abc import Iterator, Mapping

import httpx
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...contract import Filter, Json, Query
from ..conformance.response_schema import expect_schema
from ..runner.operation_tester import OperationTester
from ..transport.exchange import Exchange
from ..transport.request import is_long
from .malformed_values import uuids
from .parameter_values import Values, values_of

#: The largest number of ids in one request of most checks.
_MAX_IDS = 32

#: The number of ids in a request that every server must accept, and in a longer request. A server
#: that splits the ids into chunks of equal size, and loses the incomplete chunk, loses ids of both.
_MANY_IDS, _MORE_IDS = 19, 97
#: The indexes of the hexadecimal digits of a UUID that encode its version and its variant.
_VERSION, _VARIANT = 12, 16

#: The versions of UUIDs that every server must accept.
_USUAL_VERSIONS = (1, 4, 5)


def values_for(tester: OperationTester, filter_: Filter) -> Values:
    """Return the values that the document allows for a filter parameter."""
    return values_of(tester.contract, tester.operation.parameter(filter_.parameter))


def values_in_records(tester: OperationTester, filter_: Filter) -> list[str]:
    """Return the distinct filter values for which the server must return at least one record."""
    values = (filter_.value(key, record) for key, record in tester.baseline.view.items)
    allowed = values_for(tester, filter_)
    return [value for value in dict.fromkeys(values) if value is not None and allowed.allows(value)]


def in_server_format(tester: OperationTester, filter_: Filter, value: str) -> str:
    """Return an id with the letter case and the hyphens of the server's own ids.

    A server may reject a UUID of an unusual version, which is therefore changed to version 4. A
    value that is not an id is returned unchanged.
    """
    if not values_for(tester, filter_).are_ids:
        return value
    one = uuid.UUID(value)
    one = one if one.version in _USUAL_VERSIONS else uuid.UUID(int=one.int, version=4)
    return like_known_ids(tester, filter_, str(one))


def like_known_ids(tester: OperationTester, filter_: Filter, value: str) -> str:
    """Return an id with the letter case and the hyphens of the ids in the records.

    A server may accept only its own format. A value that is not an id is returned unchanged, as is
    an id for which the records have no example.
    """
    values, known = values_for(tester, filter_), values_in_records(tester, filter_)
    if not (known and values.are_ids and values.allows(value)):
        return value
    one = uuid.UUID(value)
    text = str(one) if "-" in known[0] else one.hex
    return text.upper() if any(map(str.isupper, known)) else text


def fixed_selections(tester: OperationTester, filter_: Filter) -> list[Query]:
    """Return the fixed query strings with which every test run tests a filter parameter.

    Some of the filter values match records, and some filter values match no record.
    """
    known, unknown = values_in_records(tester, filter_), values_of_no_record(tester, filter_)
    selections: list[list[str]] = [unknown[:1]]
    if known:
        first, last, middle = known[0], known[-1], known[len(known) // 2]
        selections = [
            [first],
            # A cache may take equal values of two filters for the same request.
            *([value] for value in _values_of_other_filters(tester, filter_)),
            unknown[:1],
            [last, first],
            known[:_MANY_IDS],
            # No server may refuse the query string because of so few values.
            _similar(tester, filter_, first)[1::2],
            [*unknown[:1], middle],
            values_of_other_fields(tester, filter_),
            [first, first],
            known[:3],
            [last],
            [middle, *unknown[:1], last],
            known[:5][::-1],
            _similar(tester, filter_, last)[::2],
            known[:_MORE_IDS],
            [middle],
        ]
    if not _takes_several(tester, filter_):
        selections = [[value] for values in selections for value in values[:4]]
    queries = (tuple((filter_.parameter, v) for v in values) for values in selections if values)
    return list(dict.fromkeys(queries))


def fixed_combinations(tester: OperationTester, first: Filter, second: Filter) -> list[Query]:
    """Return the query strings that every run sends to test two filters together.

    For some query strings, records match both filters. For others, records match only one filter.
    The parameters of some query strings alternate, or are in reverse order.
    """
    values = [
        (v, w)
        for key, record in tester.baseline.view.items
        if (v := first.value(key, record)) is not None
        and (w := second.value(key, record)) is not None
    ]
    if not values:
        return []

    def query(*pairs: tuple[Filter, str]) -> Query:
        return tuple((filter_.parameter, value) for filter_, value in dict.fromkeys(pairs))

    (v, w), (last_v, last_w) = values[0], values[-1]
    exclusive = next(((a, b) for a, b in values if b != w and a != v), None)
    same_second = [a for a, b in values if b == w][:5]
    queries = [
        query((first, v), (second, w)),
        query((first, v), (second, values_of_no_record(tester, second)[0])),
        query((first, values_of_no_record(tester, first)[0]), (second, w)),
    ]
    if exclusive is not None:
        queries[:0] = [query((first, v), (second, exclusive[1]))]
        if _takes_several(tester, first):
            queries += [
                query(*((first, a) for a in same_second), (first, exclusive[0]), (second, w))
            ]
        if _takes_several(tester, first) and _takes_several(tester, second):
            queries += [query((first, v), (second, w), (first, last_v), (second, last_w))]
            queries += [query((first, v), (second, w), (second, exclusive[1]))]
            queries += [query((second, exclusive[1]), (first, v), (second, w))]
        queries += [query((second, exclusive[1]), (first, v))]
    return queries


def generated_selections(
    tester: OperationTester, filters: tuple[Filter, ...], *, only_known: bool = False
) -> SearchStrategy[Query]:
    """Return a strategy for query strings with values for all given filters.

    Some of the values match records, and some match none. With ``only_known``, each value matches
    records, and a filter is left out if no value matches a record. No query string is so long that
    a server may refuse it.
    """

    def for_one(filter_: Filter) -> SearchStrategy[Query]:
        known, values = values_in_records(tester, filter_), values_for(tester, filter_)
        if only_known and not known:
            return st.just(())
        unknown: SearchStrategy[str] = st.nothing()
        if values.are_ids:
            unknown = uuids.map(lambda value: in_server_format(tester, filter_, value))
        elif not values.are_enumerated:
            unknown = st.text(string.ascii_letters, min_size=8, max_size=12).filter(values.allows)
        value = unknown
        if known:
            sampled = st.sampled_from(known)
            value = sampled if only_known else st.one_of(sampled, unknown)
        most = 12 if _takes_several(tester, filter_) else 1
        some = st.lists(value, min_size=1, max_size=most, unique=True)
        return some.map(
            lambda values_drawn: tuple((filter_.parameter, value) for value in values_drawn)
        )

    queries: SearchStrategy[Query] = st.tuples(*map(for_one, filters)).map(
        lambda parts: sum(parts, ())
    )
    return queries.filter(lambda query: not is_long(query))


def is_open_refusal(tester: OperationTester, exchange: Exchange) -> bool:
    """Return whether a response is a 404 response to a filter value that no record has.

    A server may return no records for such a value, or respond with 404.

    Raises:
        Violation: If the 404 response has an undocumented body.
    """
    if exchange.status != httpx.codes.NOT_FOUND or exchange.status not in tester.operation.bodies:
        return False
    for filter_ in tester.operation.filters:
        canonical = values_for(tester, filter_).canonical
        known = set(map(canonical, values_in_records(tester, filter_)))
        sent = {canonical(v) for name, v in exchange.request.query if name == filter_.parameter}
        if sent - known:
            expect_schema(tester.contract, tester.operation, exchange)
            return True
    return False


def matching_records(
    tester: OperationTester, query: Query, records: Mapping[str, Json]
) -> dict[str, Json]:
    """Return the records that match the filters of a query string, in the order of ``records``."""
    conditions = []
    for filter_ in tester.operation.filters:
        canonical = values_for(tester, filter_).canonical
        values = {canonical(value) for name, value in query if name == filter_.parameter}
        if values:
            conditions.append((filter_, canonical, values))
    return {
        key: record
        for key, record in records.items()
        if all(
            canonical(f.value(key, record) or "") in values for f, canonical, values in conditions
        )
    }


def values_of_other_fields(tester: OperationTester, filter_: Filter) -> list[str]:
    """Return valid values for a filter that should match no record.

    The values occur in properties that the filter does not compare, or in the path.
    """
    values = values_for(tester, filter_)
    known = {values.canonical(value) for value in values_in_records(tester, filter_)}
    by_field: dict[str, list[str]] = {}
    for field, text in _texts(tester.baseline.view.pages[0].decoded, ""):
        if values.allows(text) and text.isprintable() and text.strip():
            by_field.setdefault(field, []).append(text)
    values_drawn = [text for texts in by_field.values() for text in (texts[0], texts[-1])]
    values_drawn += [value for value in tester.path.values() if values.allows(value)]
    # The ids in another property may have another format than those that this filter compares.
    formatted = (in_server_format(tester, filter_, text) for text in values_drawn)
    others = [text for text in dict.fromkeys(formatted) if values.canonical(text) not in known]
    return others[:_MAX_IDS]


def _values_of_other_filters(tester: OperationTester, filter_: Filter) -> list[str]:
    """From the values of the other filters, return those that are valid for the given filter.

    The function considers one value of each other filter. The value is taken from the records. An
    id gets the letter case and the hyphens of the ids that the given filter selects.
    """
    others = [other for other in tester.operation.filters if other is not filter_]
    values = [value for other in others for value in values_in_records(tester, other)[:1]]
    allowed = filter(values_for(tester, filter_).allows, values)
    return [in_server_format(tester, filter_, value) for value in allowed]


def _takes_several(tester: OperationTester, filter_: Filter) -> bool:
    return tester.operation.parameter(filter_.parameter).is_array


def values_of_no_record(tester: OperationTester, filter_: Filter) -> list[str]:
    """Return filter values that the document allows, but that match no record.

    The list is empty if every allowed value, such as every value of an ``enum``, matches a record.
    """
    values = values_for(tester, filter_)
    if values.are_ids:
        # The ids depend on the seed, so that a run with the same seed sends the same ids.
        ids = (uuid.UUID(int=tester.seed * 7919 + n, version=4) for n in range(1, 4))
        return [in_server_format(tester, filter_, str(value)) for value in ids]
    known = set(values_in_records(tester, filter_))
    invented = ["there-is-none-of-this-name", "nor-of-this"] if not values.are_enumerated else []
    enumerated = [str(value) for value in values.schema.get("enum", ())]
    return [v for v in (*invented, *enumerated) if values.allows(v) and v not in known]


def _similar(tester: OperationTester, filter_: Filter, known: str) -> list[str]:
    """Return allowed filter values that are similar to a value in a record, but match no record."""
    values = values_for(tester, filter_)
    similar = _similar_ids(known) if values.are_ids else _similar_texts(known)
    taken = {values.canonical(value) for value in values_in_records(tester, filter_)}
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
        other = other.upper() if known.isupper() else other
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
