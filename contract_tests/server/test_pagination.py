"""Pages are slices of one whole."""

from __future__ import annotations

from hypothesis import strategies as st

from ..contract import Query
from .answers import Records
from .checks import checks
from .paging import check_partition
from .probe import Probe
from .strategies import sizes
from .violation import NotChecked, Violation


@checks("pagination.partition")
def test_pages_partition_the_records(probe: Probe) -> None:
    def check(size: int) -> None:
        whole = probe.whole()
        check_partition(probe, size, (), whole.records, whole.complete)

    probe.for_all(sizes(probe), check, share=0.3)


@checks("pagination.slices")
def test_a_page_is_made_of_the_smaller_pages_in_its_place(probe: Probe) -> None:
    # The records of a page are members of an object, in no order. What can be seen of their order
    # is which of them share a page: page n of size a*k holds pages n*k to n*k+k-1 of size a.
    largest = probe.certain_size
    if largest < 2:
        raise NotChecked("no page is known to hold more than one record")

    def check(drawn: tuple[int, int, int]) -> None:
        size, times, place = drawn
        number = place // (size * times)
        exchange = probe.page(number, size * times)
        found = probe.records(exchange)
        parts: Records = {}
        for part in range(times):
            parts |= probe.records(probe.page(number * times + part, size))
        if found.keys() != parts.keys():
            raise Violation(
                f"pages {number * times} to {number * times + times - 1} of size {size}, "
                f"taken together: {_few(parts)}",
                _few(found),
                exchange,
            )

    factors = st.integers(2, min(4, largest)).flatmap(
        lambda times: st.tuples(st.integers(1, largest // times), st.just(times))
    )
    places = st.integers(0, len(probe.whole().records))
    probe.for_all(st.builds(lambda f, place: (*f, place), factors, places), check, share=0.5)


@checks("pagination.first_page")
def test_the_first_page_is_the_default(probe: Probe) -> None:
    def check(size: int | None) -> None:
        query: Query = () if size is None else ((probe.pagination.size, str(size)),)
        unnamed, named = probe.ask(query), probe.page(0, size)
        expected, found = probe.records(unnamed), probe.records(named)
        if found.keys() != expected.keys():
            raise Violation(
                f"the records served when no page is named: {_few(expected)}",
                _few(found),
                unnamed,
                named,
            )

    probe.for_all(sizes(probe), check, always=[None], share=0.3)


@checks("pagination.past_the_end")
def test_a_page_past_the_end_is_served_without_records(probe: Probe) -> None:
    if not probe.whole().complete:
        raise NotChecked("the end of the records was not reached")

    def check(drawn: tuple[int, int]) -> None:
        size, further = drawn
        number = -(-len(probe.whole().records) // size) + further
        exchange = probe.page(number, size)
        found = probe.records(exchange)
        if found:
            raise Violation(f"no record on page {number} of size {size}", _few(found), exchange)

    probe.for_all(st.tuples(sizes(probe), st.integers(0, 10**6)), check, share=0.5)


def _few(found: Records) -> str:
    keys = sorted(found)
    if not keys:
        return "no records"
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return ", ".join(keys[:3]) + more
