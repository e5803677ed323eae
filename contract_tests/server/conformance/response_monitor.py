"""A monitor that looks for violations of the OpenAPI document in all responses of one operation.

The violations are only suspected, since the data may have changed between two requests.
Other tests repeat the requests to confirm the violations.
"""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

from attrs import define, field, frozen

from ... import pointer
from ...contract import Contract, Json, Operation, Pagination
from ...target_file import Target
from ..transport.exchange import Exchange
from ..transport.request import Request
from . import response_body
from .record_difference import RecordDifference
from .response_body import record_pointer
from .response_schema import expect_no_internals, expect_schema
from .seen_subjects import SeenSubjects
from .sightings import Majority, Sightings, difference_location
from .violation import Violation

#: How many suspected violations of each rule are kept: the first ones, and the latest one.
_MAX_SUSPECTED = 6

#: A record changes too often if it exceeds three limits: the number of changes in a run, the share
#: of comparisons that show a change, and one change in this many seconds. If users move funds
#: during the run, many records change, but each record only a few times.
_MAX_CHANGES, _MAX_CHANGING_PART, _MIN_SECONDS_UNCHANGED = 8, 1 / 16, 10.0

#: How often the order of the records may change within a run.
_MAX_ORDER_CHANGES = 2

_INTERNAL_ERROR, _GATEWAY_FAILURES = 500, {502, 503, 504}


@frozen
class SuspectedViolation:
    """A suspected violation, with the request and the response that show the violation."""

    exchange: Exchange
    violation: Violation

    @property
    def request(self) -> Request:
        """The request whose response seems to violate the contract."""
        return self.exchange.request


@frozen
class OrderChange:
    """Two responses to one request, with different records because the server has sorted anew."""

    before: Exchange
    after: Exchange
    lost: frozenset[str]
    """The keys of the records that are only in the first response."""
    gained: frozenset[str]
    """The keys of the records that are only in the second response.

    Earlier responses of the run contain these records, so that they are not new.
    """


