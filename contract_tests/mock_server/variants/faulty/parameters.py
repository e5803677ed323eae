"""Faulty variants of the mock server that handle query parameters wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import reduce
from unicodedata import decimal
from uuid import UUID

import attrs

from ....catalogue import fault
from ... import error_responses
from ...behaviour import Behaviour
from ...call import Call, ErrorResponse, Request
from ...query_string import Query, decode_query, parse_integer, parse_uuid
from ...response_steps import DEFAULT_PAGE_SIZE
from ..behaviour_edits import change_parameters, with_query

_PAGE_PARAMETERS = ("pageNumber", "pageSize")
_FILTERS = ("connectionIds", "partnerIds")


@fault("scenarios.invalid_page")
def passes_over_malformed_pages(behaviour: Behaviour) -> Behaviour:
    """The server ignores a malformed pageNumber or pageSize instead of responding with 400."""
    return _keep_values(behaviour, _PAGE_PARAMETERS, _parses(parse_integer))


@fault("scenarios.invalid_filter")
def passes_over_malformed_ids(behaviour: Behaviour) -> Behaviour:
    """The server ignores malformed ids in a filter instead of responding with 400."""
    return _keep_values(behaviour, _FILTERS, _parses(parse_uuid))


@fault("parameters.no_crash")
def crashes_on_malformed_queries(behaviour: Behaviour) -> Behaviour:
    """The server responds with 500 instead of 400 to malformed parameters."""

    def read_query(call: Call) -> Query:
        try:
            return behaviour.read_query(call)
        except ErrorResponse as error:
            raise error_responses.internal_error("invalid literal for int()") from error

    return attrs.evolve(behaviour, read_query=read_query)


@fault("parameters.served")
def refuses_repeated_keys(behaviour: Behaviour) -> Behaviour:
    """The server responds with 400 to a filter with several ids."""

    def read_query(call: Call) -> Query:
        for name, values in decode_query(call.request.query).items():
            if len(values) > 1:
                raise error_responses.malformed(name, f"{name} is given more than once.")
        return behaviour.read_query(call)

    return attrs.evolve(behaviour, read_query=read_query)


@fault("scenarios.invalid_page")
def cuts_fractions(behaviour: Behaviour) -> Behaviour:
    """The server truncates 1.5 to 1 in pageNumber and pageSize instead of responding with 400."""
    return _map_values(
        behaviour, _PAGE_PARAMETERS, lambda text: re.sub(r"^(\d+)\.\d+$", r"\1", text)
    )


@fault("scenarios.invalid_page")
def reads_leading_digits(behaviour: Behaviour) -> Behaviour:
    """The server ignores letters after the digits of pageNumber and pageSize, as in 1a."""
    return _map_values(
        behaviour, _PAGE_PARAMETERS, lambda text: re.sub(r"^(\d+)[A-Za-z]+$", r"\1", text)
    )


@fault("scenarios.invalid_page")
def takes_digits_of_any_script(behaviour: Behaviour) -> Behaviour:
    """The server accepts non-ASCII digits in pageNumber and pageSize."""
    return _map_values(
        behaviour,
        _PAGE_PARAMETERS,
        lambda text: "".join(str(decimal(digit)) for digit in text) if text.isdecimal() else text,
    )


@fault("scenarios.invalid_page")
def takes_a_line_feed_after_numbers(behaviour: Behaviour) -> Behaviour:
    """The server accepts a line feed after pageNumber and pageSize, as `$` in a pattern does."""
    return _map_values(behaviour, _PAGE_PARAMETERS, lambda text: text.removesuffix("\n"))


@fault("scenarios.invalid_filter")
def takes_other_characters_for_hyphens(behaviour: Behaviour) -> Behaviour:
    """The server accepts ids in filters with dots or underscores instead of hyphens."""
    return _map_values(behaviour, _FILTERS, lambda text: re.sub("[._]", "-", text))


@fault("scenarios.invalid_filter")
def takes_a_line_feed_after_ids(behaviour: Behaviour) -> Behaviour:
    """The server accepts a line feed after an id in a filter, as `$` in a pattern does."""
    return _map_values(behaviour, _FILTERS, lambda text: text.removesuffix("\n"))


@fault("scenarios.invalid_page")
def negative_pages_are_the_first(behaviour: Behaviour) -> Behaviour:
    """The server reads a negative pageNumber as 0 instead of responding with 400."""
    return _map_values(behaviour, ("pageNumber",), lambda text: re.sub(r"^-\d+$", "0", text))


@fault("scenarios.invalid_page")
def null_is_left_out(behaviour: Behaviour) -> Behaviour:
    """The server reads a pageNumber of `null` as 0 instead of responding with 400."""
    return _map_values(behaviour, ("pageNumber",), lambda text: "0" if text == "null" else text)


@fault("scenarios.invalid_filter")
def looks_at_the_first_id_only(behaviour: Behaviour) -> Behaviour:
    """The server validates the first id of a filter and ignores malformed ids after the first."""

    def change(name: str, texts: list[str]) -> list[str]:
        return texts[:1] + list(filter(_is_uuid, texts[1:])) if name in _FILTERS else texts

    return change_parameters(behaviour, change)


@fault("scenarios.invalid_filter")
def drops_malformed_ids_among_good_ones(behaviour: Behaviour) -> Behaviour:
    """The server ignores malformed ids in a filter that also has a valid id."""

    def change(name: str, texts: list[str]) -> list[str]:
        return list(filter(_is_uuid, texts)) or texts if name in _FILTERS else texts

    return change_parameters(behaviour, change)


@fault("scenarios.invalid_filter")
def takes_any_letters_for_ids(behaviour: Behaviour) -> Behaviour:
    """The server accepts ids with letters that are not hexadecimal digits."""
    unknown_id = str(UUID(int=1))
    shape = re.compile(r"[0-9a-z]{8}(-[0-9a-z]{4}){3}-[0-9a-z]{12}", re.IGNORECASE)
    return _map_values(
        behaviour,
        _FILTERS,
        lambda text: unknown_id if shape.fullmatch(text) and not _is_uuid(text) else text,
    )


@fault("scenarios.invalid_filter")
def takes_urns_for_ids(behaviour: Behaviour) -> Behaviour:
    """The server accepts ids in filters with `urn:uuid:` or in braces, as pydantic does."""
    return _map_values(
        behaviour, _FILTERS, lambda text: re.sub(r"^urn:uuid:|^\{(?=.*\}$)|(?<=\w)\}$", "", text)
    )


@fault("scenarios.invalid_filter")
def pads_short_connection_ids(behaviour: Behaviour) -> Behaviour:
    """The server puts a zero before a connection id of 31 digits instead of responding with 400."""
    return _map_values(
        behaviour,
        ("connectionIds",),
        lambda text: f"0{text}" if re.fullmatch("[0-9a-fA-F]{31}", text) else text,
    )


@fault("scenarios.invalid_filter")
def cuts_long_partner_ids(behaviour: Behaviour) -> Behaviour:
    """The server ignores the digits of a partner id without hyphens after the first 32 digits."""
    return _map_values(
        behaviour,
        ("partnerIds",),
        lambda text: text[:32] if re.fullmatch("[0-9a-fA-F]{33,}", text) else text,
    )


@fault("scenarios.invalid_filter")
def takes_hyphens_anywhere(behaviour: Behaviour) -> Behaviour:
    """The server accepts ids in filters whose hyphens are in wrong places."""
    return _map_values(
        behaviour, _FILTERS, lambda text: text.replace("-", "") if _is_uuid(text) else text
    )


@fault("scenarios.invalid_filter")
def checks_partner_ids_on_the_first_page(behaviour: Behaviour) -> Behaviour:
    """The server ignores malformed partnerIds on every page except the first."""

    def read_query(call: Call) -> Query:
        values = decode_query(call.request.query)
        if values.get("pageNumber", ["0"]) != ["0"]:
            values["partnerIds"] = list(filter(_is_uuid, values.get("partnerIds", [])))
        return behaviour.read_query(with_query(call, values))

    return attrs.evolve(behaviour, read_query=read_query)


@fault("scenarios.invalid_page")
def filters_make_pages_optional(behaviour: Behaviour) -> Behaviour:
    """The server ignores a malformed pageSize if the request has a filter."""

    def read_query(call: Call) -> Query:
        values = decode_query(call.request.query)
        if values.keys() & set(_FILTERS):
            values["pageSize"] = list(filter(str.isdecimal, values.get("pageSize", [])))
        return behaviour.read_query(with_query(call, values))

    return attrs.evolve(behaviour, read_query=read_query)


@fault("scenarios.invalid_page")
def pages_past_the_end_have_any_size(behaviour: Behaviour) -> Behaviour:
    """The server ignores a malformed pageSize if the pageNumber is past the end."""

    def read_query(call: Call) -> Query:
        try:
            return behaviour.read_query(call)
        except ErrorResponse:
            values = {**decode_query(call.request.query), "pageSize": []}
            query = behaviour.read_query(with_query(call, values))
            enterprise = call.world.enterprises.get(behaviour.read_enterprise_id(call))
            first = query.page_number * DEFAULT_PAGE_SIZE
            if enterprise is None or first < len(enterprise.connections):
                raise
            return query

    return attrs.evolve(behaviour, read_query=read_query)


@fault("parameters.no_crash")
def crashes_on_nul(behaviour: Behaviour) -> Behaviour:
    """The server responds with 500 to a NUL character in the query string."""
    return _fail_on(behaviour, lambda query: b"%00" in query)


@fault("parameters.no_crash")
def crashes_on_bytes_that_are_no_utf_eight(behaviour: Behaviour) -> Behaviour:
    """The server responds with 500 to bytes in the query string that are not UTF-8."""
    return _fail_on(behaviour, lambda query: b"%FF" in query)


@fault("parameters.no_crash")
def crashes_on_wide_integers(behaviour: Behaviour) -> Behaviour:
    """The server responds with 500 to integers of more than 64 bits."""
    return _fail_on(behaviour, lambda query: re.search(rb"=\d{20}", query) is not None)


@fault("parameters.no_crash")
def crashes_on_many_ids(behaviour: Behaviour) -> Behaviour:
    """The server responds with 500 to a query with more than 40 ids."""
    return _fail_on(behaviour, lambda query: query.count(b"Ids=") > 40)


@fault("parameters.no_crash")
def crashes_on_long_numbers(behaviour: Behaviour) -> Behaviour:
    """The server responds with 500 to numbers of more than 4300 digits, as Python's parser does."""
    return _fail_on(behaviour, lambda query: re.search(rb"=\d{4301}", query) is not None)


