"""Mock servers that interpret or reject ambiguous query parameters, as the contract allows."""

from __future__ import annotations

import attrs

from ....catalogue import variant
from ... import error_responses
from ...behaviour import Behaviour
from ...call import Call, ErrorResponse, JsonObject
from ...query_string import PARAMETERS, Query, parse_uuid
from ...world import Records
from .. import foreign_ids
from ..behaviour_edits import change_parameters, change_payload, map_records

_PAGE_PARAMETERS = {"pageNumber", "pageSize"}
_FILTERS = {"connectionIds", "partnerIds"}


@variant
def foreign_ids_are_not_found(behaviour: Behaviour) -> Behaviour:
    """The server responds with 404 to filters with an id that only other enterprises have."""
    return foreign_ids.refuse(behaviour, error_responses.unknown_filter_id)


@variant
def refuses_wide_integers(behaviour: Behaviour) -> Behaviour:
    """The server responds with 400 to a pageNumber or pageSize above 2**53."""

    def adjust_query(call: Call, query: Query) -> Query:
        if max(query.page_number, query.page_size or 0) > 2**53:
            raise error_responses.malformed("query", "pageNumber or pageSize is above 2**53.")
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def refuses_leading_zeros(behaviour: Behaviour) -> Behaviour:
    """The server responds with 400 to a leading zero in pageNumber or pageSize."""

    def change(name: str, texts: list[str]) -> list[str]:
        for text in texts:
            if name.startswith("page") and len(text) > 1 and text.startswith("0"):
                raise error_responses.malformed(name, f"{name} begins with 0.")
        return texts

    return change_parameters(behaviour, change)


@variant
def refuses_unusual_uuids(behaviour: Behaviour) -> Behaviour:
    """The server responds with 400 to ids in filters of versions other than 1 to 5."""

    def adjust_query(call: Call, query: Query) -> Query:
        for one in (*(query.connection_ids or ()), *(query.partner_ids or ())):
            if one.version not in range(1, 6):
                raise error_responses.malformed("query", "An id is not a UUID of version 1 to 5.")
        return behaviour.adjust_query(call, query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@variant
def blank_is_left_out(behaviour: Behaviour) -> Behaviour:
    """The server ignores blank parameters and strips spaces around values."""
    return change_parameters(
        behaviour, lambda _name, texts: [text.strip() for text in texts if text.strip()]
    )


@variant
def splits_at_commas(behaviour: Behaviour) -> Behaviour:
    """The server splits the values of filters at commas."""
    return change_parameters(
        behaviour,
        lambda name, texts: (
            [part for text in texts for part in text.split(",")] if name in _FILTERS else texts
        ),
    )


@variant
def refuses_unlisted_parameters(behaviour: Behaviour) -> Behaviour:
    """The server responds with 400 to unknown query parameters."""

    def change(name: str, texts: list[str]) -> list[str]:
        if name not in PARAMETERS:
            raise error_responses.malformed(name, f"{name} is unknown.")
        return texts

    return change_parameters(behaviour, change)


@variant
def unknown_ids_are_not_found(behaviour: Behaviour) -> Behaviour:
    """The server responds with 404 to a filter with an id that no record has."""

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        connections = {record.id for record in records}
        partners = {record.partner.id for record in records}
        if not (
            connections.issuperset(query.connection_ids or ())
            and partners.issuperset(query.partner_ids or ())
        ):
            raise ErrorResponse(404, "NotFoundError", "No record has one of the ids.")
        return behaviour.filter_records(call, records, query)

    return attrs.evolve(behaviour, filter_records=filter_records)


@variant
def takes_the_last_of_several(behaviour: Behaviour) -> Behaviour:
    """The server uses the last value of a repeated pageNumber or pageSize."""
    return change_parameters(
        behaviour, lambda name, texts: texts[-1:] if name in _PAGE_PARAMETERS else texts
    )


@variant
def takes_ids_as_it_sends_them(behaviour: Behaviour) -> Behaviour:
    """The server sends partner ids in upper case, and responds with 400 to ids in other forms."""

    def check(name: str, texts: list[str]) -> list[str]:
        for text in texts if name in _FILTERS else ():
            sent = str(parse_uuid(name, text))
            if text != (sent.upper() if name == "partnerIds" else sent):
                raise error_responses.malformed(name, f"{name} has an id in an unusual form.")
        return texts

    def send_in_upper_case(record: JsonObject) -> JsonObject:
        return {**record, "partnerId": record["partnerId"].upper()}

    return change_payload(
        change_parameters(behaviour, check),
        lambda _call, payload: map_records(payload, send_in_upper_case),
    )