@define(eq=False)
class ResponseMonitor:
    """A monitor that looks for violations of the contract in all responses of one operation.

    The violations are only suspected, until another check confirms them.
    """

    contract: Contract
    operation: Operation
    target: Target
    path: Mapping[str, str]
    """The path parameters of the enterprise under test."""
    clock: Callable[[], float] = time.monotonic
    suspected: dict[str, deque[SuspectedViolation]] = field(factory=dict)
    """The suspected violations of each rule, by the id of the rule."""
    seen: SeenSubjects = field(init=False)
    successes: int = 0
    """The number of responses with status 200."""
    _latest_records: dict[str, tuple[Json, Exchange]] = field(factory=dict)
    _latest_constant: tuple[Json, Exchange] | None = None
    _changes: Counter[str] = field(factory=Counter)
    _comparisons: Counter[str] = field(factory=Counter)
    _sightings: Sightings = field(factory=Sightings)
    _latest_pages: dict[str, tuple[frozenset[str], Exchange]] = field(factory=dict)
    _order_changes: list[OrderChange] = field(factory=list)
    _started: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.seen = SeenSubjects(self.contract, self.operation)
        self._started = self.clock()

    def judge(self, exchange: Exchange) -> None:
        """Check a response against the contract, and compare the response with earlier responses.

        Violations and differences are recorded. They are suspected until a check confirms them.
        """
        if exchange.request.method != self.operation.method:
            return
        schema = partial(expect_schema, self.contract, self.operation)
        if exchange.status >= 500 and not self._may_fail(exchange.request):
            self._holds("parameters.no_crash", response_body.expect_no_crash, exchange)
        elif exchange.status == 200:
            self._judge_success(exchange)
        elif exchange.status in self.operation.bodies and not exchange.may_be_from_gateway:
            self.seen.add_error(exchange.status)
            self._holds("errors.shape", schema, exchange)
            self._holds("errors.no_internals", expect_no_internals, exchange)

    def is_failure(self, exchange: Exchange) -> bool:
        """Return whether a response shows a temporary failure of the server.

        Such responses are the documented 500, and 502, 503 and 504 from a gateway. A server may
        respond with them to any request, except to one for which the contract expects a 500.
        """
        if self._may_fail(exchange.request):
            return False
        if exchange.status in _GATEWAY_FAILURES:
            return True
        if exchange.status != _INTERNAL_ERROR or exchange.status not in self.operation.bodies:
            return False
        try:
            expect_schema(self.contract, self.operation, exchange)
        except Violation:
            return False
        return True

    @property
    def records_changed(self) -> bool:
        """Whether a record differed between two responses of the run."""
        return bool(self._changes)

    def changed_too_often(self) -> Violation | None:
        """Return a violation if one record changed too often in the responses; None otherwise.

        On a slow server, funds may move many times within a run. A record therefore also needs to
        have changed in a large part of the responses, and at short intervals.
        """
        suspected = self.suspected.get("consistency.same_record")
        most = max(_MAX_CHANGES, (self.clock() - self._started) / _MIN_SECONDS_UNCHANGED)
        pagination = self.operation.pagination
        if (
            pagination
            and suspected
            and any(
                count > max(most, _MAX_CHANGING_PART * self._comparisons[key])
                for key, count in self._changes.items()
            )
        ):
            before, exchange = suspected[-1].violation.exchanges
            (key,) = suspected[-1].violation.records.changed
            return self.difference_of_records(key, before, exchange, pagination)
        return None

    def difference_of_records(
        self,
        key: str,
        before: Exchange,
        exchange: Exchange,
        pagination: Pagination,
        *,
        trusted: bool = False,
    ) -> Violation:
        """Return a violation for a record that two responses have with different values.

        The violation shows the response that differs from most responses with the record.

        Args:
            key: The key of the record.
            before: The earlier response.
            exchange: The later response.
            pagination: The pagination of the operation.
            trusted: Whether the earlier response is right if there is no majority. Otherwise, the
                violation states that one of the two responses is wrong.
        """
        records = [self._documented(one, pagination)[key] for one in (before, exchange)]
        location = record_pointer(key, pagination)
        return self._difference(f"/{key}", records, (before, exchange), location, trusted=trusted)

    def difference_of_constants(
        self, constants: Sequence[Json], before: Exchange, exchange: Exchange
    ) -> Violation:
        """Return a violation for constant data that two responses have with different values.

        The violation shows the response that differs from most responses. Without a majority, the
        later response is shown as wrong.
        """
        return self._difference("", constants, (before, exchange), "", trusted=True)

    def _difference(
        self,
        key: str,
        values: Sequence[Json],
        exchanges: tuple[Exchange, Exchange],
        location: str,
        *,
        trusted: bool,
    ) -> Violation:
        first, second = values
        before, exchange = exchanges
        majority = self._sightings.majority(key, first, second)
        if majority is None:
            kind = difference_violation if trusted else neutral_difference_violation
            return kind(first, second, before, exchange, location)
        if majority.is_second:
            first, second, before, exchange = second, first, exchange, before
        return difference_violation(first, second, before, exchange, location, majority)

    def order_changed_too_often(self, existing: Collection[str]) -> Violation | None:
        """Return a violation if the order of the records changed more than twice in the run.

        A change of the order shows in two responses to the same request. If funds moved during the
        run, the order may have changed for that reason, and the result is None.

        Args:
            existing: The keys of the records that exist at the end.
        """
        changes = [change for change in self._order_changes if change.lost <= set(existing)]
        count = _fewest_moments(changes)
        if self._changes or count <= _MAX_ORDER_CHANGES:
            return None
        last = changes[-1]
        return Violation(
            "the same records for the same request",
            "other records than for the same request before; the order of the records changed at "
            f"least {count} times in the run",
            last.before,
            last.after,
            reference="an earlier response to the same request",
            records=RecordDifference(last.lost, last.gained),
        )

    def _judge_success(self, exchange: Exchange) -> None:
        self.seen.add("data.json")
        self.successes += 1
        if not self._holds("data.json", response_body.decode, exchange):
            return
        self.seen.add_success(exchange)
        schema = partial(expect_schema, self.contract, self.operation)
        valid = [
            self._holds(rule, partial(schema, rule=rule), exchange)
            for rule in ("data.schema", "data.amounts", "data.ids")
        ]
        if not all(valid):
            return
        valid_token = exchange.request.credential.secret == self.target.token
        if valid_token and exchange.request.path == self.path:
            self._compare(exchange)

    def _may_fail(self, request: Request) -> bool:
        """Return whether the server may respond to a request with a 5xx status.

        The target file names the enterprises for which the contract expects such an error.
        """
        failing = {s.name for s in self.operation.scenarios if s.status >= 500}
        supplied = (self.target.scenarios.get(name) for name in failing)
        ids = {scenario.enterprise_id for scenario in supplied if scenario is not None}
        return bool(ids & set(request.path.values()))

    def _holds(self, rule: str, check: Callable[[Exchange], object], exchange: Exchange) -> bool:
        try:
            check(exchange)
        except Violation as violation:
            self.seen.wrong[rule] += 1
            self._suspect(rule, exchange, violation)
            return False
        return True

    def _suspect(self, rule: str, exchange: Exchange, violation: Violation) -> None:
        suspected = self.suspected.setdefault(rule, deque())
        if len(suspected) == _MAX_SUSPECTED:
            suspected.pop()
        suspected.append(SuspectedViolation(exchange, violation))

    def _compare(self, exchange: Exchange) -> None:
        """Compare a response with earlier responses. Each difference is a suspected violation.

        Data listed under ``x-live`` in the document is not compared, since it may always change.
        """
        pagination = self.operation.pagination
        schema = self.operation.bodies[200]
        paged = (pagination.records,) if pagination else ()
        constant = pointer.without(exchange.decoded, self.operation.live + paged)
        before, self._latest_constant = self._latest_constant, (constant, exchange)
        self._sightings.add("", constant)
        if before is not None:
            self.seen.add("consistency.same_rest")
        if before is not None and constant != before[0]:
            expected, actual = (
                self.contract.documented(value, schema) for value in (before[0], constant)
            )
            if actual != expected:
                violation = difference_violation(expected, actual, before[1], exchange)
                self._suspect("consistency.same_rest", exchange, violation)
        if pagination is not None:
            self._compare_records(exchange, pagination)

    def _compare_records(self, exchange: Exchange, pagination: Pagination) -> None:
        try:
            records = response_body.records(exchange.decoded, pagination, exchange)
        except Violation:
            return
        for key, record in records.items():
            self._sightings.add(f"/{key}", record)
        compared = [key for key in records if key in self._latest_records]
        if compared:
            self.seen.add("consistency.same_record")
            self._comparisons.update(compared)
        differing = {
            key: self._latest_records[key]
            for key in compared
            if self._latest_records[key][0] != records[key]
        }
        self._compare_order(exchange, records)
        latest = self._latest_records
        latest |= {
            key: (record, exchange)
            for key, record in records.items()
            if key not in latest or not _is_overtaken(exchange, latest[key][1])
        }
        if not differing:
            return
        current = self._documented(exchange, pagination)
        for key, (_, earlier) in differing.items():
            expected, actual = self._documented(earlier, pagination)[key], current[key]
            if actual != expected:
                if not _is_overtaken(exchange, earlier):
                    self._changes[key] += 1
                location = record_pointer(key, pagination)
                violation = difference_violation(expected, actual, earlier, exchange, location)
                self._suspect("consistency.same_record", exchange, violation)

    def _compare_order(self, exchange: Exchange, records: response_body.Records) -> None:
        """Compare the records of a response with those of the latest response to the request."""
        target, keys = exchange.request.target, frozenset(records)
        before = self._latest_pages.get(target)
        if before is not None and _is_overtaken(exchange, before[1]):
            return
        self._latest_pages[target] = keys, exchange
        if before is None or keys == before[0]:
            return
        lost, gained = before[0] - keys, keys - before[0]
        # If records are added or removed, the records of a page change without a new order.
        if lost and gained and gained <= self._latest_records.keys():
            self._order_changes.append(OrderChange(before[1], exchange, lost, gained))

    def _documented(self, exchange: Exchange, pagination: Pagination) -> response_body.Records:
        decoded = self.contract.documented(exchange.decoded, self.operation.bodies[200])
        return response_body.records(decoded, pagination, exchange)


