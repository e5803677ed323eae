"""Values that the contract leaves open: a server may refuse them, or serve what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from ...contract import Operation, Query
from ..cases.filter_values import known_values, matching, values_for
from ..conformance.response_body import Records
from ..conformance.violation import Violation
from ..runner.probe import Probe
from ..transport.exchange import Exchange, encode_query
from .record_order import few

#: More values than that a server may find too many for one request, and how it may say so.
CERTAIN_VALUES = 20
_TOO_MUCH = {400, 413, 414, 431}

#: A longer query string may be too long for a server. As many bytes hold the certain values.
_CERTAIN_BYTES = 1024

#: Up to there, every integer is a double, too.
_EXACT = 2**53

#: Numbers that integers of a fixed width, and doubles, take for others: the first two for 1.
_WIDE = (2**32 + 1, 2**64 + 1, 2**53 + 1, 10**30, 10**400)


@frozen
class Meaning:
    """A query that may be refused, and what must hold of the answer if it is served."""

    query: Query
    expected: str
    holds: Callable[[Probe, Records], bool]
    ask: Callable[[Probe, Query], Exchange] = Probe.ask
    """How it is asked: as :meth:`Probe.ask_crashing` does, what a gateway may refuse."""

    def check(self, probe: Probe, exchange: Exchange) -> None:
        """Raise :class:`Violation` unless the answer is what the query means."""
        found = probe.records(exchange)
        if not self.holds(probe, found):
            raise Violation(f"an error of 4xx, or {self.expected}", few(found), exchange)


def refusals(operation: Operation, query: Query) -> set[int]:
    """Return the statuses, documented or not, that may refuse a query for being hard to read.

    It is too long for some, or has numbers that not everybody takes.
    """
    too_much = len(query) > CERTAIN_VALUES or len(encode_query(query)) > _CERTAIN_BYTES
    statuses = set(_TOO_MUCH) if too_much else set()
    paging = operation.pagination
    numbers = [text for name, text in query if paging and name in {paging.page, paging.size}]
    if any(map(_is_open, numbers)):
        statuses.update(range(400, 500))
    return statuses


def _is_open(number: str) -> bool:
    """Return whether a number is written with needless zeros, or may be too large."""
    if not (number.isascii() and number.isdigit()):
        return False
    too_large = len(number) > len(str(_EXACT)) or int(number) > _EXACT
    return too_large or (number != "0" and number.startswith("0"))


def meanings(probe: Probe) -> list[Meaning]:
    """Return what every run asks, those first that services get wrong most."""
    if probe.operation.pagination is None:
        return []
    return [*_injections(probe), *_numbers(probe), *_spellings(probe), _UNLISTED]


def _nothing(_probe: Probe, found: Records) -> bool:
    return not found


def _injections(probe: Probe) -> Iterator[Meaning]:
    # Malformed, or the name of nothing; but a firewall in front of a server may have its own 4xx.
    for chosen in probe.operation.filters:
        query = ((chosen.parameter, "' OR 1=1 --"),)
        yield Meaning(query, "no records", _nothing, Probe.ask_crashing)


def _numbers(probe: Probe) -> Iterator[Meaning]:
    paging = probe.pagination
    yield Meaning(((paging.size, "0"),), "no records", _nothing)
    for number in _WIDE:
        yield Meaning(
            ((paging.page, str(number)), (paging.size, "1")),
            "no records, so far past the end",
            _nothing,
        )
    for number in _WIDE:
        yield Meaning(
            ((paging.size, str(number)),), "as many records as any page holds", _as_many_as_any
        )
    # To a reader of octal digits, eight.
    yield Meaning(
        ((paging.page, f"0{paging.first + 10}"), (paging.size, "1")),
        f"what page {paging.first + 10} holds",
        lambda probe, found: found.keys() == probe.records(probe.page(10, 1)).keys(),
    )
    size = min(10, probe.largest)
    yield Meaning(
        ((paging.size, f"0{size}"),),
        f"what a page of size {size} holds",
        lambda probe, found: found.keys() == probe.records(probe.page(0, size)).keys(),
    )


def _as_many_as_any(probe: Probe, found: Records) -> bool:
    whole = probe.whole()
    default = len(probe.records(whole.pages[0]))
    # A size that is refused in silence may count as none at all.
    return len(found) >= min(default, probe.largest, len(whole.records))


def _spellings(probe: Probe) -> Iterator[Meaning]:
    for chosen in probe.operation.filters:
        values, known = values_for(probe, chosen), known_values(probe, chosen)
        if not values.are_ids or not known:
            continue
        name, shown = chosen.parameter, known[0]
        spelled = {shown.upper(), shown.lower(), shown.replace("-", ""), values.usual(shown)}
        for text in sorted(spelled - {shown}):
            yield Meaning(
                ((name, text),), "no records but those that match", _only_matching(name, shown)
            )
        if len(known) > 1 and probe.operation.parameter(name).is_array:
            yield Meaning(
                ((name, ",".join(known[:2])),),
                "no records but those that match",
                _only_matching(name, *known[:2]),
            )


def _only_matching(name: str, *values: str) -> Callable[[Probe, Records], bool]:
    query = tuple((name, value) for value in values)
    return lambda probe, found: matching(probe, query, found).keys() == found.keys()


_UNLISTED = Meaning(
    (("unlisted", "1"),),
    "what is served without a parameter that the document does not have",
    lambda probe, found: found.keys() == probe.records(probe.ask()).keys(),
)
