"""More servers that are correct: in how they read requests, and in how they write answers."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

import attrs

from ....mock_server import error_responses
from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, ErrorResponse, JsonObject, Response
from ....mock_server.query_string import Query, decode_query
from ....mock_server.world import Enterprise, Records
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


@variant
def asks_for_permission_first(behaviour: Behaviour) -> Behaviour:
    """Who may not view balances anywhere is told so before the request is looked at."""

    def read_enterprise_id(call: Call) -> UUID:
        if not behaviour.authenticate(call).may_view_balances:
            raise error_responses.no_permission(UUID(int=0))
        return behaviour.read_enterprise_id(call)

    return attrs.evolve(behaviour, read_enterprise_id=read_enterprise_id)


@variant
def compresses_unasked(behaviour: Behaviour) -> Behaviour:
    """Bodies are compressed for everybody."""

    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        headers = {**response.headers, "content-encoding": "gzip"}
        return Response(response.status, gzip.compress(response.body, mtime=0), headers)

    return attrs.evolve(behaviour, finish=finish)


@variant
def shuffles_the_members_of_pages(behaviour: Behaviour) -> Behaviour:
    """The records of one page come in another order at every call."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        turn = call.number % max(1, len(records))
        return behaviour.write_payload(call, enterprise, [*records[turn:], *records[:turn]])

    return attrs.evolve(behaviour, write_payload=write_payload)


@variant
def trades_in_other_currencies(behaviour: Behaviour) -> Behaviour:
    """Trading balances come and go, currencies and all."""

    def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
        payload = behaviour.write_payload(call, enterprise, records)
        traded = {f"ofcnew{call.number % 5}": {"available": str(call.number), "held": "0"}}
        return {**payload, "balances": traded if call.number % 4 else {}}

    return attrs.evolve(behaviour, write_payload=write_payload)


@variant
def says_little(behaviour: Behaviour) -> Behaviour:
    """Errors have nothing that they need not have; a malformed request gets an empty object."""

    def write_error(_call: Call, error: ErrorResponse) -> JsonObject:
        return {} if error.status == 400 else {"error": ""}

    return attrs.evolve(behaviour, write_error=write_error)


@variant
def refuses_head(behaviour: Behaviour) -> Behaviour:
    """HEAD is refused as every other method but GET."""

    def finish(call: Call, response: Response) -> Response:
        response = behaviour.finish(call, response)
        return Response(405, b"", {"allow": "GET"}) if call.request.method == "HEAD" else response

    return attrs.evolve(behaviour, finish=finish)


@variant
def limits_the_rate_now_and_then(behaviour: Behaviour) -> Behaviour:
    """Every fortieth request is one too many, whatever it asks for."""

    def finish(call: Call, response: Response) -> Response:
        if call.number % 40 == 0:
            return Response(429, b"Slow down.", {"content-type": "text/plain", "retry-after": "0"})
        return behaviour.finish(call, response)

    return attrs.evolve(behaviour, finish=finish)


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
