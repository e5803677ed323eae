"""An unchanged server says the same thing in every view."""

from __future__ import annotations

from ...contract import Query
from ..cases.queries import usual_views, views
from ..conformance.every_response import differs
from ..conformance.response_body import pointer_to
from ..runner.probe import Probe
from ..runner.suspects import confirm
from ..transport.exchange import Exchange
from .registry import checks


@checks("consistency.same_record", last=True)
def test_a_record_is_the_same_in_every_view(probe: Probe) -> None:
    def compare(exchange: Exchange) -> None:
        whole = probe.whole()
        for key, record in probe.records(exchange).items():
            known = whole.records.get(key, record)
            if record != known:
                place = pointer_to(key, probe.pagination)
                raise differs(known, record, whole.pages[0], exchange, place)

    def check(query: Query) -> None:
        compare(probe.ask(query))

    # What was read before may have changed since, once, and rightly.
    probe.forget()
    confirm(probe, "consistency.same_record", compare, at_once=False)
    probe.for_each(probe.profile.first(usual_views(probe)), check)
    probe.for_all(views(probe), check)
    often = probe.witness.changed_too_often()
    if often is not None:
        raise often


@checks("consistency.same_rest", last=True)
def test_what_is_neither_paged_nor_live_is_always_the_same(probe: Probe) -> None:
    def compare(exchange: Exchange) -> None:
        first = probe.whole().pages[0]
        expected, found = probe.rest(first), probe.rest(exchange)
        if found != expected:
            raise differs(expected, found, first, exchange)

    def check(query: Query) -> None:
        compare(probe.ask(query))

    confirm(probe, "consistency.same_rest", compare)
    probe.for_each(probe.profile.first(usual_views(probe)), check)
    probe.for_all(views(probe), check, share=0.3)
