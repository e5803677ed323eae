"""Values to ask with: certainly allowed, certainly refused, or merely odd.

What the contract leaves open (see the README) is on neither side: it is neither generated as
allowed nor as malformed.
"""

from __future__ import annotations

import re
import string
import uuid
from collections.abc import Callable, Mapping

import jsonschema_rs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.generation import GenerationMode

from ..contract import Contract, Filter, Json, Operation, Parameter, Query
from ..generation import generated_queries
from ..secret import Secret
from .exchange import Credential
from .probe import Probe

#: Never in a malformed value: whether these are trimmed, split on or decoded is open.
_OPEN_CHARACTERS = ", \t\r\n+;"
_PLAIN = string.ascii_letters + string.digits + "_-."
_ODD_NUMBERS = ("-1", "1.5", "1e3", "0x10", "ten", "null", "NaN", "1a", "a1", "--", "1-2", "1_0")

uuids: SearchStrategy[str] = st.uuids(version=4).map(str)


def allowed_queries(probe: Probe) -> SearchStrategy[Query]:
    """Return queries that any server must serve: generated from the document, then made certain."""
    largest = probe.certain_size
    generated = generated_queries(probe.contract, probe.operation, GenerationMode.POSITIVE)
    return generated.map(lambda query: certain(probe.operation, query, largest))


def certain(operation: Operation, query: Query, largest_size: int) -> Query:
    """Move every value that the contract leaves open to one that it does not.

    Numbers lose leading zeros and become small, ids get their usual spelling, and sizes stay
    within what the server's own default shows to be allowed.
    """
    bounds = {}
    if operation.pagination:
        bounds = {operation.pagination.page: (0, 100), operation.pagination.size: (1, largest_size)}
    filters = {f.parameter for f in operation.filters}

    def one(name: str, value: str) -> str:
        if name in bounds:
            low, count = bounds[name]
            return str(low + int(value[:30] or "0") % count)
        return usual_spelling(value) if name in filters else value

    return tuple((name, one(name, value)) for name, value in query)


def usual_spelling(value: str) -> str:
    """Return a UUID lower-case and with hyphens, and anything else as it is."""
    try:
        return str(uuid.UUID(value))
    except ValueError:
        return value


def sizes(probe: Probe) -> SearchStrategy[int]:
    """Return page sizes that are certain to be allowed, the cheapest to walk first."""
    largest = probe.certain_size
    return st.integers(0, largest - 1).map(lambda less: largest - less)


def views(probe: Probe) -> SearchStrategy[Query]:
    """Return queries that show known records: some page of some size, under some filters."""
    paging = probe.pagination
    size = sizes(probe).map(lambda value: ((paging.size, str(value)),))
    page = st.integers(paging.first, paging.first + 3).map(lambda n: ((paging.page, str(n)),))
    filters = probe.operation.filters
    parts = [st.one_of(st.just(()), size), st.one_of(st.just(()), page)]
    parts += [st.one_of(st.just(()), selections(probe, (chosen,))) for chosen in filters]
    return st.tuples(*parts).map(lambda drawn: sum(drawn, ()))


def selections(probe: Probe, filters: tuple[Filter, ...]) -> SearchStrategy[Query]:
    """Return values for the filters: of records that the server shows, and of none."""
    values = probe.whole().values

    def for_one(chosen: Filter) -> SearchStrategy[Query]:
        known = sorted({v for key, record in values if (v := chosen.value(key, record))})
        one = st.one_of(st.sampled_from(known), uuids) if known else uuids
        some = st.lists(one, min_size=1, max_size=5, unique=True)
        return some.map(lambda picked: tuple((chosen.parameter, value) for value in picked))

    return st.tuples(*map(for_one, filters)).map(lambda parts: sum(parts, ()))


def overlapping(probe: Probe, filters: tuple[Filter, ...]) -> SearchStrategy[Query]:
    """Return values for several filters, all taken from the same few records."""

    def choose(few: list[tuple[str, Json]]) -> SearchStrategy[Query]:
        some = st.lists(st.sampled_from(few), min_size=1, unique_by=lambda item: item[0])
        return st.tuples(*(some for _ in filters)).map(
            lambda picks: tuple(
                (chosen.parameter, value)
                for chosen, picked in zip(filters, picks, strict=True)
                for value in dict.fromkeys(chosen.value(*item) for item in picked)
                if value is not None
            )
        )

    values = probe.whole().values
    few = st.lists(
        st.sampled_from(values),
        min_size=min(2, len(values)),
        max_size=4,
        unique_by=lambda item: item[0],
    )
    return few.flatmap(choose)


