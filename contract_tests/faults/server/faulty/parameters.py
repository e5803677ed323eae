"""Servers that serve malformed parameters, or refuse well-formed ones."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import attrs

from ....mock_server import error_responses
from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, ErrorResponse
from ....mock_server.query_string import Query, decode_query, parse_integer, parse_query, parse_uuid
from ... import fault


@fault("scenarios.invalid_page")
def passes_over_malformed_pages(behaviour: Behaviour) -> Behaviour:
    """A page number or size that is no integer counts as left out, where 400 is due."""
    return _passing_over(behaviour, parse_integer, ("pageNumber", "pageSize"))


@fault("scenarios.invalid_filter")
def passes_over_malformed_ids(behaviour: Behaviour) -> Behaviour:
    """A malformed id in a filter counts as left out, where 400 is due."""
    return _passing_over(behaviour, parse_uuid, ("connectionIds", "partnerIds"))


@fault("parameters.no_crash")
def crashes_on_malformed_queries(behaviour: Behaviour) -> Behaviour:
    """Malformed parameters are answered with 500."""

    def read_query(call: Call) -> Query:
        try:
            return behaviour.read_query(call)
        except ErrorResponse as error:
            raise error_responses.internal_error("invalid literal for int()") from error

    return attrs.evolve(behaviour, read_query=read_query)


@fault("parameters.served")
def refuses_repeated_keys(behaviour: Behaviour) -> Behaviour:
    """A filter with two ids, written as the contract says, is answered with 400."""

    def read_query(call: Call) -> Query:
        for name, values in decode_query(call.request.query).items():
            if len(values) > 1:
                raise error_responses.malformed(name, f"{name} is given more than once.")
        return behaviour.read_query(call)

    return attrs.evolve(behaviour, read_query=read_query)


def _passing_over(
    behaviour: Behaviour, parse: Callable[[str, str], object], parameters: tuple[str, ...]
) -> Behaviour:
    def well_formed(name: str, text: str) -> bool:
        try:
            parse(name, text)
        except ErrorResponse:
            return False
        return True

    def read_query(call: Call) -> Query:
        kept = [
            (name, text)
            for name, texts in decode_query(call.request.query).items()
            for text in texts
            if name not in parameters or well_formed(name, text)
        ]
        return parse_query(urlencode(kept).encode())

    return attrs.evolve(behaviour, read_query=read_query)
