"""Filters select exactly, and before paging."""

from __future__ import annotations

from itertools import combinations

from hypothesis import strategies as st

from ...contract import Filter, Query
from ..cases.filter_values import matching, selections, usual_combinations, usual_selections
from ..conformance.response_body import pointer_to
from ..conformance.violation import NotApplicable, NotChecked, Violation
from ..oracles.ambiguous_input import refusals
from ..oracles.record_order import check_page, learn
from ..runner.hypothesis_runs import halves_and_less
from ..runner.probe import Probe, Whole
from ..runner.profile import Profile
from ..transport.exchange import Exchange
from .registry import checks


@checks("filters.exact")
def test_a_filter_selects_exactly_the_matching_records(probe: Probe) -> None:
    if not probe.operation.filters:
        raise NotApplicable(f"{probe.operation.id} has no filters")

    def check(query: Query) -> None:
        _check_selection(probe, query)

    for chosen in probe.operation.filters:
        usual = probe.profile.first(usual_selections(probe, chosen), at_least=7)
        probe.for_each(usual, check, halves_and_less)
        probe.for_all(selections(probe, (chosen,)), check, share=0.5)


@checks("filters.combined")
def test_filters_given_together_must_all_match(probe: Probe) -> None:
    filters = probe.operation.filters
    if len(filters) < 2:
        raise NotApplicable(f"{probe.operation.id} has fewer than two filters")

    def check(query: Query) -> None:
        _check_selection(probe, query)

    for pair in combinations(filters, 2):
        probe.for_each(
            probe.profile.first(usual_combinations(probe, *pair)), check, halves_and_less
        )
    probe.for_all(selections(probe, filters), check, share=0.5)


@checks("filters.before_paging")
def test_records_are_filtered_before_they_are_paged(probe: Probe) -> None:
    filters = probe.operation.filters
    if not filters:
        raise NotApplicable(f"{probe.operation.id} has no filters")
    if probe.largest < 2 and len(probe.whole().records) < 2:
        raise NotChecked("there are too few records to page")

    def check(query: Query) -> None:
        # Which of all records these are is for the other rules to say.
        view = probe.read(query)
        sequence = learn(probe, query, view, most=6 if probe.profile is Profile.QUICK else 10)
        total = len(view.records)
        pages = ((2, 0), (2, 1), (3, 1), (total, 0), (total - 1, 1), (total, 1), (total + 1, 0))
        for size, number in dict.fromkeys(pages):
            if 1 <= size <= probe.largest:
                check_page(probe, sequence, size, number, query)

    usual = [query for chosen in filters if (query := _of_several(probe, chosen, 3, 9))]
    usual += [query for pair in combinations(filters, 2) if (query := _of_both(probe, *pair))]
    probe.for_each(probe.profile.first(usual, at_least=1), check)
    drawn = st.one_of([selections(probe, (chosen,)) for chosen in filters])
    probe.for_all(drawn, check, share=0.2)


def _of_several(probe: Probe, chosen: Filter, least: int, most: int) -> Query:
    """Return the fewest values of a filter that select several records, but not too many."""
    query: Query = ()
    values = probe.whole().values
    counted = sorted(
        {value for key, record in values if (value := chosen.value(key, record)) is not None},
        key=lambda value: (
            -len(matching(probe, ((chosen.parameter, value),), dict(values))),
            value,
        ),
    )
    several = probe.operation.parameter(chosen.parameter).is_array
    for value in counted:
        more = (*query, (chosen.parameter, value))
        selected = len(matching(probe, more, dict(values)))
        if selected <= most:
            query = more
            if selected >= least:
                return query
            if not several:
                break
    return query


def _of_both(probe: Probe, one: Filter, other: Filter) -> Query:
    whole = dict(probe.whole().values)
    for second in dict.fromkeys(other.value(*pair) for pair in whole.items()):
        if second is None:
            continue
        part = matching(probe, ((other.parameter, second),), whole)
        firsts = dict.fromkeys(one.value(*pair) for pair in part.items())
        several = probe.operation.parameter(one.parameter).is_array
        chosen = [value for value in firsts if value is not None][: 5 if several else 1]
        query = (*((one.parameter, value) for value in chosen), (other.parameter, second))
        if chosen and len(matching(probe, query, whole)) >= 3:
            return query
    return ()


def _check_selection(probe: Probe, query: Query) -> None:
    whole = probe.whole()
    expected = matching(probe, query, whole.records)
    exchange = probe.ask(query)
    if exchange.status in refusals(probe.operation, query):
        return
    found = probe.records(exchange)
    complete = False
    if found.keys() != expected.keys():
        view = probe.read(query)
        found, complete = view.records, view.complete
    _compare(probe, query, exchange, Whole(found, (exchange,), complete))


def _compare(probe: Probe, query: Query, exchange: Exchange, view: Whole) -> None:
    whole, found = probe.whole(), view.records
    expected = matching(probe, query, whole.records)
    stray = found.keys() - matching(probe, query, found).keys()
    if stray:
        key = min(stray)
        raise Violation(
            "only records that match",
            f"{_count(stray)} beside these",
            exchange,
            part=(pointer_to(key, probe.pagination), found[key]),
        )
    missing = expected.keys() - found.keys()
    if view.complete and missing:
        raise Violation(
            "every record that matches", f"{min(missing)} is missing{_more(missing)}", exchange
        )
    foreign = found.keys() - expected.keys()
    if whole.complete and foreign:
        key = min(foreign)
        raise Violation(
            "only records that are shown without filters",
            f"{_count(foreign)} beside these",
            exchange,
            part=(pointer_to(key, probe.pagination), found[key]),
        )


def _count(keys: set[str]) -> str:
    return "one" if len(keys) == 1 else f"{len(keys)} records"


def _more(keys: set[str]) -> str:
    return f", and {len(keys) - 1} more" if len(keys) > 1 else ""
