"""An unchanged server says the same thing in every view."""

from __future__ import annotations

from ..contract import Json, Query
from .answers import pointer_to
from .checks import checks
from .probe import Probe
from .strategies import views
from .violation import Violation


@checks("consistency.same_record")
def test_a_record_is_the_same_in_every_view(probe: Probe) -> None:
    def check(query: Query) -> None:
        whole = probe.whole()
        exchange = probe.ask(query)
        for key, record in probe.records(exchange).items():
            known = whole.records.get(key, record)
            if record != known:
                raise Violation(
                    f"as without paging and filters: {_difference(known, record)}",
                    _difference(record, known),
                    *whole.pages[:1],
                    exchange,
                    part=(pointer_to(key, probe.pagination), record),
                )

    probe.for_all(views(probe), check)


@checks("consistency.same_rest")
def test_what_is_neither_paged_nor_live_is_always_the_same(probe: Probe) -> None:
    def check(query: Query) -> None:
        first = probe.whole().pages[0]
        exchange = probe.ask(query)
        expected, found = probe.rest(first), probe.rest(exchange)
        if found != expected:
            raise Violation(
                _difference(expected, found), _difference(found, expected), first, exchange
            )

    probe.for_all(views(probe), check, share=0.5)


def _difference(one: Json, other: Json, place: str = "") -> str:
    """Return the first part of a value in which it differs from another."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            if key not in one:
                return f"no {place}/{key}"
            if key not in other or one[key] != other[key]:
                return _difference(one[key], other.get(key), f"{place}/{key}")
    return f"{place or '/'} is {one!r}"
