"""Infer the order of the records from small pages, and check other pages against the order.

The records of one page have no order, since they are the properties of a JSON object.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import closing

from attrs import evolve, frozen

from ...contract import Query
from ..conformance.certainty import CertainViolation
from ..conformance.record_difference import RecordCount, RecordDifference, count
from ..conformance.response_body import Records, page_with, record_pointer
from ..conformance.violation import Violation
from ..runner.baseline import MAX_REFERENCES, View
from ..runner.operation_tester import OperationTester
from ..transport.exchange import Exchange


@frozen
class RecordOrder:
    """The known part of the order in which a server lists the records.

    The records are divided into blocks of equal size. The order of the blocks is known, but the
    order of the records in a block is unknown.
    """

    unit: int
    """The number of records in each block; the last block may be smaller."""
    blocks: tuple[frozenset[str], ...]
    """The keys of the records in each block."""
    complete: bool
    """Whether the blocks contain all records."""
    pages: tuple[Exchange, ...]
    """The pages (responses), one for each block. A page has the records of the block."""

    @property
    def length(self) -> int:
        """The number of records whose place in the server's order is known, at least roughly."""
        return sum(map(len, self.blocks))

    def keys_between(self, low: int, high: int) -> tuple[frozenset[str], frozenset[str]]:
        """Return the keys of the records at the positions from ``low`` to ``high - 1``.

        The order of the server is only partly known. The first set has the keys that are certainly
        at these positions, and the second set has the keys that are possibly at these positions.
        """
        # The order in a block is unknown. If only a part of a block is in the range, every record
        # of the block is possibly in the range.
        certain: set[str] = set()
        possible: set[str] = set()
        for number, block in enumerate(self.blocks):
            first = number * self.unit
            if first < high and low < first + len(block):
                possible |= block
                if low <= first and first + len(block) <= high:
                    certain |= block
        return frozenset(certain), frozenset(possible)

    def pages_with(self, keys: Collection[str]) -> list[Exchange]:
        """Return at most three pages that have some of the given records."""
        pages = zip(self.pages, self.blocks, strict=True)
        return [page for page, block in pages if not block.isdisjoint(keys)][:MAX_REFERENCES]


def unfiltered_order(tester: OperationTester) -> RecordOrder:
    """Return the order of the unfiltered records. The order is computed once and then cached.

    A violation is cached, too, since it costs as many requests as the order.

    Raises:
        Violation: If the pages do not contain each record exactly once.
    """
    derived = tester.baseline.derived
    if RecordOrder not in derived:
        tester.prefetcher.end_recording()
        try:
            derived[RecordOrder] = learn_order(tester, (), tester.baseline.view)
        except Violation as violation:
            derived[RecordOrder] = violation
    order: RecordOrder | Violation = derived[RecordOrder]
    if isinstance(order, Violation):
        raise order
    return order