@fault("parameters.served")
def compares_encoded_ids(behaviour: Behaviour) -> Behaviour:
    """The server responds with 400 to ids in filters whose hyphens are percent-encoded."""
    return _refuse(behaviour, lambda request: b"%2d" in request.query.lower())


@fault("parameters.served")
def takes_plain_digits_only(behaviour: Behaviour) -> Behaviour:
    """The server responds with 400 to pageNumber and pageSize with percent-encoded digits."""
    return _refuse(behaviour, lambda request: re.search(rb"=%3\d(&|$)", request.query) is not None)


@fault("parameters.served")
def decodes_values_but_not_names(behaviour: Behaviour) -> Behaviour:
    """The server ignores query parameters with percent-encoded names instead of decoding them."""
    return _change_query(behaviour, lambda query: re.sub(rb"(?<![^&])[^&=]*%[^&]*&?", b"", query))


@fault("scenarios.invalid_page")
def splits_numbers_at_commas(behaviour: Behaviour) -> Behaviour:
    """The server reads the last number of a list such as 7,0 whose commas are not encoded."""
    return _change_query(
        behaviour, lambda query: re.sub(rb"(page(?:Number|Size)=)[^&]*,", rb"\1", query)
    )


@fault("parameters.one_meaning")
def size_zero_is_the_default(behaviour: Behaviour) -> Behaviour:
    """The server reads a pageSize of 0 as the default page size."""

    def adjust_query(call: Call, query: Query) -> Query:
        is_zero = query.page_size == 0
        return behaviour.adjust_query(
            call, attrs.evolve(query, page_size=None) if is_zero else query
        )

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@fault("parameters.one_meaning")
def integers_wrap(behaviour: Behaviour) -> Behaviour:
    """The server reads pageNumber and pageSize modulo 2**64."""
    return _map_values(
        behaviour,
        _PAGE_PARAMETERS,
        lambda text: (
            str(reduce(lambda value, digit: (10 * value + int(digit)) % 2**64, text, 0))
            if text.isdecimal()
            else text
        ),
    )


