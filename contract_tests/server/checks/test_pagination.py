"""Check that the pages of every size are slices of the same records in the same order."""

from __future__ import annotations

from functools import partial

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...contract import Query
from ..cases.queries import page_sizes
from ..conformance.record_difference import RecordCount, RecordDifference, count
from ..conformance.response_body import page_with
from ..conformance.violation import NotChecked, Violation
from ..oracles.record_order import (
    check_default_pages,
    check_page,
    check_records,
    read_partition,
    unfiltered_order,
)
from ..runner.baseline import MAX_REFERENCES
from ..runner.operation_tester import OperationTester
from ..runner.request_sender import page_query
from .registry import checks

#: The largest number of pages of a size that are all read. Smaller sizes need more requests.
_MAX_PAGES = 8

#: The smallest page sizes of three and of four digits. A server that cuts off digits reads another
#: size.
_MORE_DIGITS = (100, 1000)

_OK = 200

#: Page numbers far after the last page. The product of some of them and a page size overflows
#: integers of a fixed width.
_FAR_PAGES = (10**6, 2**31, 2**32, 2**31 - 1, 2**16, 2**53 - 1)


@checks("pagination.partition")
def test_the_pages_of_a_size_partition_the_records(tester: OperationTester) -> None:
    def check(size: int) -> None:
        view = tester.baseline.view
        pages = read_partition(tester, size, (), view, _MAX_PAGES + 2)
        seen = {key for _, records in pages for key in records}
        missing = view.records.keys() - seen
        if view.complete and missing and len(pages) <= _MAX_PAGES:
            wrong = [page for page, _ in pages[-MAX_REFERENCES:]]
            raise Violation(
                f"every record is on a page of size {size}",
                f"{count(len(missing))} on no page",
                page_with(min(missing), view.pages, tester.pagination),
                *wrong,
                wrong=len(wrong),
                reference="the records without a page size",
                records=RecordDifference.between(view.records, seen),
            )

    def check_small_pages() -> None:
        view = tester.baseline.view
        check_default_pages(tester, unfiltered_order(tester), view)

    tester.confirmed(check_small_pages)
    baseline = tester.baseline
    total, default = len(baseline.view.records), baseline.default_page_size
    largest = baseline.largest_page_size
    larger = [size for size in (total + 1, largest + 1, *_MORE_DIGITS) if size > largest]
    tester.check_each(
        tester.profile.select(list(dict.fromkeys(larger)), at_least=1),
        partial(_check_reduced_pages, tester),
    )
    # At these sizes, few requests read all pages. One size is just above the default size.
    sizes = dict.fromkeys((total // 2 + 1, total - 1, default + 1, total // 3))
    fixed = [s for s in sizes if 2 < s <= baseline.largest_page_size and total <= _MAX_PAGES * s]
    if not baseline.view.complete:
        return
    tester.check_each(tester.profile.select(fixed, at_least=2), check)
    if total <= _MAX_PAGES * baseline.largest_page_size:
        generated = page_sizes(tester).filter(lambda size: total <= _MAX_PAGES * size)
        tester.check_generated(generated, check, share=0.2)


def _check_reduced_pages(tester: OperationTester, size: int) -> None:
    """Check that a server that reduces a page size loses no records between its pages.

    Raises:
        Violation: If the page after a reduced first page is empty, repeats a record, or does not
            have the records that follow the first page.
    """
    known = tester.baseline.view.records
    first = tester.send_page(0, size)
    if first.status != _OK or len(tester.records(first)) >= min(size, len(known)):
        return
    second = tester.send_page(1, size)
    if second.status != _OK:
        return
    before, after = tester.records(first), tester.records(second)
    order = unfiltered_order(tester)
    certain, _ = order.keys_between(0, min(2 * len(before), order.length))
    difference = RecordDifference(
        repeated=before.keys() & after.keys(),
        missing=certain - before.keys() - after.keys(),
    )
    if difference.wrong:
        raise Violation(
            f"on page 1 of size {size}, the records that follow the {count(len(before))} of page 0 "
            "(the server sends fewer records than the page size)",
            difference.describe(len(after)),
            first,
            second,
            reference="page 0",
            records=difference,
        )
    if order.complete:
        check_records(tester, order, len(before), 1, second)


@checks("pagination.slices", last=True)
def test_a_page_holds_the_records_after_those_it_skips(tester: OperationTester) -> None:
    baseline = tester.baseline
    largest, total = baseline.largest_page_size, len(baseline.view.records)
    if largest < 2:
        raise NotChecked("the server is not known to return more than one record on a page")

    def check(page: tuple[int, int]) -> None:
        size, number = page
        check_page(tester, unfiltered_order(tester), size, number)

    # Every other failure of this rule may be due to an unstable order.
    _expect_stable_order(tester)
    pages = [
        *((largest, 0), (2, 1), (largest - 1, 1), (baseline.default_page_size + 1, 1), (3, 3)),
        *((total // 2 + 1, 1), (2, total // 2), (total // 2, 2), (7, 2), (5, total // 5)),
        *((total, 1), (10, 1), (100, 1)),
    ]
    fixed = [(size, number) for size, number in dict.fromkeys(pages) if 1 <= size <= largest]
    tester.check_each(tester.profile.select(fixed, at_least=5), check)
    tester.check_generated(_generated_pages(tester), check)
    # Neighbouring pages, and the same pages again.
    together = [(2, number) for number in range(min(5, total // 2))]
    tester.check_together(
        together,
        lambda page: tester.request(page_query(tester.pagination, page[1], page[0])),
        lambda page, exchange: check_records(tester, unfiltered_order(tester), *page, exchange),
    )
    _expect_stable_order(tester)


def _expect_stable_order(tester: OperationTester) -> None:
    violation = tester.monitor.order_changed_too_often(tester.baseline.view.records)
    if violation is not None:
        raise violation


@checks("pagination.first_page")
def test_the_first_page_is_the_default(tester: OperationTester) -> None:
    def check(size: int | None) -> None:
        query: Query = () if size is None else ((tester.pagination.size, str(size)),)
        default, first = tester.send(query), tester.send_page(0, size)
        expected, actual = tester.records(default), tester.records(first)
        difference = RecordDifference.between(expected, actual)
        if difference.wrong:
            raise Violation(
                f"the same {count(len(expected))} as without a page number",
                difference.describe(len(actual)),
                default,
                first,
                reference="the records without a page number",
                records=difference,
            )

    tester.check_each([None], check)
    tester.check_replicas([None, 1], check, share=0.4)
    tester.check_generated(page_sizes(tester), check, share=0.3)


@checks("pagination.past_the_end")
def test_a_page_past_the_end_is_served_without_records(tester: OperationTester) -> None:
    def check(page: tuple[int, int]) -> None:
        size, number = page
        exchange = tester.send_page(number, size)
        # A server may reject page numbers that are this large.
        if number > _FAR_PAGES[0] and exchange.status == 400:
            return
        records = tester.records(exchange)
        if records:
            expected = f"no records on page {tester.pagination.first + number} of size {size}"
            since = f", since the pages without a page size have {count(total)}"
            if view.repeats:
                since += f", {len(view.records)} of them different"
            raise Violation(
                expected + since * view.complete,
                count(len(records)),
                *(view.filled_pages if view.complete else ()),
                exchange,
                reference="the records without a page size",
                records=RecordDifference(extra=records),
                count=RecordCount("0", len(records)),
            )

    view, largest = tester.baseline.view, tester.baseline.largest_page_size
    # If a page repeats a record, another record may be on no page.
    total = view.length
    power = 1 << (largest.bit_length() - 1)  # power * (2**32 // power) overflows to 0
    overflowing = [(power, 2**32 // power), (power, 2**31 // power), (power, 2**16 // power)]
    fixed = [(1, far) for far in _FAR_PAGES[:3]]
    fixed += overflowing + [(min(2, largest), far) for far in _FAR_PAGES[1:]]
    if view.complete:
        fixed[:0] = [(1, max(1, total)), (largest, max(1, -(-total // largest)))]
    else:
        fixed = [(size, number) for size, number in fixed if size * number >= _FAR_PAGES[0]]
    tester.check_each(tester.profile.select(list(dict.fromkeys(fixed)), at_least=7), check)
    tester.check_replicas(fixed[:2], check, share=0.6)
    if not view.complete:
        return  # only the pages after a million records are certainly empty
    further = st.tuples(page_sizes(tester), st.integers(0, 10**6))
    tester.check_generated(
        further.map(lambda drawn: (drawn[0], max(1, -(-total // drawn[0])) + drawn[1])),
        check,
        share=0.3,
    )


def _generated_pages(tester: OperationTester) -> SearchStrategy[tuple[int, int]]:
    total = len(tester.baseline.view.records)
    return page_sizes(tester).flatmap(
        lambda size: st.tuples(st.just(size), st.integers(0, total // size + 1))
    )