def learn_order(
    tester: OperationTester, query: Query, view: View, max_requests: int | None = None
) -> RecordOrder:
    """Return the order in which the server sorts the records of a query.

    The function infers the order from pages that are as small as `max_requests` allows.

    Args:
        tester: The tester of the operation, which sends the requests.
        query: The parameters of the query string.
        view: The records of the query, which were read with the default page size.
        max_requests: The maximum number of pages; None for the maximum in the profile of the run.

    Raises:
        Violation: If the pages do not contain each record of `view` exactly once.
    """
    max_requests = max_requests or tester.profile.max_small_pages
    unit = min(-(-len(view.records) // max_requests) or 1, tester.baseline.largest_page_size)
    # If not all records are known, only the pages of the known records and one more are read.
    most = None if view.complete else max_requests + 1
    pages = read_partition(tester, unit, query, view, most)
    blocks = tuple(frozenset(records) for _, records in pages)
    return RecordOrder(unit, blocks, view.complete, tuple(exchange for exchange, _ in pages))


def read_partition(
    tester: OperationTester, size: int, query: Query, view: View, most: int | None = None
) -> list[tuple[Exchange, Records]]:
    """Read all pages of a query with one page size, and return each page with its records.

    An empty page at the end is left out.

    Args:
        tester: The tester of the operation, which sends the requests.
        size: The page size.
        query: The other parameters of the query string.
        view: The records of the same query, which were read with the default page size.
        most: The largest number of pages to read; None for the maximum in the profile of the run.

    Raises:
        Violation: If two pages share a record, or if a page has too many records. If `view` is
            complete, also if a page has too few records, or a record that is not in `view`.
    """
    # The last page is empty.
    expected = -(-len(view.records) // size) + 1
    read = tester.read_pages(size, query, most=most, expected=expected)
    with closing(read):
        return _partition(tester, size, view, read)


def _partition(
    tester: OperationTester, size: int, view: View, read: Iterable[tuple[Exchange, Records]]
) -> list[tuple[Exchange, Records]]:
    pages: list[tuple[Exchange, Records]] = []
    union: Records = {}
    for number, (exchange, records) in enumerate(read):
        name = tester.pagination.first + number
        if len(records) > size:
            raise CertainViolation(
                f"at most {count(size)} on a page of size {size}",
                count(len(records)),
                exchange,
                count=RecordCount(f"at most {size}", len(records)),
            )
        repeated = sorted(records.keys() & union.keys())
        if repeated:
            raise Violation(
                f"on page {name} of size {size}, only records that no earlier page has (the first "
                f"page is {tester.pagination.first})",
                f"{count(len(repeated))} that an earlier page also has",
                page_with(repeated[0], [page for page, _ in pages], tester.pagination),
                exchange,
                reference="an earlier page",
                part=(record_pointer(repeated[0], tester.pagination), records[repeated[0]]),
                records=RecordDifference(repeated=repeated),
            )
        left = len(view.records) - len(union)
        if view.complete and len(records) != min(size, left):
            raise Violation(
                f"{count(min(size, left))} on page {name} of size {size}, since the pages "
                f"without a page size have {count(len(view.records))}",
                count(len(records)),
                *view.filled_pages,
                exchange,
                reference="the records without a page size",
                count=RecordCount(str(min(size, left)), len(records)),
            )
        union |= records
        pages.append((exchange, records))
        difference = RecordDifference.between(view.records, records)
        if view.complete and difference.extra:
            raise Violation(
                "only records that the pages without a page size also have",
                view.lacking(len(difference.extra), "a page size"),
                *view.filled_pages,
                exchange,
                reference="the records without a page size",
                records=evolve(difference, missing=()),
            )
    return [page for page in pages if page[1]]


def check_default_pages(tester: OperationTester, order: RecordOrder, view: View) -> None:
    """Check the pages of the default size, which have already been read, against the known order.

    Args:
        tester: The tester of the operation.
        order: The order of the records, which pages of a smaller size have shown.
        view: The records and the pages of the default size of the same query.

    Raises:
        Violation: If a page repeats a record of an earlier page, or does not have the records that
            the order requires.
    """
    seen: set[str] = set()
    pages = [tester.records(page) for page in view.pages]
    for number, (exchange, records) in enumerate(zip(view.pages, pages, strict=True)):
        name = tester.pagination.first + number
        repeated = sorted(records.keys() & seen)
        if repeated:
            raise Violation(
                f"on page {name} of the default size, only records that no earlier page has (the "
                f"first page is {tester.pagination.first})",
                f"{count(len(repeated))} that an earlier page also has",
                page_with(repeated[0], view.pages, tester.pagination),
                exchange,
                reference="an earlier page",
                part=(record_pointer(repeated[0], tester.pagination), records[repeated[0]]),
                records=RecordDifference(repeated=repeated),
            )
        seen |= records.keys()
        if order.complete and len(pages[0]) >= order.unit:
            check_records(tester, order, len(pages[0]), number, exchange)


def check_page(
    tester: OperationTester, order: RecordOrder, size: int, number: int, query: Query = ()
) -> None:
    """Request a page, and check the records of the page against the known order of records.

    If the order is not known up to the end of the page, the page is not requested.

    Raises:
        Violation: If the page lacks an expected record, or has an unexpected record.
    """
    high = size * (number + 1)
    if not order.complete and high > order.length:
        return
    check_records(tester, order, size, number, tester.send_page(number, size, query))


def check_records(
    tester: OperationTester, order: RecordOrder, size: int, number: int, exchange: Exchange
) -> None:
    """Check the records of a page against the known order of records.

    Raises:
        Violation: If the page lacks an expected record, or has an unexpected record.
    """
    low, high = size * number, size * (number + 1)
    name = tester.pagination.first + number
    records = tester.records(exchange)
    expected_count = max(0, min(high, order.length) - low)
    if len(records) != expected_count:
        raise Violation(
            f"{count(expected_count)} on page {name} of size {size}, since the pages of size "
            f"{order.unit} have {count(order.length)}",
            count(len(records)),
            *order.pages[-1:],
            exchange,
            reference=f"the last page of size {order.unit}",
            count=RecordCount(str(expected_count), len(records)),
        )
    certain, possible = order.keys_between(low, high)
    missing, extra = certain - records.keys(), records.keys() - possible
    if missing or extra:
        difference = RecordDifference(missing, extra, common=records.keys() & possible)
        raise Violation(
            f"on page {name} of size {size}, the records that pages of size {order.unit} have at "
            "the same places of the list",
            difference.describe(len(records)),
            *order.pages_with(missing | extra),
            exchange,
            reference=f"a page of size {order.unit}",
            records=difference,
        )
