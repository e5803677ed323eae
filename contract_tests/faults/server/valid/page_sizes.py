"""Valid servers that cap, reject or choose page sizes."""

from __future__ import annotations

import attrs

from ....mock_server import error_responses
from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call
from ....mock_server.query_string import Query
from ... import variant

_CAP = 10
_LIMIT = 30


@variant
def caps_page_size(behaviour: Behaviour) -> Behaviour:
    """Pages have at most 10 records: a larger pageSize counts as 10, for skipping too."""

    def adjust_query(call: Call, query: Query) -> Query:
        query = behaviour.adjust_query(call, query)
        size = _CAP if query.page_size is None else min(query.page_size, _CAP)
        return attrs.evolve(query, page_size=size)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def refuses_large_pages(behaviour: Behaviour) -> Behaviour:
    """A pageSize above 30 is answered with 400."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size is not None and query.page_size > _LIMIT:
            raise error_responses.malformed("pageSize", f"pageSize is above {_LIMIT}.")
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def default_page_of_three(behaviour: Behaviour) -> Behaviour:
    """A page has three records when the caller leaves the size to the server."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size is None:
            query = attrs.evolve(query, page_size=3)
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def page_size_zero_is_refused(behaviour: Behaviour) -> Behaviour:
    """Pages of no records are refused with 400."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size == 0:
            raise error_responses.malformed("pageSize", "pageSize is zero.")
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def all_records_by_default(behaviour: Behaviour) -> Behaviour:
    """One page holds all records when the caller leaves the size to the server."""

    def adjust_query(call: Call, query: Query) -> Query:
        return query if query.page_size is None else behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def refuses_what_it_serves_by_default(behaviour: Behaviour) -> Behaviour:
    """All records come when no size is asked for, but asking for more than 10 gets a 400."""

    def adjust_query(call: Call, query: Query) -> Query:
        if query.page_size is None:
            return query
        if query.page_size > _CAP:
            raise error_responses.malformed("pageSize", f"pageSize is above {_CAP}.")
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)
