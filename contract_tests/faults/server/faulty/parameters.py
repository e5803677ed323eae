"""Servers that misread, reject or fail on query parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlencode
from uuid import UUID

import attrs

from ....mock_server import error_responses
from ....mock_server.behaviour import Behaviour
from ....mock_server.call import Call, ErrorResponse
from ....mock_server.query_string import Query, decode_query, parse_integer, parse_query, parse_uuid
from ... import fault

_PAGES = ("pageNumber", "pageSize")
_FILTERS = ("connectionIds", "partnerIds")


@fault("scenarios.invalid_page")
def passes_over_malformed_pages(behaviour: Behaviour) -> Behaviour:
    """A page number or size that is no integer counts as left out, where 400 is due."""
    return _passing_over(behaviour, parse_integer, ("pageNumber", "pageSize"))


@fault("scenarios.invalid_filter")
def passes_over_malformed_ids(behaviour: Behaviour) -> Behaviour:
    """A malformed id in a filter counts as left out, where 400 is due."""
    return _passing_over(behaviour, parse_uuid, ("connectionIds", "partnerIds"))


@fault("parameters.no_crash")
def crashes_on_malformed_queries(behaviour: Behaviour) -> Behaviour:
    """Malformed parameters are answered with 500."""

    def read_query(call: Call) -> Query:
        try:
            return behaviour.read_query(call)
        except ErrorResponse as error:
            raise error_responses.internal_error("invalid literal for int()") from error

    return attrs.evolve(behaviour, read_query=read_query)


@fault("parameters.served")
def refuses_repeated_keys(behaviour: Behaviour) -> Behaviour:
    """A filter with two ids, written as the contract says, is answered with 400."""

    def read_query(call: Call) -> Query:
        for name, values in decode_query(call.request.query).items():
            if len(values) > 1:
                raise error_responses.malformed(name, f"{name} is given more than once.")
        return behaviour.read_query(call)

    return attrs.evolve(behaviour, read_query=read_query)


@fault("scenarios.invalid_page")
def cuts_fractions(behaviour: Behaviour) -> Behaviour:
    """Of 1.5, the 1 is taken for the page number or size."""
    return _rewriting(behaviour, _PAGES, lambda text: re.sub(r"^(\d+)\.\d+$", r"\1", text))


@fault("scenarios.invalid_page")
def reads_leading_digits(behaviour: Behaviour) -> Behaviour:
    """Letters after the digits of a page number or size are passed over."""
    return _rewriting(behaviour, _PAGES, lambda text: re.sub(r"^(\d+)[A-Za-z]+$", r"\1", text))


@fault("scenarios.invalid_page")
def takes_digits_of_any_script(behaviour: Behaviour) -> Behaviour:
    """Page numbers and sizes may be written in the digits of any script."""
    return _rewriting(behaviour, _PAGES, lambda text: str(int(text)) if text.isdecimal() else text)


@fault("scenarios.invalid_page")
def negative_pages_are_the_first(behaviour: Behaviour) -> Behaviour:
    """A page number below zero counts as zero."""
    return _rewriting(behaviour, _PAGES[:1], lambda text: re.sub(r"^-\d+$", "0", text))


@fault("scenarios.invalid_page")
def null_is_left_out(behaviour: Behaviour) -> Behaviour:
    """A page number of null, as careless callers write it, is the first page."""
    return _rewriting(behaviour, _PAGES[:1], lambda text: "0" if text == "null" else text)


@fault("scenarios.invalid_filter")
def looks_at_the_first_id_only(behaviour: Behaviour) -> Behaviour:
    """Only the first id of a filter has to be one; others are dropped if they are not."""
    return _dropping(behaviour, lambda place, text: place == 0 or _is_uuid(text))


@fault("scenarios.invalid_filter")
def drops_malformed_ids_among_good_ones(behaviour: Behaviour) -> Behaviour:
    """A malformed id counts as left out, as long as there is a good one beside it."""

    def read_query(call: Call) -> Query:
        values = decode_query(call.request.query)
        for name in _FILTERS:
            good = list(filter(_is_uuid, values.get(name, [])))
            values[name] = good or values.get(name, [])
        return behaviour.read_query(_with_query(call, values.items()))

    return attrs.evolve(behaviour, read_query=read_query)


@fault("scenarios.invalid_filter")
def takes_any_letters_for_ids(behaviour: Behaviour) -> Behaviour:
    """An id may have letters that are no hexadecimal digits, and then is nobody's."""
    nobody = str(UUID(int=1))
    shape = re.compile(r"[0-9a-z]{8}(-[0-9a-z]{4}){3}-[0-9a-z]{12}", re.IGNORECASE)
    return _rewriting(
        behaviour,
        _FILTERS,
        lambda text: nobody if shape.fullmatch(text) and not _is_uuid(text) else text,
    )


