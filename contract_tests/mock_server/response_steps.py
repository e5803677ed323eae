"""The steps of a correct answer, one sentence of the contract each.

Every step is told the call first. A step that ends the call raises `ErrorResponse`.
`behaviour` says in which order they run.
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
from .world import Balances, Caller, Enterprise, Records

DEFAULT_PAGE_SIZE = 25
"""Records in a page when the caller leaves the number to the server."""

_CREDENTIALS = re.compile(r"bearer +(?P<token>\S+)", re.IGNORECASE)


def authenticate(call: Call) -> Caller:
    """Find out whose token the request carries; 401 if it is nobody's."""
    given = call.request.header("authorization")
    credentials = _CREDENTIALS.fullmatch(given[0]) if len(given) == 1 else None
    caller = call.world.callers.get(credentials["token"]) if credentials else None
    if caller is None:
        raise error_responses.unauthenticated()
    return caller


def read_enterprise_id(call: Call) -> UUID:
    """Decode the path segment; 400 if it is a UUID in no spelling."""
    try:
        text = unquote_to_bytes(call.request.enterprise).decode()
    except UnicodeDecodeError:
        raise error_responses.malformed("enterpriseId", "enterpriseId is not UTF-8.") from None
    return parse_uuid("enterpriseId", text)


def read_query(call: Call) -> Query:
    """Decode the query; 400 if any of it is malformed."""
    return parse_query(call.request.query)


def adjust_query(_call: Call, query: Query) -> Query:
    """Decide what the contract leaves to the server: the default page size."""
    if query.page_size is None:
        return attrs.evolve(query, page_size=DEFAULT_PAGE_SIZE)
    return query


def find_enterprise(call: Call, enterprise_id: UUID) -> Enterprise:
    """Look the enterprise up; 404 if there is none."""
    enterprise = call.world.enterprises.get(enterprise_id)
    if enterprise is None:
        raise error_responses.unknown_enterprise(enterprise_id)
    return enterprise


def require_membership(_call: Call, caller: Caller, enterprise: Enterprise) -> None:
    """Let members pass; 401 for others."""
    if enterprise.id not in caller.member_of:
        raise error_responses.not_a_member(enterprise.id)


def require_licence(_call: Call, _caller: Caller, enterprise: Enterprise) -> None:
    """Let licensed enterprises pass; 403 for others."""
    if not enterprise.licensed:
        raise error_responses.unlicensed(enterprise.id)


def require_permission(_call: Call, caller: Caller, enterprise: Enterprise) -> None:
    """Let callers pass who may see balances; 403 for others."""
    if not caller.may_view_balances:
        raise error_responses.no_permission(enterprise.id)


def read_records(_call: Call, enterprise: Enterprise) -> Records:
    """Read all connections in the order of their creation; 500 if that fails."""
    if enterprise.failing:
        raise error_responses.internal_error("The database does not answer.")
    return enterprise.connections


def filter_records(_call: Call, records: Records, query: Query) -> Records:
    """Keep the records that every filter given selects."""
    connections, partners = _id_set(query.connection_ids), _id_set(query.partner_ids)
    return [
        record
        for record in records
        if (connections is None or record.id in connections)
        and (partners is None or record.partner.id in partners)
    ]


def _id_set(ids: tuple[UUID, ...] | None) -> frozenset[UUID] | None:
    return None if ids is None else frozenset(ids)


def paginate(_call: Call, records: Records, query: Query) -> Records:
    """Skip size * number records and keep at most size of the rest; all, where size is None."""
    size = len(records) if query.page_size is None else query.page_size
    skipped = size * query.page_number
    return records[skipped : skipped + size]


def write_payload(call: Call, enterprise: Enterprise, records: Records) -> JsonObject:
    """Describe the enterprise's live trading balances and the records.

    Trading goes on between any two calls, so what is available grows by one
    base unit per call.
    """
    live = {currency: balance.plus(call.number) for currency, balance in enterprise.trading.items()}
    return {
        "clientId": str(enterprise.client_id),
        "balances": _write_balances(live),
        "networkBalances": {
            str(record.id): {
                "partnerId": str(record.partner.id),
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
    """Describe what was wrong; the context is there only where it says something."""
    described: JsonObject = {
        "error": error.sentence,
        "name": error.name,
        "requestId": f"mock-request-{call.number}",
    }
    if error.context:
        described["context"] = dict(error.context)
    return described


def encode(_call: Call, body: JsonObject) -> bytes:
    """Write JSON in UTF-8."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def finish(_call: Call, response: Response) -> Response:
    """Have the last word on every response, errors included."""
    return response


def wrap_app(app: ASGIApp) -> ASGIApp:
    """Stand between the application and the wire, for what no `Response` can express."""
    return app
