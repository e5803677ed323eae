"""Check how a server handles HTTP methods that the document does not declare."""

from __future__ import annotations

import time
import uuid
from functools import partial

from attrs import evolve

from ..cases.credentials import NO_CREDENTIAL
from ..conformance.certainty import RecurringViolation, violation_of_response
from ..conformance.record_difference import RecordDifference, count
from ..conformance.response_body import expect_status
from ..conformance.violation import NotChecked, Violation
from ..runner.baseline import View
from ..runner.operation_tester import OperationTester
from ..runner.profile import Profile
from ..transport.exchange import Exchange
from ..transport.request import Credential
from .registry import checks

#: Methods that change no data (RFC 9110, section 9.2.1), and methods that may.
_SAFE = ("HEAD", "OPTIONS")
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")

#: The largest number of pages to read before and after the requests with other methods.
_MAX_PAGES = 3

#: How often the records must change with such requests, and not change with GET requests only.
_ROUNDS = 2

#: The status of a method that a server does not know (RFC 9110, section 15.6.2).
_NOT_IMPLEMENTED = 501


@checks("protocol.harmless_methods", last=True)
def test_safe_methods_do_not_fail_and_reveal_nothing(tester: OperationTester) -> None:
    def check(method: str) -> None:
        exchange = tester.send_hostile(method=method)
        if exchange.status >= 500 and exchange.status != _NOT_IMPLEMENTED:
            actual = f"status {exchange.status}"
            raise RecurringViolation("any status below 500", actual, exchange)

    def check_unauthenticated(method: str) -> None:
        unknown_path = tester.path_to(str(uuid.UUID(int=tester.seed, version=4)))
        known, unknown = (
            tester.send(path=path, method=method, credential=NO_CREDENTIAL)
            for path in (tester.path, unknown_path)
        )
        if known.status != unknown.status:
            raise RecurringViolation(
                "without a credential, the same status for a known and an unknown enterprise",
                f"status {known.status} for the known and {unknown.status} for the unknown one",
                unknown,
                known,
                reference="the response for an unknown enterprise",
            )

    safe, head = _undeclared(tester, _SAFE), _undeclared(tester, ("HEAD",))
    tester.check_each(safe, check)
    if tester.profile is not Profile.QUICK:
        tester.check_each(safe, partial(_expect_served_after, tester))
    tester.check_each(head, check_unauthenticated)
    tester.check_replicas(safe, check, share=1.0)
    tester.check_replicas(head, check_unauthenticated, share=0.5)


@checks("protocol.undeclared_methods", last=True)
def test_undeclared_methods_are_refused_and_change_nothing(tester: OperationTester) -> None:
    if not all(map(tester.session.may_send, _UNSAFE)):
        raise NotChecked("the target file does not set unsafe_methods")

    methods = _undeclared(tester, _UNSAFE)
    records_moved = tester.monitor.records_changed

    def check(method: str) -> None:
        _expect_refusal(tester, method)

    def check_authenticated(method: str) -> None:
        _expect_refusal(tester, method, (tester.credential,))

    before = _read(tester) if tester.operation.pagination is not None else None
    started = time.monotonic()
    tester.check_each(methods, check)
    if tester.profile is not Profile.QUICK:
        tester.check_each(methods, partial(_expect_served_after, tester))
    tester.check_replicas(methods, check_authenticated, share=3)
    seconds = time.monotonic() - started
    if before is not None and _difference(before, _read(tester), keys_only=False).wrong:
        # If funds have moved before in this run, a coincidence is more likely.
        rounds = _ROUNDS + 1 if records_moved else _ROUNDS
        _expect_no_change(tester, methods, seconds, rounds)


def _expect_served_after(tester: OperationTester, method: str) -> None:
    """Check that a cache does not send the response to another method to a GET request."""
    with tester.session.one_connection():
        tester.send_hostile(method=method)
        exchange = tester.send()
    expect_status(exchange, 200)
    tester.records(exchange)


def _expect_no_change(
    tester: OperationTester, methods: list[str], seconds: float, rounds: int
) -> None:
    """Check that requests with undeclared methods, such as DELETE, change no records.

    Funds may move at any time. The records are therefore first compared before and after the same
    number of GET requests. If the records change without the methods, only the sets of connections
    are compared.

    Args:
        tester: The tester of the operation.
        methods: The methods.
        seconds: The time in which the records have changed before.
        rounds: How often the records must change with the methods, and not without the methods.
    """
    refusals = [
        partial(_expect_refusal, tester, method, (tester.credential,)) for method in methods
    ]
    keys_only = False
    for _ in range(rounds):
        unchanged = _read(tester)
        for _ in methods:
            tester.send()
        time.sleep(seconds)
        before = _read(tester)
        if _difference(unchanged, before, keys_only).wrong:
            if keys_only:
                return
            keys_only = True
        started = time.monotonic()
        exchanges = tester.prefetcher.run_all(refusals)
        seconds = time.monotonic() - started
        after = _read(tester)
        changed = _difference(before, after, keys_only)
        if not changed.wrong:
            return
    shown = after.filled_pages
    raise Violation(
        f"the same {count(len(before.records))} before and after the requests",
        changed.describe(len(after.records)),
        *before.filled_pages,
        *exchanges,
        *shown,
        wrong=len(exchanges) + len(shown),
        reference="the records before the requests",
        records=changed,
    )


def _read(tester: OperationTester) -> View:
    # The pages are as large as possible, so that a change of any record shows.
    largest, default = tester.baseline.largest_page_size, tester.baseline.default_page_size
    pages = -(-len(tester.baseline.view.records) // max(largest, default, 1))
    return View.read(
        tester,
        size=largest if largest > default else None,
        most=_MAX_PAGES,
        expected=min(pages, _MAX_PAGES),
    )


def _difference(before: View, after: View, keys_only: bool) -> RecordDifference:
    difference = RecordDifference.between(before.records, after.records)
    if keys_only:
        return difference
    changed = {key for key in difference.common if before.records[key] != after.records[key]}
    return evolve(difference, changed=changed, common=difference.common - changed)


def _undeclared(tester: OperationTester, methods: tuple[str, ...]) -> list[str]:
    path = tester.operation.path
    declared = {o.method for o in tester.contract.operations if o.path == path}
    return [method for method in methods if method not in declared]


def _expect_refusal(
    tester: OperationTester, method: str, credentials: tuple[Credential, ...] = ()
) -> Exchange:
    for credential in credentials or (NO_CREDENTIAL, tester.credential):
        exchange = tester.send_hostile(method=method, credential=credential)
        if not (400 <= exchange.status < 500 or exchange.status == _NOT_IMPLEMENTED):
            actual = f"status {exchange.status}"
            raise violation_of_response("a 4xx status", actual, exchange)
    return exchange
