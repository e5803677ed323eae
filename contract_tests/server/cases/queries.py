"""Valid query strings, and query strings that may make a server fail.

The README of the contract suite lists the ambiguous values, which do not count as valid.
"""

from __future__ import annotations

import uuid

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.generation import GenerationMode

from ...contract import Parameter, Query
from ...generated_cases import generated_queries
from ..runner.operation_tester import OperationTester
from ..runner.profile import Profile
from ..transport.request import MAX_CERTAIN_VALUES, is_long
from .filter_values import generated_selections, in_server_format, values_in_records
from .pairs import pairwise
from .parameter_values import values_of

#: The number of digits of a long number. Some parsers, such as that of Python, fail if a number has
#: more than 4300 digits. Most gateways refuse URLs only if they have more than 8000 bytes.
_LONG_NUMBER = 5000


def allowed_queries(tester: OperationTester) -> SearchStrategy[Query]:
    """Return a strategy for valid and unambiguous query strings, which every server must serve."""
    generated = generated_queries(tester.contract, tester.operation, GenerationMode.POSITIVE)
    return generated.map(lambda query: unambiguous(tester, query))


def unambiguous(tester: OperationTester, query: Query) -> Query:
    """Return the first 20 parameters of a query string. Ambiguous values are replaced.

    Ambiguous values are large page numbers, leading zeros and blank texts. Servers may interpret
    them in different ways.
    """
    pagination, ranges = tester.operation.pagination, {}
    if pagination:
        ranges = {
            pagination.page: (pagination.first, 100),
            pagination.size: (1, tester.baseline.largest_page_size),
        }
    filters = {f.parameter: f for f in tester.operation.filters}

    def replacement(name: str, value: str) -> str:
        if name in ranges:
            low, count = ranges[name]
            return str(low + int(value[:30] or "0") % count)
        if name in filters:
            return _printable(in_server_format(tester, filters[name], value))
        return _printable(value)

    return tuple((name, replacement(name, value)) for name, value in query[:MAX_CERTAIN_VALUES])


def _printable(text: str) -> str:
    return text if text.isprintable() and text.strip() else text.encode().hex() or "x"


def page_sizes(tester: OperationTester) -> SearchStrategy[int]:
    """Return a strategy for page sizes for which the server returns full pages.

    Hypothesis shrinks the sizes towards the largest size.
    """
    # A test with large pages needs the fewest requests.
    largest = tester.baseline.largest_page_size
    return st.integers(0, largest - 1).map(lambda difference: largest - difference)


def generated_views(tester: OperationTester) -> SearchStrategy[Query]:
    """Return a strategy for valid query strings: page number, page size, filters, each optional.

    The values of the filters match records, since a server may respond with 404 to other values. No
    query string is so long that a server may refuse it.
    """
    pagination = tester.pagination
    size = page_sizes(tester).map(lambda value: ((pagination.size, str(value)),))
    page = st.integers(pagination.first, pagination.first + 3).map(
        lambda number: ((pagination.page, str(number)),)
    )
    filters = tester.operation.filters
    parts = [st.one_of(st.just(()), size), st.one_of(st.just(()), page)]
    parts += [
        st.one_of(st.just(()), generated_selections(tester, (filter_,), only_known=True))
        for filter_ in filters
    ]
    queries: SearchStrategy[Query] = st.tuples(*parts).map(lambda drawn: sum(drawn, ()))
    return queries.filter(lambda query: not is_long(query))


def fixed_views(tester: OperationTester) -> list[Query]:
    """Return the valid query strings that every run sends.

    The query strings have pagination parameters, filters, both or neither.
    """
    small: Query = ((tester.pagination.size, str(min(2, tester.baseline.largest_page_size))),)
    together = _first_values(tester)
    queries: list[Query] = [(), _second_page(tester), small, *((pair,) for pair in together)]
    if len(tester.operation.filters) < 2:
        return queries
    return [*queries, together, (*together, *small)]


def over_encoded_views(tester: OperationTester) -> list[Query]:
    """Return valid query strings: one for the second page, and one with a value of each filter."""
    return [query for query in (_second_page(tester), _first_values(tester)) if query]


def _second_page(tester: OperationTester) -> Query:
    """Return a query string for the second page of size 1."""
    pagination = tester.pagination
    return ((pagination.page, str(pagination.first + 1)), (pagination.size, "1"))


def _first_values(tester: OperationTester) -> Query:
    """Return a query string in which each filter has a value of the records."""
    return tuple(
        (filter_.parameter, value)
        for filter_ in tester.operation.filters
        for value in values_in_records(tester, filter_)[:1]
    )


def paired_views(tester: OperationTester, without: str = "") -> list[Query]:
    """Return valid query strings that test all combinations of two parameters.

    Each parameter is either absent or has a value. An array parameter has two values at once. The
    page size has one of two values. In the quick profile, the result is empty.

    Args:
        tester: The tester of the operation.
        without: The name of a parameter that the query strings leave out.
    """
    if tester.profile is Profile.QUICK:
        return []
    pagination = tester.pagination
    small = str(min(2, tester.baseline.largest_page_size))
    states: dict[str, list[Query]] = {
        pagination.page: [(), ((pagination.page, str(pagination.first + 1)),)],
        pagination.size: [(), ((pagination.size, "1"),), ((pagination.size, small),)],
    }
    for filter_ in tester.operation.filters:
        name, known = filter_.parameter, values_in_records(tester, filter_)
        is_array = tester.operation.parameter(name).is_array
        values = tuple((name, value) for value in known[: 2 if is_array else 1])
        states[name] = [(), values] if values else [()]
    states.pop(without, None)
    return [sum(parts, ()) for parts in pairwise(*states.values())]


def hostile_queries(tester: OperationTester, parameter: Parameter) -> list[Query]:
    """Return query strings that have made services fail, the most frequent causes first."""
    name = parameter.name
    hostile = [
        *("\0", "\udcff", "9" * 400, "", "\U0001f680", "x" * 2000, "\u0663\u0664", "9" * 19),
        *("'", "-1", "\u00b2", " ", "9" * 10, "%", "0" * _LONG_NUMBER, "[]", "a,b"),
        "9" * _LONG_NUMBER,
    ]
    queries: list[Query] = [((name, value),) for value in hostile]
    if parameter.is_array:
        many = [str(uuid.UUID(int=number)) for number in range(60)]
        if not values_of(tester.contract, parameter).are_ids:
            many = [f"x{number}" for number in range(60)]
        queries[:0] = [tuple((name, value) for value in many), ((name, many[0]), (name, many[0]))]
    else:
        queries[:0] = [((name, "1"), (name, "2"))]
    return queries
