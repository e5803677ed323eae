"""Ambiguous query strings, and the records to expect if a server does not reject them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import evolve, frozen

from ...contract import Operation, Query
from ..cases.filter_values import matching_records, values_for, values_in_records
from ..cases.parameter_values import is_ambiguous_number
from ..conformance.certainty import CertainViolation, violation_of_response
from ..conformance.record_difference import RecordCount, RecordDifference
from ..conformance.response_body import Records
from ..conformance.violation import Violation
from ..runner.operation_tester import OperationTester
from ..transport.exchange import TOO_LONG_STATUSES, Exchange
from ..transport.request import is_long

#: Numbers that overflow integers of 32 or 64 bits, or lose digits as doubles. The first two become
#: 1 when they overflow.
_WIDE_NUMBERS = (2**32 + 1, 2**64 + 1, 2**53 + 1, 10**30, 10**400)


@frozen
class Mismatch:
    """The difference between the records in a response and the records to expect."""

    records: RecordDifference
    count: RecordCount | None = None
    references: Sequence[Exchange] = ()
    """The responses that contain the expected records."""
    reference: str = ""
    """A noun phrase for `references`, such as *the records without filters*."""


_Compare = Callable[[OperationTester, Records], Mismatch | None]
"""A function that compares the records in a response with the records to expect."""


@frozen
class AmbiguousQuery:
    """An ambiguous query. A server may reject the query or return the expected records."""

    query: Query
    expected: str
    compare: _Compare
    since: str
    """The reason for the expectation, as a clause that follows the word *since*."""
    hostile: bool = False
    """Whether a gateway may refuse the query string as an attack."""
    certain: bool = False
    """Whether one response shows a violation, without a comparison with other responses."""

    def check(self, tester: OperationTester) -> None:
        """Send the query string, and check the records in the response.

        Raises:
            Violation: If the status is not 4xx and the response lacks the expected records.
        """
        exchange = (tester.send_hostile if self.hostile else tester.send)(self.query)
        if 400 <= exchange.status < 500:
            return
        expected = f"a 4xx status, or {self.expected}"
        if exchange.status not in (0, 200):
            actual = f"status {exchange.status}"
            raise violation_of_response(expected, actual, exchange, since=self.since)
        records = tester.records(exchange)
        mismatch = self.compare(tester, records)
        if mismatch is not None:
            kind = CertainViolation if self.certain else Violation
            raise kind(
                expected,
                mismatch.records.describe(len(records)),
                *mismatch.references,
                exchange,
                reference=mismatch.reference,
                records=mismatch.records,
                count=mismatch.count,
                since=self.since,
            )


def refusal_statuses(operation: Operation, query: Query) -> set[int]:
    """Return the statuses allowed for a query string in addition to the documented statuses.

    Additional statuses are allowed only for long query strings, and for ambiguous page numbers and
    page sizes.
    """
    statuses = set(TOO_LONG_STATUSES) if is_long(query) else set()
    paging = operation.pagination
    numbers = [text for name, text in query if paging and name in {paging.page, paging.size}]
    if any(map(is_ambiguous_number, numbers)):
        statuses.update(range(400, 500))
    return statuses


def ambiguous_queries(tester: OperationTester) -> list[AmbiguousQuery]:
    """Return query strings that a server may accept or reject, the most revealing ones first."""
    if tester.operation.pagination is None:
        return []
    return [*_injections(tester), *_numbers(tester), *_id_formats(tester), _UNKNOWN_PARAMETER]


def _injections(tester: OperationTester) -> Iterator[AmbiguousQuery]:
    # A firewall may reject the value with any 4xx status.
    for filter_ in tester.operation.filters:
        query = ((filter_.parameter, "' OR 1=1 --"),)
        yield AmbiguousQuery(
            query,
            "no records",
            _no_records,
            "the value is not an id, and no record has it",
            hostile=True,
            certain=True,
        )


def _no_records(_tester: OperationTester, records: Records) -> Mismatch | None:
    if not records:
        return None
    return Mismatch(RecordDifference(extra=records), RecordCount("0", len(records)))


def _no_further_records(tester: OperationTester, records: Records) -> Mismatch | None:
    mismatch = _no_records(tester, records)
    if mismatch is None:
        return None
    pages = tester.baseline.view.filled_pages
    return evolve(mismatch, references=pages, reference="the records without a page size")


def _numbers(tester: OperationTester) -> Iterator[AmbiguousQuery]:
    paging = tester.pagination
    yield AmbiguousQuery(
        ((paging.size, "0"),),
        "no records",
        _no_records,
        "a page of size 0 has no room for a record",
        certain=True,
    )
    too_large = "a server may refuse a number that is too large, but not read it as another number"
    for number in _WIDE_NUMBERS:
        yield AmbiguousQuery(
            ((paging.page, str(number)), (paging.size, "1")),
            "no records on a page after the last record",
            _no_further_records,
            too_large,
        )
    for number in _WIDE_NUMBERS:
        yield AmbiguousQuery(
            ((paging.size, str(number)),),
            "only records of the pages without a page size, and at least as many as on the first "
            "of these pages",
            _fills_default_page,
            too_large,
        )
    # A parser of octal numbers reads 010 as 8.
    decimal = "a string of digits is a decimal number, and 010 is 10"
    page = paging.first + 10
    yield AmbiguousQuery(
        ((paging.page, f"0{page}"), (paging.size, "1")),
        f"the records of page {page}",
        _same_as(f"page {page}", lambda tester: tester.send_page(10, 1)),
        decimal.replace("10", str(page)),
    )
    size = min(10, tester.baseline.largest_page_size)
    yield AmbiguousQuery(
        ((paging.size, f"0{size}"),),
        f"the records of a page of size {size}",
        _same_as(f"the page of size {size}", lambda tester: tester.send_page(0, size)),
        decimal.replace("10", str(size)),
    )


def _same_as(reference: str, send: Callable[[OperationTester], Exchange]) -> _Compare:
    """Return a function that compares records with those in the response to a reference request.

    Args:
        reference: A noun phrase for the reference request, such as *page 3*.
        send: The function that sends the reference request.
    """

    def compare(tester: OperationTester, records: Records) -> Mismatch | None:
        other = send(tester)
        difference = RecordDifference.between(tester.records(other), records)
        return Mismatch(difference, None, [other], reference) if difference.wrong else None

    return compare


def _fills_default_page(tester: OperationTester, records: Records) -> Mismatch | None:
    baseline = tester.baseline
    view = baseline.view
    extra = records.keys() - view.records.keys() if view.complete else set()
    # A server that ignores a page size that is too large returns its default page.
    least = min(baseline.default_page_size, baseline.largest_page_size, len(view.records))
    if not extra and len(records) >= least:
        return None
    return Mismatch(
        RecordDifference(extra=extra, common=records.keys() & view.records.keys()),
        None if extra else RecordCount(f"at least {least}", len(records)),
        view.filled_pages,
        "the records without a page size",
    )


def _id_formats(tester: OperationTester) -> Iterator[AmbiguousQuery]:
    for filter_ in tester.operation.filters:
        values, known = values_for(tester, filter_), values_in_records(tester, filter_)
        if not values.are_ids or not known:
            continue
        name, own_id = filter_.parameter, known[0]
        formats = {
            own_id.upper(),
            own_id.lower(),
            own_id.replace("-", ""),
            values.canonical(own_id),
        }
        for text in sorted(formats - {own_id}):
            yield AmbiguousQuery(
                ((name, text),),
                "only records that match the filter",
                _only_matching(name, own_id),
                "the value is another form of one id, which selects no record with another id",
                certain=True,
            )
        if len(known) > 1 and tester.operation.parameter(name).is_array:
            yield AmbiguousQuery(
                ((name, ",".join(known[:2])),),
                "only records that match the filter",
                _only_matching(name, *known[:2]),
                "the value has two ids, which select no record with another id",
                certain=True,
            )


def _only_matching(name: str, *values: str) -> _Compare:
    query = tuple((name, value) for value in values)

    def compare(tester: OperationTester, records: Records) -> Mismatch | None:
        matching = matching_records(tester, query, records).keys()
        difference = RecordDifference.between(matching, records)
        return Mismatch(difference) if difference.wrong else None

    return compare


_UNKNOWN_PARAMETER = AmbiguousQuery(
    (("unlisted", "1"),),
    "the same records as without the unknown parameter",
    _same_as("the records without the unknown parameter", lambda tester: tester.send()),
    "the document does not declare the parameter, which has no meaning",
)
