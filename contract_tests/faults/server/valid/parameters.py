"""Valid servers that read or reject ambiguous query parameters in their own way."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import attrs

from ....mock_server import error_responses
from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call
from ....mock_server.query_string import Query, decode_query
from ... import variant

_PARAMETERS = {"pageNumber", "pageSize", "connectionIds", "partnerIds"}


@variant
def refuses_wide_integers(behaviour: Behaviour) -> Behaviour:
    """Page numbers and sizes beyond 2**53, which a double cannot hold, are answered with 400."""

    def adjust_query(call: Call, query: Query) -> Query:
        if max(query.page_number, query.page_size or 0) > 2**53:
            raise error_responses.malformed("query", "That many there are not.")
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def refuses_leading_zeros(behaviour: Behaviour) -> Behaviour:
    """A page number or size that begins with a needless 0 is answered with 400."""

    def refuse(name: str, text: str) -> list[str]:
        if name.startswith("page") and len(text) > 1 and text.startswith("0"):
            raise error_responses.malformed(name, f"{name} begins with 0.")
        return [text]

    return _reading(behaviour, refuse)


@variant
def blank_is_left_out(behaviour: Behaviour) -> Behaviour:
    """A parameter without a value counts as left out, and blanks around one do not count."""
    return _reading(behaviour, lambda _name, text: [text.strip()] if text.strip() else [])


@variant
def splits_at_commas(behaviour: Behaviour) -> Behaviour:
    """Several ids may stand in one parameter, with commas between them."""
    return _reading(
        behaviour, lambda name, text: text.split(",") if name.endswith("Ids") else [text]
    )


@variant
def refuses_unlisted_parameters(behaviour: Behaviour) -> Behaviour:
    """A parameter that the contract does not have is answered with 400."""

    def refuse(name: str, text: str) -> list[str]:
        if name not in _PARAMETERS:
            raise error_responses.malformed(name, f"{name} is unknown.")
        return [text]

    return _reading(behaviour, refuse)


@variant
def takes_the_last_of_several(behaviour: Behaviour) -> Behaviour:
    """Of a page number or size that is given twice, the last counts."""

    def read_query(call: Call) -> Query:
        values = decode_query(call.request.query)
        for name in ("pageNumber", "pageSize"):
            values[name] = values.get(name, [])[-1:]
        return behaviour.read_query(_with_query(call, values))

    return attrs.evolve(behaviour, read_query=read_query)


def _reading(behaviour: Behaviour, change: Callable[[str, str], list[str]]) -> Behaviour:
    def read_query(call: Call) -> Query:
        values = {
            name: [part for text in texts for part in change(name, text)]
            for name, texts in decode_query(call.request.query).items()
        }
        return behaviour.read_query(_with_query(call, values))

    return attrs.evolve(behaviour, read_query=read_query)


def _with_query(call: Call, values: dict[str, list[str]]) -> Call:
    pairs = [(name, text) for name, texts in values.items() for text in texts]
    return attrs.evolve(call, request=attrs.evolve(call.request, query=urlencode(pairs).encode()))
