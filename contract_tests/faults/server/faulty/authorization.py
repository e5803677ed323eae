"""Servers that authenticate or authorize callers wrongly."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Callable

import attrs

from ....mock_server import error_responses
from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, ErrorResponse, Response
from ....mock_server.world import Caller, Enterprise
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


@fault("scenarios.unauthenticated")
def takes_the_token_by_any_scheme(behaviour: Behaviour) -> Behaviour:
    """The word before the token is not looked at."""
    return _letting_in(behaviour, lambda given, token: given.split()[-1:] == [token])


@fault("scenarios.unauthenticated")
def takes_the_bare_token(behaviour: Behaviour) -> Behaviour:
    """A token without a scheme is let in."""
    return _letting_in(behaviour, lambda given, token: given == token)


@fault("scenarios.unauthenticated")
def decodes_basic_credentials(behaviour: Behaviour) -> Behaviour:
    """The token is also taken as the user of Basic credentials."""

    def accepts(given: str, token: str) -> bool:
        try:
            return token in b64decode(given.removeprefix("Basic ")).decode().split(":")
        except (Error, UnicodeDecodeError):
            return False

    return _letting_in(behaviour, accepts)


@fault("scenarios.unauthenticated")
def compares_the_beginning_of_tokens(behaviour: Behaviour) -> Behaviour:
    """The first ten characters of a token are enough."""
    return _letting_in(behaviour, lambda given, token: given.startswith(f"Bearer {token[:10]}"))


@fault("scenarios.unauthenticated")
def passes_over_what_follows_tokens(behaviour: Behaviour) -> Behaviour:
    """A token may be followed by anything."""
    return _letting_in(behaviour, lambda given, token: given.startswith(f"Bearer {token}"))


@fault("scenarios.unauthenticated")
def tokens_in_either_case(behaviour: Behaviour) -> Behaviour:
    """The letter case of a token is not looked at."""
    return _letting_in(behaviour, lambda given, token: given.lower() == f"bearer {token}".lower())


@fault("scenarios.unauthenticated")
def looks_for_licences_first(behaviour: Behaviour) -> Behaviour:
    """Whoever asks about an enterprise without a licence learns so, known or not."""

    def authenticate(call: Call) -> Caller:
        found = next(
            (one for one in call.world.enterprises.values() if _asked_for(call, one)), None
        )
        if found is not None and not found.licensed:
            raise error_responses.unlicensed(found.id)
        return behaviour.authenticate(call)

    return attrs.evolve(behaviour, authenticate=authenticate)


@fault("scenarios.unauthenticated")
def caches_answers_by_path(behaviour: Behaviour) -> Behaviour:
    """A good answer is kept, and given to whoever asks the same, known or not."""
    kept: dict[tuple[bytes, bytes], Response] = {}

    def finish(call: Call, response: Response) -> Response:
        asked = (call.request.enterprise, call.request.query)
        response = behaviour.finish(call, response)
        if response.status == 200:
            kept[asked] = response
        return kept.get(asked, response)

    return attrs.evolve(behaviour, finish=finish)


@fault("scenarios.not_a_member")
def filters_open_the_door(behaviour: Behaviour) -> Behaviour:
    """With a filter, nobody asks whether the caller is a member."""

    def require_membership(call: Call, caller: Caller, enterprise: Enterprise) -> None:
        if b"Ids=" not in call.request.query:
            behaviour.require_membership(call, caller, enterprise)

    return attrs.evolve(behaviour, require_membership=require_membership)


@fault("scenarios.not_a_member")
def outsiders_are_forbidden(behaviour: Behaviour) -> Behaviour:
    """Who is no member gets 403, where 401 is due."""

    def require_membership(call: Call, caller: Caller, enterprise: Enterprise) -> None:
        try:
            behaviour.require_membership(call, caller, enterprise)
        except ErrorResponse:
            raise error_responses.no_permission(enterprise.id) from None

    return attrs.evolve(behaviour, require_membership=require_membership)


@fault("scenarios.no_permission")
def later_pages_need_no_permission(behaviour: Behaviour) -> Behaviour:
    """The permission to view balances is asked for on the first page only."""

    def require_permission(call: Call, caller: Caller, enterprise: Enterprise) -> None:
        if b"pageNumber=1" not in call.request.query:
            behaviour.require_permission(call, caller, enterprise)

    return attrs.evolve(behaviour, require_permission=require_permission)


@fault("scenarios.unlicensed")
def the_unlicensed_are_unknown(behaviour: Behaviour) -> Behaviour:
    """An enterprise without a licence gets 404, where 403 is due."""

    def require_licence(call: Call, caller: Caller, enterprise: Enterprise) -> None:
        try:
            behaviour.require_licence(call, caller, enterprise)
        except ErrorResponse:
            raise error_responses.unknown_enterprise(enterprise.id) from None

    return attrs.evolve(behaviour, require_licence=require_licence)


def _let_pass(_call: Call, _caller: Caller, _enterprise: Enterprise) -> None:
    pass


def _asked_for(call: Call, enterprise: Enterprise) -> bool:
    return call.request.enterprise.decode("latin-1").replace("-", "") == enterprise.id.hex


def _letting_in(behaviour: Behaviour, accepts: Callable[[str, str], bool]) -> Behaviour:
    def authenticate(call: Call) -> Caller:
        try:
            return behaviour.authenticate(call)
        except ErrorResponse:
            for given in call.request.header("authorization"):
                for token, caller in call.world.callers.items():
                    if accepts(given, token):
                        return caller
            raise

    return attrs.evolve(behaviour, authenticate=authenticate)