def _fewest_moments(changes: Iterable[OrderChange]) -> int:
    """Return how often the order has changed at least.

    One change may show in many pages. Each page shows it between the start of the first request and
    the end of the second response.
    """
    moments, latest = 0, -math.inf
    for change in sorted(changes, key=lambda change: change.after.ended):
        if change.before.ended - change.before.seconds > latest:
            moments, latest = moments + 1, change.after.ended
    return moments


def _is_overtaken(exchange: Exchange, judged: Exchange) -> bool:
    """Return whether a response arrived before a response that was judged earlier.

    Responses to simultaneous requests are not always judged in the order in which they arrived. In
    another order, one change of the data would look like several changes.
    """
    return exchange.ended < judged.ended


def difference_violation(
    expected: Json,
    actual: Json,
    before: Exchange,
    exchange: Exchange,
    location: str = "",
    majority: Majority | None = None,
) -> Violation:
    """Return a violation for a part of a response that differs from another response.

    Args:
        expected: The part of the right response.
        actual: The part of the wrong response.
        before: The right response.
        exchange: The wrong response.
        location: The JSON Pointer to the part that differs.
        majority: The number of responses of the run that agree with the right response; None if
            the right response is only an earlier one.
    """
    others, reference = "in the earlier response", "an earlier response"
    if majority is not None:
        others = f"in most responses ({majority.number} of {majority.total})"
        reference = "a response that agrees with most responses"
    return Violation(
        f"the same as {others}: {difference(expected, actual, before)}",
        difference(actual, expected, exchange),
        before,
        exchange,
        reference=reference,
        part=(location, actual) if location else None,
        records=RecordDifference(changed=pointer.parse(location)[-1:]),
    )


def neutral_difference_violation(
    first: Json, second: Json, before: Exchange, exchange: Exchange, location: str = ""
) -> Violation:
    """Return a violation for two responses that differ, of which either may be the wrong one."""
    return Violation(
        "the same in both responses, of which at least one is wrong: "
        f"{difference(first, second, before)}",
        difference(second, first, exchange),
        before,
        exchange,
        wrong=2,
        part=(location, second) if location else None,
        records=RecordDifference(changed=pointer.parse(location)[-1:]),
    )


def difference(value: Json, other: Json, exchange: Exchange) -> str:
    """Return a text about the first part of ``value`` that differs from ``other``.

    In this text, secrets are redacted and amounts are masked as in the response of ``exchange``.
    """
    location = pointer.build(difference_location(value, other))
    try:
        part = pointer.resolve(value, location)
    except KeyError:
        return f"no {location}"
    return f"{location or '/'} is {exchange.redacted_value(part)}"
