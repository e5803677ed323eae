"""Faulty variants of the mock server that authenticate or authorize callers wrongly."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from urllib.parse import unquote

import attrs

from ....catalogue import fault
from ... import error_responses
from ...behaviour import Behaviour
from ...call import Call, ErrorResponse, Response
from ...world import Caller, Enterprise
from ..behaviour_edits import change_response

_LAST_CHECKED_PAGE = 3
_FAR_PAGE = 1000


@fault("scenarios.unauthenticated")
def serves_the_unauthenticated(behaviour: Behaviour) -> Behaviour:
    """The server returns balances to callers with missing or invalid credentials."""

    def authenticate(call: Call) -> Caller:
        try:
            return behaviour.authenticate(call)
        except ErrorResponse:
            return Caller("", member_of=frozenset(call.world.enterprises))

    return attrs.evolve(behaviour, authenticate=authenticate)


@fault("scenarios.unauthenticated")
def validates_before_authenticating(behaviour: Behaviour) -> Behaviour:
    """The server responds to unauthenticated callers with 404 if the enterprise does not exist."""

    def authenticate(call: Call) -> Caller:
        behaviour.find_enterprise(call, behaviour.read_enterprise_id(call))
        return behaviour.authenticate(call)

    return attrs.evolve(behaviour, authenticate=authenticate)


@fault("scenarios.not_a_member")
def serves_non_members(behaviour: Behaviour) -> Behaviour:
    """The server returns balances to callers who are not members of the enterprise."""
    return attrs.evolve(behaviour, require_membership=_skip_check)


@fault("scenarios.no_permission")
def serves_without_permission(behaviour: Behaviour) -> Behaviour:
    """The server returns balances to members without the permission to view balances."""
    return attrs.evolve(behaviour, require_permission=_skip_check)


@fault("scenarios.unlicensed")
def serves_the_unlicensed(behaviour: Behaviour) -> Behaviour:
    """The server returns the balances of an enterprise without a licence."""
    return attrs.evolve(behaviour, require_licence=_skip_check)


@fault("scenarios.unauthenticated")
def takes_the_token_by_any_scheme(behaviour: Behaviour) -> Behaviour:
    """The server accepts the token with any authentication scheme instead of Bearer only."""
    return _accept(behaviour, lambda given, token: given.split()[-1:] == [token])


@fault("scenarios.unauthenticated")
def takes_the_bare_token(behaviour: Behaviour) -> Behaviour:
    """The server accepts a token without an authentication scheme."""
    return _accept(behaviour, lambda given, token: given == token)


@fault("scenarios.unauthenticated")
def decodes_basic_credentials(behaviour: Behaviour) -> Behaviour:
    """The server accepts the token as the user name or password of Basic credentials."""

    def accepts(given: str, token: str) -> bool:
        try:
            return token in b64decode(given.removeprefix("Basic ")).decode().split(":")
        except ValueError:
            return False

    return _accept(behaviour, accepts)


@fault("scenarios.unauthenticated")
def compares_the_beginning_of_tokens(behaviour: Behaviour) -> Behaviour:
    """The server compares only the first ten characters of a token."""
    return _accept(behaviour, lambda given, token: given.startswith(f"Bearer {token[:10]}"))


@fault("scenarios.unauthenticated")
def passes_over_what_follows_tokens(behaviour: Behaviour) -> Behaviour:
    """The server accepts a valid token that is followed by any other text."""
    return _accept(behaviour, lambda given, token: given.startswith(f"Bearer {token}"))


@fault("scenarios.unauthenticated")
def tokens_in_either_case(behaviour: Behaviour) -> Behaviour:
    """The server ignores the letter case of tokens."""
    return _accept(behaviour, lambda given, token: given.lower() == f"bearer {token}".lower())


@fault("scenarios.unauthenticated")
def strips_punctuation_from_tokens(behaviour: Behaviour) -> Behaviour:
    """The server ignores quotes and punctuation around a token."""
    return _accept(
        behaviour, lambda given, token: given.removeprefix("Bearer ").strip('".,;=') == token
    )


@fault("scenarios.unauthenticated")
def decodes_percent_signs_in_tokens(behaviour: Behaviour) -> Behaviour:
    """The server decodes percent-encoded characters in a token."""
    return _accept(behaviour, lambda given, token: unquote(given) == f"Bearer {token}")


@fault("scenarios.unauthenticated")
def looks_for_licences_first(behaviour: Behaviour) -> Behaviour:
    """The server responds to unauthenticated callers with 403 if the enterprise has no licence."""

    def authenticate(call: Call) -> Caller:
        for enterprise in call.world.enterprises.values():
            if _requests_enterprise(call, enterprise) and not enterprise.licensed:
                raise error_responses.unlicensed(enterprise.id)
        return behaviour.authenticate(call)

    return attrs.evolve(behaviour, authenticate=authenticate)


@fault("scenarios.unauthenticated")
def caches_answers_by_path(behaviour: Behaviour) -> Behaviour:
    """The server sends cached 200 responses to callers with invalid credentials."""
    cache: dict[tuple[bytes, bytes], Response] = {}

    def change(call: Call, response: Response) -> Response:
        key = (call.request.enterprise, call.request.query)
        if response.status == 200:
            cache[key] = response
        return cache.get(key, response)

    return change_response(behaviour, change)


@fault("scenarios.unauthenticated")
def caches_later_pages_before_authentication(behaviour: Behaviour) -> Behaviour:
    """The server caches pages after the first, and sends them to callers without valid tokens."""
    return _cache_last_response(behaviour, lambda call: behaviour.read_query(call).page_number > 0)


@fault("scenarios.no_permission")
def caches_filtered_answers_of_other_callers(behaviour: Behaviour) -> Behaviour:
    """The server caches responses with a filter, and sends them to callers without permission."""
    return _cache_last_response(behaviour, lambda call: b"Ids=" in call.request.query)


@fault("scenarios.not_a_member")
def filters_open_the_door(behaviour: Behaviour) -> Behaviour:
    """The server skips the membership check if the request has a filter."""
    return _skip_membership(behaviour, lambda call: b"Ids=" in call.request.query)


@fault("scenarios.not_a_member")
def outsiders_are_forbidden(behaviour: Behaviour) -> Behaviour:
    """The server responds with 403 instead of 401 to callers who are not members."""

    def require_membership(call: Call, caller: Caller, enterprise: Enterprise) -> None:
        try:
            behaviour.require_membership(call, caller, enterprise)
        except ErrorResponse:
            raise error_responses.no_permission(enterprise.id) from None

    return attrs.evolve(behaviour, require_membership=require_membership)


@fault("scenarios.not_a_member")
def ids_without_hyphens_open_the_door(behaviour: Behaviour) -> Behaviour:
    """The server skips the membership check if the enterprise id has no hyphens."""
    return _skip_membership(behaviour, lambda call: b"-" not in call.request.enterprise)


@fault("scenarios.no_permission")
def pages_past_the_end_need_no_permission(behaviour: Behaviour) -> Behaviour:
    """The server skips the permission check if the pageNumber is above 3."""
    return _skip_permission(
        behaviour,
        lambda call, _enterprise: behaviour.read_query(call).page_number > _LAST_CHECKED_PAGE,
    )


@fault("scenarios.no_permission")
def later_pages_need_no_permission(behaviour: Behaviour) -> Behaviour:
    """The server skips the permission check if the request asks for page 1."""
    return _skip_permission(
        behaviour, lambda call, _enterprise: b"pageNumber=1" in call.request.query
    )


@fault("scenarios.unlicensed")
def the_unlicensed_are_unknown(behaviour: Behaviour) -> Behaviour:
    """The server responds with 404 instead of 403 for an enterprise without a licence."""

    def require_licence(call: Call, caller: Caller, enterprise: Enterprise) -> None:
        try:
            behaviour.require_licence(call, caller, enterprise)
        except ErrorResponse:
            raise error_responses.unknown_enterprise(enterprise.id) from None

    return attrs.evolve(behaviour, require_licence=require_licence)


@fault("scenarios.unauthenticated")
def filters_need_no_valid_token(behaviour: Behaviour) -> Behaviour:
    """The server accepts any bearer token if the request has partnerIds and a pageSize."""

    def authenticate(call: Call) -> Caller:
        open_door = b"partnerIds=" in call.request.query and b"pageSize=" in call.request.query
        if open_door and call.request.header("authorization"):
            return Caller("", member_of=frozenset(call.world.enterprises))
        return behaviour.authenticate(call)

    return attrs.evolve(behaviour, authenticate=authenticate)


@fault("scenarios.unauthenticated")
def page_size_zero_needs_no_token(behaviour: Behaviour) -> Behaviour:
    """The server returns an empty page to any caller if the pageSize is 0."""

    def authenticate(call: Call) -> Caller:
        if b"pageSize=0" in call.request.query.split(b"&"):
            return Caller("", member_of=frozenset(call.world.enterprises))
        return behaviour.authenticate(call)

    return attrs.evolve(behaviour, authenticate=authenticate)


@fault("scenarios.not_a_member")
def outsiders_may_read_past_the_end(behaviour: Behaviour) -> Behaviour:
    """The server skips the membership check if the pageNumber is above 1000."""
    return _skip_membership(
        behaviour, lambda call: behaviour.read_query(call).page_number > _FAR_PAGE
    )


@fault("scenarios.no_permission")
def empty_selections_need_no_permission(behaviour: Behaviour) -> Behaviour:
    """The server skips the permission check if the filters match no record."""
    return _skip_permission(
        behaviour,
        lambda call, enterprise: (
            not behaviour.filter_records(call, enterprise.connections, behaviour.read_query(call))
        ),
    )


@fault("scenarios.unauthenticated")
def looks_tokens_up_with_like(behaviour: Behaviour) -> Behaviour:
    """The server compares tokens with LIKE of SQL, in which % and _ stand for any text."""
    return _match_tokens(behaviour, lambda text: text.replace("%", ".*").replace("_", "."))


@fault("scenarios.unauthenticated")
def looks_tokens_up_as_file_names(behaviour: Behaviour) -> Behaviour:
    """The server compares tokens as a shell does file names, in which * stands for any text."""
    return _match_tokens(behaviour, lambda text: text.replace(r"\*", ".*").replace(r"\?", "."))


@fault("scenarios.unauthenticated")
def takes_tokens_for_patterns(behaviour: Behaviour) -> Behaviour:
    """The server compares tokens as regular expressions, in which a period is any character."""
    return _match_tokens(behaviour, lambda text: text.replace(r"\.", "."))


def _match_tokens(behaviour: Behaviour, pattern: Callable[[str], str]) -> Behaviour:
    """Return a behaviour of the mock server that treats the token in a request as a pattern.

    Args:
        behaviour: The behaviour to change.
        pattern: A function that returns a regular expression, given the escaped credentials.
    """
    return _accept(
        behaviour,
        lambda given, token: re.fullmatch(pattern(re.escape(given)), f"Bearer {token}") is not None,
    )


def _cache_last_response(behaviour: Behaviour, caches: Callable[[Call], bool]) -> Behaviour:
    """Return a behaviour of the mock server that sends a cached response to other callers.

    Args:
        behaviour: The behaviour to change.
        caches: A function that returns whether to cache the response to a call. The cache has only
            the last response, for the same path and query string.
    """
    cache: dict[tuple[bytes, bytes], Response] = {}

    def change(call: Call, response: Response) -> Response:
        key = (call.request.enterprise, call.request.query)
        if response.status == 200 and caches(call):
            cache.clear()
            cache[key] = response
        return cache.get(key, response)

    return change_response(behaviour, change)


def _skip_membership(behaviour: Behaviour, skips: Callable[[Call], bool]) -> Behaviour:
    """Return a behaviour of the mock server that skips the membership check for some calls.

    Args:
        behaviour: The behaviour to change.
        skips: A function that returns whether to skip the check for a call.
    """

    def require_membership(call: Call, caller: Caller, enterprise: Enterprise) -> None:
        if not skips(call):
            behaviour.require_membership(call, caller, enterprise)

    return attrs.evolve(behaviour, require_membership=require_membership)


def _skip_permission(behaviour: Behaviour, skips: Callable[[Call, Enterprise], bool]) -> Behaviour:
    """Return a behaviour of the mock server that skips the permission check for some calls.

    Args:
        behaviour: The behaviour to change.
        skips: A function that returns whether to skip the check, given the call and its enterprise.
    """

    def require_permission(call: Call, caller: Caller, enterprise: Enterprise) -> None:
        if not skips(call, enterprise):
            behaviour.require_permission(call, caller, enterprise)

    return attrs.evolve(behaviour, require_permission=require_permission)


def _skip_check(_call: Call, _caller: Caller, _enterprise: Enterprise) -> None:
    pass


def _requests_enterprise(call: Call, enterprise: Enterprise) -> bool:
    return call.request.enterprise.decode("latin-1").replace("-", "") == enterprise.id.hex


def _accept(behaviour: Behaviour, accepts: Callable[[str, str], bool]) -> Behaviour:
    """Return a behaviour of the mock server that also accepts some invalid credentials.

    Args:
        behaviour: The behaviour to change.
        accepts: A function that returns whether to accept a request for a caller, given the value
            of the `Authorization` header and the token of the caller.
    """

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