def matching(operation: Operation, query: Query, records: Mapping[str, Json]) -> dict[str, Json]:
    """Return the records that a query's filters select, in their order."""
    wanted: dict[Filter, set[str]] = {}
    for chosen in operation.filters:
        values = {usual_spelling(value) for name, value in query if name == chosen.parameter}
        if values:
            wanted[chosen] = values
    return {
        key: record
        for key, record in records.items()
        if all(usual_spelling(f.value(key, record) or "") in values for f, values in wanted.items())
    }


def malformed_values(
    contract: Contract, parameter: Parameter, schema: Json
) -> SearchStrategy[list[str]]:
    """Return values of a parameter of which one, and only one, does not satisfy the schema."""
    item = contract.resolved(schema)
    item = contract.resolved(item["items"]) if parameter.is_array else item
    good = st.from_regex(item["pattern"], fullmatch=True, alphabet=st.characters(codec="ascii"))
    bad = _spoiled(good).filter(_certainly_refused(contract.validator(item)))
    if parameter.location == "path":
        bad = bad.filter(lambda value: not set(value) <= {"."})
    if not parameter.is_array:
        return bad.map(lambda value: [value])
    good_ones = st.lists(uuids, max_size=2)
    return st.tuples(good_ones, bad, good_ones).map(lambda parts: [*parts[0], parts[1], *parts[2]])


def _spoiled(good: SearchStrategy[str]) -> SearchStrategy[str]:
    word = st.text(_PLAIN, min_size=1, max_size=12)
    position = st.integers(0, 36)
    inserted = st.tuples(good, position, word).map(
        lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] :]
    )
    truncated = good.map(lambda value: value[:-1])
    return st.one_of(st.sampled_from(_ODD_NUMBERS), word, inserted, truncated)


def _certainly_refused(validator: jsonschema_rs.Validator) -> Callable[[str], bool]:
    takes_uuids = validator.is_valid(str(uuid.UUID(int=0)))

    def refused(value: str) -> bool:
        if not value or set(value) & set(_OPEN_CHARACTERS) or validator.is_valid(value):
            return False
        # How an id is written, hyphens above all, is open; only what names no id is malformed.
        return not (takes_uuids and re.fullmatch("[0-9A-Fa-f]{32}", value.replace("-", "")))

    return refused


def near_misses(token: Secret) -> list[Credential]:
    """Return credentials that are almost those of a caller: none, other schemes, a wrong token."""
    shorter = Secret(token.reveal()[:-1] or "x", f"{token.variable}%?")
    return [
        Credential(None),
        Credential("Bearer"),
        Credential("{}", token),
        Credential("Basic {}", token),
        Credential("Token {}", token),
        Credential("Bearer {}x", token),
        Credential("Bearer x{}", token),
        Credential("Bearer {}", shorter),
    ]


def made_up_credentials(token: Secret) -> SearchStrategy[Credential]:
    """Return credentials that nobody was given."""
    made_up = st.text(string.ascii_letters + string.digits, min_size=1, max_size=64).filter(
        lambda text: text != token.reveal()
    )
    return st.tuples(st.sampled_from(("Bearer", "Basic")), made_up).map(
        lambda drawn: Credential(" ".join(drawn))
    )


def odd_values(parameter: Parameter) -> list[Query]:
    """Return values that services have stumbled over; most are neither allowed nor refused."""
    name = parameter.name
    return [
        ((name, value),)
        for value in (
            *("", " ", "\0", "\udcff", "\u0663", "-1", "1.5", "%", "null", "{}", "[]", "a,b", "+1"),
            *("9" * 10, "9" * 19, "9" * 400, "0" * 50, "x" * 2000, "\U0001f680", "' OR 1=1 --"),
        )
    ] + [
        ((name, "1"), (name, "2")),
        tuple((name, str(uuid.UUID(int=number))) for number in range(60)),
    ]
