"""Servers that answer an error scenario as though nothing were wrong, or with another error."""

from __future__ import annotations

from uuid import UUID

import attrs

from ....mock_server import error_responses
from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, ErrorResponse
from ....mock_server.world import Caller, Enterprise, Records
from ... import fault


@fault("scenarios.unauthenticated")
def serves_the_unauthenticated(behaviour: Behaviour) -> Behaviour:
    """Credentials are not needed, and those that are wrong do no harm."""

    def authenticate(call: Call) -> Caller:
        try:
            return behaviour.authenticate(call)
        except ErrorResponse:
            return Caller("", member_of=frozenset(call.world.enterprises))

    return attrs.evolve(behaviour, authenticate=authenticate)


@fault("scenarios.unauthenticated")
def validates_before_authenticating(behaviour: Behaviour) -> Behaviour:
    """Whoever is not authenticated learns which enterprises exist, by a 404 instead of the 401."""

    def authenticate(call: Call) -> Caller:
        behaviour.find_enterprise(call, behaviour.read_enterprise_id(call))
        return behaviour.authenticate(call)

    return attrs.evolve(behaviour, authenticate=authenticate)


@fault("scenarios.not_a_member")
def serves_non_members(behaviour: Behaviour) -> Behaviour:
    """A caller who is no member of the enterprise gets its balances."""
    return attrs.evolve(behaviour, require_membership=_let_pass)


@fault("scenarios.no_permission")
def serves_without_permission(behaviour: Behaviour) -> Behaviour:
    """A member without the permission to view balances gets them."""
    return attrs.evolve(behaviour, require_permission=_let_pass)


@fault("scenarios.unlicensed")
def serves_the_unlicensed(behaviour: Behaviour) -> Behaviour:
    """An enterprise without a licence is served."""
    return attrs.evolve(behaviour, require_licence=_let_pass)


@fault("scenarios.unknown")
def invents_unknown_enterprises(behaviour: Behaviour) -> Behaviour:
    """An unknown enterprise gets 200 without records, where 404 is due."""

    def find_enterprise(call: Call, enterprise_id: UUID) -> Enterprise:
        try:
            return behaviour.find_enterprise(call, enterprise_id)
        except ErrorResponse:
            return Enterprise(enterprise_id, client_id=enterprise_id)

    def require_membership(call: Call, caller: Caller, enterprise: Enterprise) -> None:
        if enterprise.id in call.world.enterprises:
            behaviour.require_membership(call, caller, enterprise)

    return attrs.evolve(
        behaviour, find_enterprise=find_enterprise, require_membership=require_membership
    )


@fault("scenarios.server_error")
def hides_internal_errors(behaviour: Behaviour) -> Behaviour:
    """When the records cannot be read, the answer is 200 without records."""

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        try:
            return behaviour.read_records(call, enterprise)
        except ErrorResponse:
            return ()

    return attrs.evolve(behaviour, read_records=read_records)


@fault("scenarios.malformed_enterprise_id")
def malformed_enterprises_are_unknown(behaviour: Behaviour) -> Behaviour:
    """An enterprise id that is no UUID is answered with 404, where 400 is due."""

    def read_enterprise_id(call: Call) -> UUID:
        try:
            return behaviour.read_enterprise_id(call)
        except ErrorResponse:
            raise error_responses.unknown_enterprise(UUID(int=0)) from None

    return attrs.evolve(behaviour, read_enterprise_id=read_enterprise_id)


def _let_pass(_call: Call, _caller: Caller, _enterprise: Enterprise) -> None:
    pass
