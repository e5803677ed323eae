"""Pages are slices of one whole."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...contract import Query
from ..cases.queries import sizes
from ..conformance.violation import NotChecked, Violation
from ..oracles.record_order import check_page, few, partition, unfiltered
from ..runner.probe import Probe
from .registry import checks

#: Pages that lie past the end by far: numbers that, times a size, no longer fit a fixed width.
_FAR = (10**6, 2**31, 2**32, 2**31 - 1, 2**16, 2**53 - 1)


@checks("pagination.partition")
def test_pages_partition_the_records(probe: Probe) -> None:
    def check(size: int) -> None:
        whole = probe.whole()
        walked = partition(probe, size, (), whole)
        missing = whole.records.keys() - {key for page in walked for key in page}
        if whole.complete and missing and len(walked) < probe.profile.pages:
            raise Violation(
                f"every record on some page of size {size}",
                f"{min(missing)} on none",
                *whole.pages[:1],
            )

    def in_order() -> None:
        unfiltered(probe)

    probe.twice(in_order)
    total = len(probe.whole().records)
    # Sizes of which a walk costs few requests, one just above the default among them.
    default = len(probe.records(probe.whole().pages[0]))
    usual = dict.fromkeys((total // 2 + 1, total - 1, default + 1, total // 3))
    telling = [size for size in usual if 2 < size <= probe.largest and total <= 8 * size]
    probe.for_each(probe.profile.first(telling, at_least=2), check)
    drawn = sizes(probe).filter(lambda size: total <= 8 * size)
    if total <= 8 * probe.largest:
        probe.for_all(drawn, check, share=0.2)


@checks("pagination.slices")
def test_a_page_holds_the_records_after_those_it_skips(probe: Probe) -> None:
    largest, total = probe.largest, len(probe.whole().records)
    if largest < 2:
        raise NotChecked("no page is known to hold more than one record")

    def check(drawn: tuple[int, int]) -> None:
        size, number = drawn
        check_page(probe, unfiltered(probe), size, number)

    default = len(probe.records(probe.whole().pages[0]))
    usual = [
        *((largest, 0), (2, 1), (largest - 1, 1), (default + 1, 1), (3, 3), (total // 2 + 1, 1)),
        *((2, total // 2), (total // 2, 2), (7, 2), (5, total // 5), (total, 1), (4, 4)),
    ]
    kept = [(s, n) for s, n in dict.fromkeys(usual) if 1 <= s <= largest]
    probe.for_each(probe.profile.first(kept, at_least=5), check)
    probe.for_all(_pages(probe), check)


@checks("pagination.first_page")
def test_the_first_page_is_the_default(probe: Probe) -> None:
    def check(size: int | None) -> None:
        query: Query = () if size is None else ((probe.pagination.size, str(size)),)
        unnamed, named = probe.ask(query), probe.page(0, size)
        expected, found = probe.records(unnamed), probe.records(named)
        if found.keys() != expected.keys():
            raise Violation(
                f"the records served when no page is named: {few(expected)}",
                few(found),
                unnamed,
                named,
            )

    probe.for_each([None], check)
    probe.for_all(sizes(probe), check, share=0.3)


@checks("pagination.past_the_end")
def test_a_page_past_the_end_is_served_without_records(probe: Probe) -> None:
    if not probe.whole().complete:
        raise NotChecked("the end of the records was not reached")

    def check(drawn: tuple[int, int]) -> None:
        size, number = drawn
        exchange = probe.page(number, size)
        # So far away, a server may say that the number is too large for it.
        if number > _FAR[0] and exchange.status == 400:
            return
        found = probe.records(exchange)
        if found:
            raise Violation(f"no record on page {number} of size {size}", few(found), exchange)

    largest, total = probe.largest, len(probe.whole().records)
    power = 1 << (largest.bit_length() - 1)  # times which 2**32 / power wraps to nothing
    wraps = [(power, 2**32 // power), (power, 2**31 // power), (power, 2**16 // power)]
    usual = [(1, total), (largest, -(-total // largest)), *((1, far) for far in _FAR[:3])]
    usual += wraps + [(min(2, largest), far) for far in _FAR[1:]]
    probe.for_each(probe.profile.first(list(dict.fromkeys(usual)), at_least=7), check)
    further = st.tuples(sizes(probe), st.integers(0, 10**6))
    probe.for_all(
        further.map(lambda drawn: (drawn[0], -(-total // drawn[0]) + drawn[1])), check, share=0.3
    )


def _pages(probe: Probe) -> SearchStrategy[tuple[int, int]]:
    total = len(probe.whole().records)
    return sizes(probe).flatmap(
        lambda size: st.tuples(st.just(size), st.integers(0, total // size + 1))
    )