@fault("parameters.one_meaning")
def leading_zeros_are_octal(behaviour: Behaviour) -> Behaviour:
    """The server reads a pageNumber or pageSize with a leading zero as an octal number."""
    return _map_values(
        behaviour,
        _PAGE_PARAMETERS,
        lambda text: str(int(text, 8)) if re.fullmatch("0[0-7]+", text) else text,
    )


@fault("parameters.one_meaning")
def ids_without_hyphens_select_all(behaviour: Behaviour) -> Behaviour:
    """The server ignores ids without hyphens, and a filter with only such ids has no effect."""
    return _keep_values(behaviour, _FILTERS, lambda text: "-" in text or not _is_uuid(text))


@fault("parameters.served")
def refuses_both_filters(behaviour: Behaviour) -> Behaviour:
    """The server responds with 400 to a request with both connectionIds and partnerIds."""

    def read_query(call: Call) -> Query:
        query = behaviour.read_query(call)
        if query.connection_ids is not None and query.partner_ids is not None:
            raise error_responses.malformed("partnerIds", "Only one filter is allowed.")
        return query

    return attrs.evolve(behaviour, read_query=read_query)


def _is_uuid(text: str) -> bool:
    return re.fullmatch("[0-9a-fA-F]{32}", text.replace("-", "")) is not None


