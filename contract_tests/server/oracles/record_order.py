"""Infer the order of the records from small pages, and check other pages against the order.

The records of one page have no order, since they are the properties of a JSON object.
"""

from __future__ import annotations

from attrs import frozen

from ...contract import Query
from ..conformance.certainty import CertainViolation
from ..conformance.response_body import Records, page_with, record_pointer
from ..conformance.violation import Violation, list_some
from ..runner.baseline import View
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


def unfiltered_order(tester: OperationTester) -> RecordOrder:
    """Return the order of the unfiltered records. The order is computed once and then cached.

    A violation is cached, too, since it costs as many requests as the order.

    Raises:
        Violation: If the pages do not contain each record exactly once.
    """
    derived = tester.baseline.derived
    if RecordOrder not in derived:
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
    return RecordOrder(unit, tuple(frozenset(page) for page in pages), view.complete)


def read_partition(
    tester: OperationTester, size: int, query: Query, view: View, most: int | None = None
) -> list[Records]:
    """Read all pages of a query with one page size, and return the records of each page.

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
    pages: list[Records] = []
    exchanges: list[Exchange] = []
    union: Records = {}
    for number, (exchange, records) in enumerate(tester.read_pages(size, query, most=most)):
        if len(records) > size:
            count = f"{len(records)} records"
            raise CertainViolation(f"at most {size} records", count, exchange)
        repeated = sorted(records.keys() & union.keys())
        if repeated:
            raise Violation(
                f"page {number} contains no record of an earlier page",
                f"page {number} contains the record {repeated[0]} of an earlier page",
                page_with(repeated[0], exchanges, tester.pagination),
                exchange,
                part=(record_pointer(repeated[0], tester.pagination), records[repeated[0]]),
                records=repeated,
            )
        left = len(view.records) - len(union)
        if view.complete and len(records) != min(size, left):
            raise Violation(
                f"{min(size, left)} records on page {number} of size {size}, since there are "
                f"{len(view.records)} records without a page size",
                f"{len(records)} records",
                exchange,
            )
        union |= records
        pages.append(records)
        exchanges.append(exchange)
        foreign = sorted(records.keys() - view.records.keys())
        if view.complete and foreign:
            raise Violation(
                "only records that are also served without a page size",
                foreign[0],
                exchange,
                records=foreign,
            )
    return [page for page in pages if page]


def check_default_pages(tester: OperationTester, order: RecordOrder, view: View) -> None:
    """Check the pages of the default size, which have been read already.

    Args:
        tester: The tester of the operation.
        order: The order of the records, which the pages of another size show.
        view: The records and the pages of the default size of the same query.

    Raises:
        Violation: If a page repeats a record of an earlier page, or does not have the records that
            the order requires.
    """
    seen: set[str] = set()
    pages = [tester.records(page) for page in view.pages]
    for number, (exchange, records) in enumerate(zip(view.pages, pages, strict=True)):
        repeated = sorted(records.keys() & seen)
        if repeated:
            raise Violation(
                f"page {number} of the default size contains no record of an earlier page",
                f"page {number} contains the record {repeated[0]} of an earlier page",
                view.pages[number - 1],
                exchange,
                part=(record_pointer(repeated[0], tester.pagination), records[repeated[0]]),
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
    records = tester.records(exchange)
    expected_count = max(0, min(high, order.length) - low)
    if len(records) != expected_count:
        raise Violation(
            f"{expected_count or 'no'} records on page {number} of size {size}, since there are "
            f"{order.length} records in total",
            f"{len(records)} records",
            exchange,
        )
    certain, possible = order.keys_between(low, high)
    page, pages = f"page {number} of size {size}", f"the corresponding pages of size {order.unit}"
    for key in sorted(certain - records.keys()):
        raise Violation(
            f"{page} contains the records of {pages}, such as {key}",
            f"{some_keys(records)}, but not {key}",
            exchange,
            records=certain - records.keys(),
        )
    for key in sorted(records.keys() - possible):
        raise Violation(
            f"{page} contains only records of {pages}",
            key,
            exchange,
            part=(record_pointer(key, tester.pagination), records[key]),
            records=records.keys() - possible,
        )


def some_keys(records: Records) -> str:
    """Return a text with the first three record keys, and the number of the remaining records."""
    return list_some(records) if records else "no records"
