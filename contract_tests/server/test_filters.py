"""Filters select exactly, and before paging."""

from __future__ import annotations

from hypothesis import strategies as st

from ..contract import Query
from .answers import pointer_to
from .checks import checks
from .paging import check_partition
from .probe import Probe
from .strategies import matching, overlapping, selections, sizes
from .violation import NotApplicable, Violation


@checks("filters.exact")
def test_a_filter_selects_exactly_the_matching_records(probe: Probe) -> None:
    if not probe.operation.filters:
        raise NotApplicable(f"{probe.operation.id} has no filters")
    for chosen in probe.operation.filters:
        probe.for_all(selections(probe, (chosen,)), lambda query: _check_selection(probe, query))


@checks("filters.combined")
def test_filters_given_together_must_all_match(probe: Probe) -> None:
    filters = probe.operation.filters
    if len(filters) < 2:
        raise NotApplicable(f"{probe.operation.id} has fewer than two filters")
    strategy = selections(probe, filters)
    if probe.whole().records:
        strategy = st.one_of(overlapping(probe, filters), strategy)
    probe.for_all(strategy, lambda query: _check_selection(probe, query))


@checks("filters.before_paging")
def test_records_are_filtered_before_they_are_paged(probe: Probe) -> None:
    filters = probe.operation.filters
    if not filters:
        raise NotApplicable(f"{probe.operation.id} has no filters")

    def check(drawn: tuple[Query, int]) -> None:
        query, size = drawn
        _, selected = probe.filtered(query)
        check_partition(probe, size, query, selected.records, selected.complete)

    query = st.one_of([selections(probe, (chosen,)) for chosen in filters])
    probe.for_all(st.tuples(query, sizes(probe)), check, share=0.5)


def _check_selection(probe: Probe, query: Query) -> None:
    whole = probe.whole()
    exchange, view = probe.filtered(query)
    found = view.records
    expected = matching(probe.operation, query, whole.records)
    stray = found.keys() - matching(probe.operation, query, found).keys()
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
