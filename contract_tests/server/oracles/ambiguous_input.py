"""Ambiguous query strings, and the records to expect if a server does not reject them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from ...contract import Operation, Query
from ..cases.filter_values import matching_records, values_for, values_in_records
from ..conformance.certainty import CertainViolation
from ..conformance.response_body import Records
from ..conformance.violation import Violation
from ..runner.operation_tester import OperationTester
from ..transport.exchange import TOO_LONG_STATUSES
from ..transport.request import is_long
from .record_order import some_keys

#: The largest integer up to which a double represents every integer exactly.
_LARGEST_EXACT = 2**53

#: Numbers that overflow integers of 32 or 64 bits, or lose digits as doubles. The first two become
#: 1 when they overflow.
_WIDE_NUMBERS = (2**32 + 1, 2**64 + 1, 2**53 + 1, 10**30, 10**400)


@frozen
class AmbiguousQuery:
    """An ambiguous query. A server may reject the query or return the expected records."""

    query: Query
    expected: str
    holds: Callable[[OperationTester, Records], bool]
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
        records = tester.records(exchange)
        if not self.holds(tester, records):
            kind = CertainViolation if self.certain else Violation
            raise kind(
                f"a 4xx status, or {self.expected}", some_keys(records), exchange, records=records
            )


def refusal_statuses(operation: Operation, query: Query) -> set[int]:
    """Return the statuses allowed for a query string in addition to the documented statuses.

    Additional statuses are allowed only for long query strings, and for ambiguous page numbers and
    page sizes.
    """
    statuses = set(TOO_LONG_STATUSES) if is_long(query) else set()
    paging = operation.pagination
    numbers = [text for name, text in query if paging and name in {paging.page, paging.size}]
    if any(map(_is_ambiguous, numbers)):
        statuses.update(range(400, 500))
    return statuses


def _is_ambiguous(number: str) -> bool:
    """Return whether a number has leading zeros, or is larger than 2^53."""
    if not (number.isascii() and number.isdigit()):
        return False
    too_large = len(number) > len(str(_LARGEST_EXACT)) or int(number) > _LARGEST_EXACT
    return too_large or (number != "0" and number.startswith("0"))


def ambiguous_queries(tester: OperationTester) -> list[AmbiguousQuery]:
    """Return query strings that a server may accept or reject, the most revealing ones first."""
    if tester.operation.pagination is None:
        return []
    return [*_injections(tester), *_numbers(tester), *_id_formats(tester), _UNKNOWN_PARAMETER]


def _injections(tester: OperationTester) -> Iterator[AmbiguousQuery]:
    # A firewall may reject the value with any 4xx status.
    for filter_ in tester.operation.filters:
        query = ((filter_.parameter, "' OR 1=1 --"),)
        yield AmbiguousQuery(query, "no records", _none, hostile=True, certain=True)


def _none(_tester: OperationTester, records: Records) -> bool:
    return not records


def _numbers(tester: OperationTester) -> Iterator[AmbiguousQuery]:
    paging = tester.pagination
    yield AmbiguousQuery(((paging.size, "0"),), "no records", _none, certain=True)
    for number in _WIDE_NUMBERS:
        yield AmbiguousQuery(
            ((paging.page, str(number)), (paging.size, "1")),
            "no records on a page after the last record",
            _none,
        )
    for number in _WIDE_NUMBERS:
        yield AmbiguousQuery(
            ((paging.size, str(number)),),
            "at least as many records as on a page of the default size, and no other records",
            _fills_default_page,
        )
    # A parser of octal numbers reads 010 as 8.
    yield AmbiguousQuery(
        ((paging.page, f"0{paging.first + 10}"), (paging.size, "1")),
        f"the records of page {paging.first + 10}",
        lambda tester, records: records.keys() == tester.records(tester.send_page(10, 1)).keys(),
    )
    size = min(10, tester.baseline.largest_page_size)
    yield AmbiguousQuery(
        ((paging.size, f"0{size}"),),
        f"the records of a page of size {size}",
        lambda tester, records: records.keys() == tester.records(tester.send_page(0, size)).keys(),
    )


def _fills_default_page(tester: OperationTester, records: Records) -> bool:
    baseline = tester.baseline
    if baseline.view.complete and records.keys() - baseline.view.records.keys():
        return False
    # A server that ignores a page size that is too large returns its default page.
    return len(records) >= min(
        baseline.default_page_size, baseline.largest_page_size, len(baseline.view.records)
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
                "only records that match",
                _only_matching(name, own_id),
                certain=True,
            )
        if len(known) > 1 and tester.operation.parameter(name).is_array:
            yield AmbiguousQuery(
                ((name, ",".join(known[:2])),),
                "only records that match",
                _only_matching(name, *known[:2]),
                certain=True,
            )


def _only_matching(name: str, *values: str) -> Callable[[OperationTester, Records], bool]:
    query = tuple((name, value) for value in values)
    return lambda tester, records: matching_records(tester, query, records).keys() == records.keys()


_UNKNOWN_PARAMETER = AmbiguousQuery(
    (("unlisted", "1"),),
    "the same records as without the unknown parameter",
    lambda tester, records: records.keys() == tester.records(tester.send()).keys(),
)