def _parses(parse: Callable[[str, str], object]) -> Callable[[str], bool]:
    """Return a function that tests whether the parser `parse` accepts a value without an error."""

    def accepts(text: str) -> bool:
        try:
            parse("", text)
        except ErrorResponse:
            return False
        return True

    return accepts


def _map_values(
    behaviour: Behaviour, names: tuple[str, ...], change: Callable[[str], str]
) -> Behaviour:
    """Return a behaviour of the mock server that changes the values of some query parameters.

    Args:
        behaviour: The behaviour to change.
        names: The names of the query parameters.
        change: A function that returns the new value, given the decoded value in the request.
    """
    return change_parameters(
        behaviour, lambda name, texts: list(map(change, texts)) if name in names else texts
    )


def _change_query(behaviour: Behaviour, change: Callable[[bytes], bytes]) -> Behaviour:
    """Return a behaviour of the mock server that changes query strings before decoding them."""

    def read_query(call: Call) -> Query:
        request = attrs.evolve(call.request, query=change(call.request.query))
        return behaviour.read_query(attrs.evolve(call, request=request))

    return attrs.evolve(behaviour, read_query=read_query)


def _keep_values(
    behaviour: Behaviour, names: tuple[str, ...], keep: Callable[[str], bool]
) -> Behaviour:
    """Return a behaviour of the mock server that ignores some values of some query parameters.

    Args:
        behaviour: The behaviour to change.
        names: The names of the query parameters.
        keep: A function that returns False for each decoded value to ignore.
    """
    return change_parameters(
        behaviour, lambda name, texts: list(filter(keep, texts)) if name in names else texts
    )


def _refuse(behaviour: Behaviour, matches: Callable[[Request], bool]) -> Behaviour:
    """Return a behaviour of the mock server that responds with 400 to some requests.

    Args:
        behaviour: The behaviour to change.
        matches: A function that returns whether the response to a request is 400.
    """

    def read_query(call: Call) -> Query:
        if matches(call.request):
            raise error_responses.malformed("query", "A value is malformed.")
        return behaviour.read_query(call)

    return attrs.evolve(behaviour, read_query=read_query)


def _fail_on(behaviour: Behaviour, matches: Callable[[bytes], bool]) -> Behaviour:
    """Return a behaviour of the mock server that responds with 500 to some query strings.

    Args:
        behaviour: The behaviour to change.
        matches: A function that returns whether the response to a query string is 500.
    """

    def read_query(call: Call) -> Query:
        if matches(call.request.query):
            raise error_responses.internal_error("The database does not respond.")
        return behaviour.read_query(call)

    return attrs.evolve(behaviour, read_query=read_query)
