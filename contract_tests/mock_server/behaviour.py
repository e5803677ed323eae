"""How the mock answers: steps that can be replaced one by one.

    authenticate                                       401
    read_enterprise_id, read_query, adjust_query       400
    find_enterprise                                    404
    require_membership, _licence, _permission          401, 403, 403
    read_records                                       500
    select, page, write_payload, encode                200
    write_error, encode                                after a `Refusal`
    finish                                             any reply
    wrap_app                                           any bytes

A fault is a function from one behaviour to another, written with
`attrs.evolve`; faults therefore compose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import attrs
from starlette.types import ASGIApp

from . import response_steps
from .call import Call, JsonObject, Refusal, Reply
from .query_string import Query
from .world import Caller, Connection, Enterprise

Records = Sequence[Connection]
Requirement = Callable[[Call, Caller, Enterprise], None]
Narrowing = Callable[[Call, Records, Query], Records]

_JSON = {"content-type": "application/json"}


@attrs.frozen(kw_only=True)
class Behaviour:
    """All steps of an answer; `steps` says what each is for, and holds the correct one."""

    authenticate: Callable[[Call], Caller] = response_steps.authenticate
    read_enterprise_id: Callable[[Call], UUID] = response_steps.read_enterprise_id
    read_query: Callable[[Call], Query] = response_steps.read_query
    adjust_query: Callable[[Call, Query], Query] = response_steps.adjust_query
    find_enterprise: Callable[[Call, UUID], Enterprise] = response_steps.find_enterprise
    require_membership: Requirement = response_steps.require_membership
    require_licence: Requirement = response_steps.require_licence
    require_permission: Requirement = response_steps.require_permission
    read_records: Callable[[Call, Enterprise], Records] = response_steps.read_records
    select: Narrowing = response_steps.select
    page: Narrowing = response_steps.page
    write_payload: Callable[[Call, Enterprise, Records], JsonObject] = response_steps.write_payload
    write_error: Callable[[Call, Refusal], JsonObject] = response_steps.write_error
    encode: Callable[[Call, JsonObject], bytes] = response_steps.encode
    finish: Callable[[Call, Reply], Reply] = response_steps.finish
    wrap_app: Callable[[ASGIApp], ASGIApp] = response_steps.wrap_app

    def answer(self, call: Call) -> Reply:
        """Answer a call of the operation."""
        try:
            body = self.encode(call, self._payload(call))
        except Refusal as refusal:
            return self.refuse(call, refusal)
        return self.finish(call, Reply(200, body, _JSON))

    def refuse(self, call: Call, refusal: Refusal) -> Reply:
        """Answer with an error."""
        body = self.encode(call, self.write_error(call, refusal))
        return self.finish(call, Reply(refusal.status, body, {**_JSON, **refusal.headers}))

    def _payload(self, call: Call) -> JsonObject:
        caller = self.authenticate(call)
        enterprise_id = self.read_enterprise_id(call)
        query = self.adjust_query(call, self.read_query(call))
        enterprise = self.find_enterprise(call, enterprise_id)
        self.require_membership(call, caller, enterprise)
        self.require_licence(call, caller, enterprise)
        self.require_permission(call, caller, enterprise)
        records = self.read_records(call, enterprise)
        records = self.page(call, self.select(call, records, query), query)
        return self.write_payload(call, enterprise, records)


CORRECT = Behaviour()
"""As the contract says."""
