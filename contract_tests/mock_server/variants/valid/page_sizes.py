"""Valid variants of the mock server that limit the page size or change the default page size."""

from __future__ import annotations

import attrs

from ....catalogue import variant
from ... import error_responses
from ...behaviour import Behaviour
from ...call import Call
from ...query_string import Query

_LIMIT = 10
_HIGHER_LIMIT = 30


@variant
def caps_page_size(behaviour: Behaviour) -> Behaviour:
    """The server reads a pageSize above 10 as 10, and computes offsets from 10."""

    def adjust_query(call: Call, query: Query) -> Query:
        query = behaviour.adjust_query(call, query)
        size = _LIMIT if query.page_size is None else min(query.page_size, _LIMIT)
        return attrs.evolve(query, page_size=size)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def refuses_large_pages(behaviour: Behaviour) -> Behaviour:
    """The server responds with 400 to a pageSize above 30."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size is not None and query.page_size > _HIGHER_LIMIT:
            raise error_responses.malformed("pageSize", f"pageSize is above {_HIGHER_LIMIT}.")
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def default_page_of_three(behaviour: Behaviour) -> Behaviour:
    """The server uses a default page size of three records."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size is None:
            query = attrs.evolve(query, page_size=3)
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def page_size_zero_is_refused(behaviour: Behaviour) -> Behaviour:
    """The server responds with 400 to a pageSize of 0."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size == 0:
            raise error_responses.malformed("pageSize", "pageSize is zero.")
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def all_records_by_default(behaviour: Behaviour) -> Behaviour:
    """The server returns all records on one page if the request has no pageSize."""

    def adjust_query(call: Call, query: Query) -> Query:
        return query if query.page_size is None else behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def refuses_what_it_serves_by_default(behaviour: Behaviour) -> Behaviour:
    """The server returns all records by default, but responds with 400 to a pageSize above 10."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size is None:
            return query
        if query.page_size > _LIMIT:
            raise error_responses.malformed("pageSize", f"pageSize is above {_LIMIT}.")
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)
