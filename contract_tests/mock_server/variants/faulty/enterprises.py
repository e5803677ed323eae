"""Faulty variants of the mock server that look up the enterprise of a request wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, unquote, unquote_to_bytes
from uuid import UUID

import attrs

from ....catalogue import fault
from ... import error_responses
from ...behaviour import Behaviour
from ...call import Call, ErrorResponse
from ...world import Caller, Enterprise


@fault("scenarios.unknown")
def invents_unknown_enterprises(behaviour: Behaviour) -> Behaviour:
    """The server responds with 200 and no records instead of 404 for an unknown enterprise."""

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


@fault("scenarios.malformed_enterprise_id")
def malformed_enterprises_are_unknown(behaviour: Behaviour) -> Behaviour:
    """The server responds with 404 instead of 400 to an enterprise id that is not a UUID."""

    def read_enterprise_id(call: Call) -> UUID:
        try:
            return behaviour.read_enterprise_id(call)
        except ErrorResponse:
            raise error_responses.unknown_enterprise(UUID(int=0)) from None

    return attrs.evolve(behaviour, read_enterprise_id=read_enterprise_id)


@fault("scenarios.malformed_enterprise_id")
def takes_any_form_of_enterprise_ids(behaviour: Behaviour) -> Behaviour:
    """The server also accepts enterprise ids after the prefix `urn:uuid:` or in braces."""

    def read_enterprise_id(call: Call) -> UUID:
        try:
            return UUID(unquote(call.request.enterprise.decode("ascii")))
        except ValueError:
            return behaviour.read_enterprise_id(call)

    return attrs.evolve(behaviour, read_enterprise_id=read_enterprise_id)


@fault("scenarios.malformed_enterprise_id")
def takes_a_line_end_after_enterprise_ids(behaviour: Behaviour) -> Behaviour:
    """The server accepts a line feed after an enterprise id, as `$` in a pattern does."""
    return _change_segments(behaviour, lambda segment: segment.removesuffix(b"%0A"))


@fault("scenarios.malformed_enterprise_id")
def ignores_characters_around_enterprise_ids(behaviour: Behaviour) -> Behaviour:
    """The server ignores quotes, a semicolon or the prefix `0x` around an enterprise id."""
    return _change_enterprise_ids(behaviour, lambda text: text.strip("\"';").removeprefix("0x"))


@fault("scenarios.malformed_enterprise_id")
def decodes_enterprise_ids_twice(behaviour: Behaviour) -> Behaviour:
    """The server decodes percent-encoded characters in an enterprise id twice."""
    return _change_segments(behaviour, unquote_to_bytes)


@fault("scenarios.malformed_enterprise_id")
def drops_broken_percent_signs(behaviour: Behaviour) -> Behaviour:
    """The server ignores a percent sign without two hexadecimal digits in the path."""
    return _change_segments(
        behaviour, lambda segment: re.sub(rb"%(?![0-9A-Fa-f]{2}).*", b"", segment)
    )


@fault("scenarios.malformed_enterprise_id")
def looks_at_the_beginning_of_enterprises(behaviour: Behaviour) -> Behaviour:
    """The server ignores the text after the first 36 characters of an enterprise id."""
    return _change_segments(behaviour, lambda segment: segment[:36])


@fault("scenarios.malformed_enterprise_id")
def strips_slashes_around_enterprise_ids(behaviour: Behaviour) -> Behaviour:
    """The server decodes the path before it removes double slashes, which loses %2F."""
    return _change_enterprise_ids(behaviour, lambda text: text.strip("/"))


@fault("scenarios.malformed_enterprise_id")
def uses_the_last_digits_of_enterprise_ids(behaviour: Behaviour) -> Behaviour:
    """The server ignores digits before the last 32 digits of an enterprise id."""
    return _change_enterprise_ids(
        behaviour,
        lambda text: text[-32:] if re.fullmatch("[0-9a-fA-F]{33,}", text) else text,
    )


@fault("scenarios.unknown")
def looks_enterprises_up_by_prefix(behaviour: Behaviour) -> Behaviour:
    """The server finds enterprises by the first 31 digits if no enterprise has the whole id."""
    return _find_similar(behaviour, slice(31))


@fault("scenarios.unknown")
def looks_enterprises_up_by_suffix(behaviour: Behaviour) -> Behaviour:
    """The server finds enterprises by the last 12 digits if no enterprise has the whole id."""
    return _find_similar(behaviour, slice(20, 32))


def _change_enterprise_ids(behaviour: Behaviour, change: Callable[[str], str]) -> Behaviour:
    """Return a behaviour of the mock server that changes the decoded enterprise ids of requests."""
    return _change_segments(
        behaviour,
        lambda segment: quote(change(unquote(segment.decode("ascii"))), safe="").encode("ascii"),
    )


def _change_segments(behaviour: Behaviour, change: Callable[[bytes], bytes]) -> Behaviour:
    """Return a behaviour of the mock server that changes the path segment of enterprise ids.

    Args:
        behaviour: The behaviour to change.
        change: A function that returns the segment to parse instead. Both segments are
            percent-encoded.
    """

    def read_enterprise_id(call: Call) -> UUID:
        request = attrs.evolve(call.request, enterprise=change(call.request.enterprise))
        return behaviour.read_enterprise_id(attrs.evolve(call, request=request))

    return attrs.evolve(behaviour, read_enterprise_id=read_enterprise_id)


def _find_similar(behaviour: Behaviour, compared: slice) -> Behaviour:
    """Return a behaviour of the mock server that also finds enterprises with similar ids.

    Args:
        behaviour: The behaviour to change.
        compared: The hexadecimal digits that must be the same.
    """

    def find_enterprise(call: Call, enterprise_id: UUID) -> Enterprise:
        try:
            return behaviour.find_enterprise(call, enterprise_id)
        except ErrorResponse:
            for enterprise in call.world.enterprises.values():
                if enterprise.id.hex[compared] == enterprise_id.hex[compared]:
                    return enterprise
            raise

    return attrs.evolve(behaviour, find_enterprise=find_enterprise)


@fault("parameters.no_crash")
def crashes_on_upper_case_enterprise_ids(behaviour: Behaviour) -> Behaviour:
    """The server responds with 500 to an enterprise id with upper-case letters."""

    def find_enterprise(call: Call, enterprise_id: UUID) -> Enterprise:
        if call.request.enterprise != call.request.enterprise.lower():
            raise error_responses.internal_error("The database does not respond.")
        return behaviour.find_enterprise(call, enterprise_id)

    return attrs.evolve(behaviour, find_enterprise=find_enterprise)