@fault("parameters.no_crash")
def crashes_on_nul(behaviour: Behaviour) -> Behaviour:
    """A NUL character anywhere in the query is answered with 500, as its database would."""
    return _crashing(behaviour, lambda query: b"%00" in query)


@fault("parameters.no_crash")
def crashes_on_bytes_that_are_no_utf_eight(behaviour: Behaviour) -> Behaviour:
    """Bytes in the query that are not UTF-8 are answered with 500."""
    return _crashing(behaviour, lambda query: b"%FF" in query)


@fault("parameters.no_crash")
def crashes_on_wide_integers(behaviour: Behaviour) -> Behaviour:
    """Integers of more than 64 bits are answered with 500."""
    return _crashing(behaviour, lambda query: re.search(rb"=\d{20}", query) is not None)


@fault("parameters.no_crash")
def crashes_on_many_ids(behaviour: Behaviour) -> Behaviour:
    """More than 40 ids are answered with 500."""
    return _crashing(behaviour, lambda query: query.count(b"Ids=") > 40)


@fault("parameters.one_meaning")
def size_zero_is_the_default(behaviour: Behaviour) -> Behaviour:
    """A pageSize of 0 counts as left out."""

    def adjust_query(call: Call, query: Query) -> Query:
        none = query.page_size == 0
        return behaviour.adjust_query(call, attrs.evolve(query, page_size=None) if none else query)

    return attrs.evolve(behaviour, adjust_query=adjust_query)


@fault("parameters.one_meaning")
def integers_wrap(behaviour: Behaviour) -> Behaviour:
    """Of page numbers and sizes, the lowest 64 bits count."""
    return _rewriting(
        behaviour, _PAGES, lambda text: str(int(text) % 2**64) if text.isdecimal() else text
    )


@fault("parameters.one_meaning")
def leading_zeros_are_octal(behaviour: Behaviour) -> Behaviour:
    """A page number or size that begins with 0 is read as octal."""
    return _rewriting(
        behaviour,
        _PAGES,
        lambda text: str(int(text, 8)) if re.fullmatch("0[0-7]+", text) else text,
    )


@fault("parameters.one_meaning")
def ids_without_hyphens_select_all(behaviour: Behaviour) -> Behaviour:
    """Ids that are written without hyphens count as left out."""
    return _dropping(behaviour, lambda _place, text: "-" in text or not _is_uuid(text))


@fault("parameters.served")
def refuses_both_filters(behaviour: Behaviour) -> Behaviour:
    """Both filters together are answered with 400."""

    def read_query(call: Call) -> Query:
        query = behaviour.read_query(call)
        if query.connection_ids is not None and query.partner_ids is not None:
            raise error_responses.malformed("partnerIds", "Give one filter.")
        return query

    return attrs.evolve(behaviour, read_query=read_query)


def _passing_over(
    behaviour: Behaviour, parse: Callable[[str, str], object], parameters: tuple[str, ...]
) -> Behaviour:
    def well_formed(name: str, text: str) -> bool:
        try:
            parse(name, text)
        except ErrorResponse:
            return False
        return True

    def read_query(call: Call) -> Query:
        kept = [
            (name, text)
            for name, texts in decode_query(call.request.query).items()
            for text in texts
            if name not in parameters or well_formed(name, text)
        ]
        return parse_query(urlencode(kept).encode())

    return attrs.evolve(behaviour, read_query=read_query)


def _is_uuid(text: str) -> bool:
    return re.fullmatch("[0-9a-fA-F]{32}", text.replace("-", "")) is not None


def _with_query(call: Call, values: Iterable[tuple[str, list[str]]]) -> Call:
    pairs = [(name, text) for name, texts in values for text in texts]
    request = attrs.evolve(call.request, query=urlencode(pairs).encode())
    return attrs.evolve(call, request=request)


def _rewriting(
    behaviour: Behaviour, names: tuple[str, ...], change: Callable[[str], str]
) -> Behaviour:
    def read_query(call: Call) -> Query:
        values = decode_query(call.request.query)
        for name in names:
            if name in values:
                values[name] = [change(text) for text in values[name]]
        return behaviour.read_query(_with_query(call, values.items()))

    return attrs.evolve(behaviour, read_query=read_query)


def _dropping(behaviour: Behaviour, keep: Callable[[int, str], bool]) -> Behaviour:
    def read_query(call: Call) -> Query:
        values = decode_query(call.request.query)
        for name in _FILTERS:
            texts = enumerate(values.get(name, []))
            values[name] = [text for place, text in texts if keep(place, text)]
        return behaviour.read_query(_with_query(call, values.items()))

    return attrs.evolve(behaviour, read_query=read_query)


def _crashing(behaviour: Behaviour, on: Callable[[bytes], bool]) -> Behaviour:
    def read_query(call: Call) -> Query:
        if on(call.request.query):
            raise error_responses.internal_error("The database does not answer.")
        return behaviour.read_query(call)

    return attrs.evolve(behaviour, read_query=read_query)
