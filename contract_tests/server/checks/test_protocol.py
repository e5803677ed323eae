"""Check how a server handles HTTP methods that the document does not declare."""

from __future__ import annotations

import time
import uuid
from functools import partial

from attrs import evolve

from ..cases.credentials import NO_CREDENTIAL
from ..conformance.certainty import RecurringViolation, violation_of_response
from ..conformance.record_difference import RecordDifference, count
from ..conformance.violation import NotChecked, Violation
from ..runner.baseline import View
from ..runner.operation_tester import OperationTester
from ..transport.exchange import Exchange
from ..transport.request import Credential
from .registry import checks

#: Methods that change no data (RFC 9110, section 9.2.1), and methods that may.
_SAFE = ("HEAD", "OPTIONS")
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")

#: The largest number of pages to read before and after the requests with other methods.
_MAX_PAGES = 3

#: How often the records must change after such requests, and stay the same without the requests.
_ROUNDS = 3

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
    tester.check_each(head, check_unauthenticated)
    tester.check_replicas(safe, check, share=1.5)
    tester.check_replicas(head, check_unauthenticated, share=0.5)


@checks("protocol.undeclared_methods", last=True)
def test_undeclared_methods_are_refused_and_change_nothing(tester: OperationTester) -> None:
    if not all(map(tester.session.may_send, _UNSAFE)):
        raise NotChecked("the target file does not set unsafe_methods")

    methods = _undeclared(tester, _UNSAFE)
    # The methods themselves may change the records.
    changed_before = tester.monitor.records_changed

    def check(method: str) -> None:
        _expect_refusal(tester, method)

    def check_authenticated(method: str) -> None:
        _expect_refusal(tester, method, (tester.credential,))

    tester.check_each(methods, check)
    tester.check_replicas(methods, check_authenticated, share=3)
    if tester.operation.pagination is not None:
        _expect_no_change(tester, methods, changed_before)


def _expect_no_change(tester: OperationTester, methods: list[str], changed_before: bool) -> None:
    """Check that requests with undeclared methods, such as DELETE, change no records.

    Funds may move at any time. If the records differ after the requests, the records are therefore
    read twice more without a request in between. If the records also change then, or have changed
    in the responses to other checks, only the set of connections is compared.

    Args:
        tester: The tester of the operation.
        methods: The methods.
        changed_before: Whether the records have changed in the responses to other checks.
    """
    keys_only = changed_before
    for _ in range(_ROUNDS):
        started = time.monotonic()
        first = _read(tester)
        refusals = [partial(_expect_refusal, tester, method) for method in methods]
        exchanges = tester.prefetcher.run_all(refusals)
        after = _read(tester)
        seconds = time.monotonic() - started
        if not _difference(first, after, keys_only).wrong:
            return
        # As much time passes between these two reads as for the requests.
        before = _read(tester)
        time.sleep(seconds)
        if _difference(before, _read(tester), keys_only).wrong:
            if keys_only:
                return
            keys_only = True
    changed = _difference(first, after, keys_only)
    shown = after.filled_pages
    raise Violation(
        f"the same {count(len(first.records))} before and after the requests",
        changed.describe(len(after.records)),
        *first.filled_pages,
        *exchanges,
        *shown,
        wrong=len(exchanges) + len(shown),
        reference="the records before the requests",
        records=changed,
    )


def _read(tester: OperationTester) -> View:
    size = tester.baseline.largest_page_size
    expected = -(-len(tester.baseline.view.records) // size)
    return View.read(tester, size=size, most=_MAX_PAGES, expected=expected)


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
