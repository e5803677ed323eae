"""The steps of a mock server that satisfies the contract, one function for each step.

A step raises `ErrorResponse` to send an error response. The module `behaviour` lists the steps in
order.
"""

from __future__ import annotations

import json
import re
from urllib.parse import unquote_to_bytes
from uuid import UUID

import attrs
from starlette.types import ASGIApp

from . import error_responses
from .call import Call, ErrorResponse, JsonObject, Response
from .query_string import Query, parse_query, parse_uuid
from .world import Balances, Caller, Enterprise, Records, as_connections
from .world.callers import SCOPE

DEFAULT_PAGE_SIZE = 25
"""The number of records on a page if the request has no `pageSize`."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
_CREDENTIALS = re.compile(r"bearer +(?P<token>\S+)", re.IGNORECASE)


def authenticate(call: Call) -> Caller:
    """Return the caller who owns the bearer token of the request.

    Raises:
        ErrorResponse: With status 401, if the request has no bearer token that is valid for the
            address of the client.
    """
    given = call.request.header("authorization")
    credentials = _CREDENTIALS.fullmatch(given[0]) if len(given) == 1 else None
    caller = call.world.callers.get(credentials["token"]) if credentials else None
    if caller is None or not caller.may_call_from(call.request.client):
        raise error_responses.unauthenticated()
    return caller


def limit_rate(call: Call, caller: Caller) -> None:
    """Raise an `ErrorResponse` with status 429 if the caller has sent too many requests."""
    seconds = call.world.seconds_until_allowed(caller)
    if seconds:
        raise error_responses.too_many_requests(seconds)


def read_enterprise_id(call: Call) -> UUID:
    """Return the enterprise id in the request path.

    Raises:
        ErrorResponse: With status 400, if the id is not a UUID.
    """
    try:
        text = unquote_to_bytes(call.request.enterprise).decode()
    except UnicodeDecodeError:
        raise error_responses.malformed("enterpriseId", "enterpriseId is not UTF-8.") from None
    return parse_uuid("enterpriseId", text)


def read_query(call: Call) -> Query:
    """Return the decoded query parameters of the request.

    Raises:
        ErrorResponse: With status 400, if the query string or a parameter is malformed.
    """
    return parse_query(call.request.query)


def adjust_query(_call: Call, query: Query) -> Query:
    """Return the query parameters of a request, with the default page size if none was sent."""
    if query.page_size is None:
        return attrs.evolve(query, page_size=DEFAULT_PAGE_SIZE)
    return query


def find_enterprise(call: Call, enterprise_id: UUID) -> Enterprise:
    """Return the enterprise with a given id.

    Raises:
        ErrorResponse: With status 404, if no enterprise has the id.
    """
    enterprise = call.world.enterprises.get(enterprise_id)
    if enterprise is None:
        raise error_responses.unknown_enterprise(enterprise_id)
    return enterprise


def require_membership(_call: Call, caller: Caller, enterprise: Enterprise) -> None:
    """Raise an `ErrorResponse` with status 401 if the caller is not a member of the enterprise."""
    if enterprise.id not in caller.member_of:
        raise error_responses.not_a_member(enterprise.id)


def require_licence(_call: Call, _caller: Caller, enterprise: Enterprise) -> None:
    """Raise an `ErrorResponse` with status 403 if the enterprise has no licence."""
    if not enterprise.licensed:
        raise error_responses.unlicensed(enterprise.id)


def require_permission(_call: Call, caller: Caller, enterprise: Enterprise) -> None:
    """Raise an `ErrorResponse` with status 403 if the caller has no permission to view balances.

    The token of the caller also needs the scope `settlement_network_read`, if its scopes are known.
    """
    if not caller.may_view(SCOPE):
        raise error_responses.no_permission(enterprise.id)


def read_records(_call: Call, enterprise: Enterprise) -> Records:
    """Return all connections of the enterprise, oldest first.

    Raises:
        ErrorResponse: With status 500, if reading the connections fails.
    """
    if enterprise.failing:
        raise error_responses.internal_error("The database does not respond.")
    return enterprise.connections


def filter_records(_call: Call, records: Records, query: Query) -> Records:
    """Return the records that match the filters `connectionIds` and `partnerIds` of a query."""
    return as_connections(records).select(query.connection_ids, query.partner_ids)


def paginate(_call: Call, records: Records, query: Query) -> Records:
    """Return the records of the requested page; return all records if the page size is None."""
    size = len(records) if query.page_size is None else query.page_size
    start = size * query.page_number
    return records[start : start + size]


def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
    """Return the JSON body of a 200 response: trading balances and the records of the page."""
    drift = call.number * call.world.drift
    live = {currency: balance.plus(drift) for currency, balance in enterprise.trading.items()}
    return {
        "clientId": str(enterprise.client_id),
        "balances": _write_balances(live),
        "networkBalances": {
            record.id_text: {
                "partnerId": record.partner.id_text,
                "partnersConnectionId": record.partners_connection_id,
                "name": record.name,
                "partnerInstitutionIdentifier": record.partner.institution,
                "balances": _write_balances(record.balances),
            }
            for record in records
        },
    }


def _write_balances(balances: Balances) -> JsonObject:
    return {
        currency: {"available": str(balance.available), "held": str(balance.held)}
        for currency, balance in balances.items()
    }


def write_error(call: Call, error: ErrorResponse) -> JsonObject:
    """Return the JSON body of an error response. The property `context` is omitted if empty."""
    body: JsonObject = {
        "error": error.sentence,
        "name": error.name,
        "requestId": f"mock-request-{call.number}",
    }
    if error.context:
        body["context"] = dict(error.context)
    return body


def encode(_call: Call, body: JsonObject) -> bytes:
    """Return a JSON object as UTF-8 bytes."""
    return _ENCODER.encode(body).encode()


def finish(_call: Call, response: Response) -> Response:
    """Return the response unchanged, as the last step of the mock server.

    Faulty variants of the mock server replace this step with one that changes responses.
    """
    return response


def wrap_app(app: ASGIApp) -> ASGIApp:
    """Return the ASGI application of the mock server unchanged.

    Faulty variants of the mock server replace this step to change the bytes that are sent.
    """
    return app
