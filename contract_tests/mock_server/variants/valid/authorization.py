"""Valid variants of the mock server that authenticate or authorize callers unusually."""

from __future__ import annotations

from uuid import UUID

import attrs

from ....catalogue import variant
from ... import error_responses
from ...behaviour import Behaviour
from ...call import Call, Response
from ...default_world import MAIN, SINGLE
from ...world import Caller, Enterprise
from ..behaviour_edits import change_response

_SESSION_COOKIE = "session=of-someone-who-was-let-in"


@variant
def asks_for_permission_first(behaviour: Behaviour) -> Behaviour:
    """The server checks the permission to view balances before it validates the request."""

    def read_enterprise_id(call: Call) -> UUID:
        if not behaviour.authenticate(call).may_view_balances:
            raise error_responses.no_permission(UUID(int=0))
        return behaviour.read_enterprise_id(call)

    return attrs.evolve(behaviour, read_enterprise_id=read_enterprise_id)


@variant
def takes_one_form_of_enterprise_ids(behaviour: Behaviour) -> Behaviour:
    """The server responds with 404 to an enterprise id in upper case or without hyphens."""

    def find_enterprise(call: Call, enterprise_id: UUID) -> Enterprise:
        if call.request.enterprise.decode("ascii") != str(enterprise_id):
            raise error_responses.unknown_enterprise(enterprise_id)
        return behaviour.find_enterprise(call, enterprise_id)

    return attrs.evolve(behaviour, find_enterprise=find_enterprise)


@variant
def similar_ids_are_other_enterprises(behaviour: Behaviour) -> Behaviour:
    """The caller may view enterprises whose ids differ in one digit from the tested enterprise."""

    def find_enterprise(call: Call, enterprise_id: UUID) -> Enterprise:
        pairs = zip(enterprise_id.hex, MAIN.hex, strict=True)
        if enterprise_id in call.world.enterprises or sum(a != b for a, b in pairs) != 1:
            return behaviour.find_enterprise(call, enterprise_id)
        return attrs.evolve(call.world.enterprises[SINGLE], id=enterprise_id)

    def require_membership(call: Call, caller: Caller, enterprise: Enterprise) -> None:
        known = enterprise.id in call.world.enterprises
        behaviour.require_membership(
            call, caller, enterprise if known else call.world.enterprises[SINGLE]
        )

    return attrs.evolve(
        behaviour, find_enterprise=find_enterprise, require_membership=require_membership
    )


@variant
def validates_before_it_authenticates(behaviour: Behaviour) -> Behaviour:
    """The server responds with 400 to a malformed request, also without a valid credential."""

    def authenticate(call: Call) -> Caller:
        behaviour.read_enterprise_id(call)
        behaviour.read_query(call)
        return behaviour.authenticate(call)

    return attrs.evolve(behaviour, authenticate=authenticate)


@variant
def remembers_callers(behaviour: Behaviour) -> Behaviour:
    """The server sets a session cookie in 200 responses and accepts the cookie as credentials."""

    def authenticate(call: Call) -> Caller:
        for cookie in call.request.header("cookie"):
            if cookie == _SESSION_COOKIE:
                return next(iter(call.world.callers.values()))
        return behaviour.authenticate(call)

    def set_cookie(_call: Call, response: Response) -> Response:
        if response.status != 200:
            return response
        return attrs.evolve(response, headers={**response.headers, "set-cookie": _SESSION_COOKIE})

    return attrs.evolve(change_response(behaviour, set_cookie), authenticate=authenticate)
