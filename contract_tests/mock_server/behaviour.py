"""The behaviour of the mock server: the steps that compute a response.

The steps run in this order:

    step                                               responses that the step can cause
    authenticate                                       401
    limit_rate                                         429
    read_enterprise_id, read_query, adjust_query       400
    find_enterprise                                    404
    require_membership, _licence, _permission          401, 403, 403
    read_records                                       500
    filter_records, paginate, write_payload, encode    200
    write_error, encode                                the status of an `ErrorResponse`
    finish                                             every response
    wrap_app                                           the bytes of every response

A fault, which makes the mock server violate the contract, replaces steps with `attrs.evolve`.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import attrs
from starlette.types import ASGIApp

from . import response_steps
from .call import Call, ErrorResponse, JsonObject, Response
from .query_string import Query
from .world import Caller, Enterprise, Records

Requirement = Callable[[Call, Caller, Enterprise], None]
RecordStep = Callable[[Call, Records, Query], Records]

_JSON = {"content-type": "application/json"}


@attrs.frozen(kw_only=True)
class Behaviour:
    """The steps that the mock server runs to compute a response.

    The module `response_steps` holds the default steps, which satisfy the contract.
    """

    authenticate: Callable[[Call], Caller] = response_steps.authenticate
    limit_rate: Callable[[Call, Caller], None] = response_steps.limit_rate
    read_enterprise_id: Callable[[Call], UUID] = response_steps.read_enterprise_id
    read_query: Callable[[Call], Query] = response_steps.read_query
    adjust_query: Callable[[Call, Query], Query] = response_steps.adjust_query
    find_enterprise: Callable[[Call, UUID], Enterprise] = response_steps.find_enterprise
    require_membership: Requirement = response_steps.require_membership
    require_licence: Requirement = response_steps.require_licence
    require_permission: Requirement = response_steps.require_permission
    read_records: Callable[[Call, Enterprise], Records] = response_steps.read_records
    filter_records: RecordStep = response_steps.filter_records
    paginate: RecordStep = response_steps.paginate
    write_payload: Callable[[Call, Enterprise, Records], JsonObject] = response_steps.write_payload
    write_error: Callable[[Call, ErrorResponse], JsonObject] = response_steps.write_error
    encode: Callable[[Call, JsonObject], bytes] = response_steps.encode
    finish: Callable[[Call, Response], Response] = response_steps.finish
    wrap_app: Callable[[ASGIApp], ASGIApp] = response_steps.wrap_app

    def respond(self, call: Call) -> Response:
        """Return the response of the mock server to a request for balances."""
        try:
            body = self.encode(call, self._build_payload(call))
        except ErrorResponse as error:
            return self.respond_with_error(call, error)
        return self.finish(call, Response(200, body, _JSON))

    def respond_with_error(self, call: Call, error: ErrorResponse) -> Response:
        """Turn an `ErrorResponse`, raised while a request was handled, into an HTTP response."""
        body = self.encode(call, self.write_error(call, error))
        return self.finish(call, Response(error.status, body, {**_JSON, **error.headers}))

    def _build_payload(self, call: Call) -> JsonObject:
        caller = self.authenticate(call)
        self.limit_rate(call, caller)
        enterprise_id = self.read_enterprise_id(call)
        query = self.adjust_query(call, self.read_query(call))
        enterprise = self.find_enterprise(call, enterprise_id)
        self.require_membership(call, caller, enterprise)
        self.require_licence(call, caller, enterprise)
        self.require_permission(call, caller, enterprise)
        records = self.read_records(call, enterprise)
        records = self.paginate(call, self.filter_records(call, records, query), query)
        return self.write_payload(call, enterprise, records)


CORRECT = Behaviour()
"""The behaviour of a mock server that satisfies the contract."""
