"""Judges every answer in passing, so that a rule about all answers is not held to a few of them.

What is suspected here is no violation yet: the check of the rule asks again. An answer that differs
from an earlier one may show a change in mid-run, which the contract allows.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from functools import partial

from attrs import define, field, frozen

from ... import pointer
from ...contract import Contract, Json, Operation, Pagination
from ...targets.target_file import Target
from ..transport.exchange import Case, Exchange
from . import response_body
from .response_body import pointer_to
from .response_schema import conforms, internals
from .violation import Violation

#: How many suspects of each rule are kept: the first ones, and one seen later takes the last place.
SUSPECTS = 6

#: So often at most does one record change within a run that nobody is to blame for it. Funds may be
#: allocated while the suite runs; but then it is not the same few of them all the time.
MOST_CHANGES = 8


@frozen
class Suspect:
    """An answer that seems to break a rule, and how."""

    exchange: Exchange
    violation: Violation

    @property
    def case(self) -> Case:
        """What was asked."""
        return self.exchange.case


@define(eq=False)
class Witness:
    """Sees all answers of one operation."""

    contract: Contract
    operation: Operation
    target: Target
    path: Mapping[str, str]
    """The path parameters that lead to the data."""
    suspects: dict[str, deque[Suspect]] = field(factory=dict)
    """By the id of the rule that each seems to break."""
    errors: int = 0
    """How many documented errors were seen."""
    _known: dict[str, tuple[Json, Exchange]] = field(factory=dict)
    _rest: tuple[Json, Exchange] | None = None
    _changes: Counter[str] = field(factory=Counter)

    def see(self, exchange: Exchange) -> None:
        """Judge one answer."""
        case = exchange.case
        if case.method != self.operation.method:
            return
        if exchange.status >= 500 and not self._may_fail(case):
            self._judge("parameters.no_crash", response_body.expect_no_crash, exchange)
        elif exchange.status == 200:
            self._see_success(exchange)
        elif exchange.status in self.operation.bodies and not exchange.may_be_a_gateways:
            self.errors += 1
            self._judge("errors.shape", partial(conforms, self.contract, self.operation), exchange)
            self._judge("errors.no_internals", internals, exchange)

    def changed_too_often(self) -> Violation | None:
        """Return a violation by a record that has changed more often than funds are moved."""
        found = self.suspects.get("consistency.same_record")
        if found and self._changes and self._changes.most_common(1)[0][1] > MOST_CHANGES:
            return found[-1].violation
        return None

    def _see_success(self, exchange: Exchange) -> None:
        if not self._judge("data.json", response_body.body, exchange):
            return
        checks = [
            self._judge(rule, partial(conforms, self.contract, self.operation, rule=rule), exchange)
            for rule in ("data.schema", "data.amounts", "data.ids")
        ]
        if not all(checks):
            return
        own = exchange.case.credential.secret == self.target.token
        if own and exchange.case.path == self.path:
            self._compare(exchange)

    def _may_fail(self, case: Case) -> bool:
        """Return whether a case is meant to make the server fail."""
        failing = {s.name for s in self.operation.scenarios if s.status >= 500}
        supplied = (self.target.scenarios.get(name) for name in failing)
        ids = {one.enterprise_id for one in supplied if one is not None}
        return bool(ids & set(case.path.values()))

    def _judge(self, rule: str, check: Callable[[Exchange], object], exchange: Exchange) -> bool:
        try:
            check(exchange)
        except Violation as violation:
            self._suspect(rule, exchange, violation)
            return False
        return True

    def _suspect(self, rule: str, exchange: Exchange, violation: Violation) -> None:
        found = self.suspects.setdefault(rule, deque())
        if len(found) == SUSPECTS:
            found.pop()
        found.append(Suspect(exchange, violation))

    def _compare(self, exchange: Exchange) -> None:
        """Compare what must not differ between answers with the answers before."""
        paging = self.operation.pagination
        schema = self.operation.bodies[200]
        paged = (paging.records,) if paging else ()
        rest = pointer.without(exchange.decoded, self.operation.live + paged)
        before, self._rest = self._rest, (rest, exchange)
        if before is not None and rest != before[0]:
            expected, found = (self.contract.documented(one, schema) for one in (before[0], rest))
            if found != expected:
                violation = differs(expected, found, before[1], exchange)
                self._suspect("consistency.same_rest", exchange, violation)
        if paging is not None:
            self._compare_records(exchange, paging)

    def _compare_records(self, exchange: Exchange, paging: Pagination) -> None:
        try:
            records = response_body.records(exchange.decoded, paging, exchange)
        except Violation:
            return
        differing = {
            key: self._known[key]
            for key, record in records.items()
            if key in self._known and self._known[key][0] != record
        }
        self._known.update({key: (record, exchange) for key, record in records.items()})
        if not differing:
            return
        now = self._documented(exchange, paging)
        for key, (_, earlier) in differing.items():
            expected, found = self._documented(earlier, paging)[key], now[key]
            if found != expected:
                self._changes[key] += 1
                place = pointer_to(key, paging)
                violation = differs(expected, found, earlier, exchange, place)
                self._suspect("consistency.same_record", exchange, violation)

    def _documented(self, exchange: Exchange, paging: Pagination) -> response_body.Records:
        decoded = self.contract.documented(exchange.decoded, self.operation.bodies[200])
        return response_body.records(decoded, paging, exchange)


def differs(
    expected: Json, found: Json, before: Exchange, exchange: Exchange, place: str = ""
) -> Violation:
    """Return the violation by a part of an answer that is not as in an answer before."""
    return Violation(
        f"as in the answer before: {difference(expected, found)}",
        difference(found, expected),
        before,
        exchange,
        part=(place, found) if place else None,
    )


def difference(one: Json, other: Json, place: tuple[str, ...] = ()) -> str:
    """Return the first part of a value in which it differs from another."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            if key not in one:
                return f"no {pointer.build((*place, key))}"
            if key not in other or one[key] != other[key]:
                return difference(one[key], other.get(key), (*place, key))
    return f"{pointer.build(place) or '/'} is {one!r}"
