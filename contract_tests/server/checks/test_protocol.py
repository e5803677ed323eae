"""Check how a server handles HTTP methods that the document does not declare."""

from __future__ import annotations

import uuid

from ..cases.credentials import NO_CREDENTIAL
from ..conformance.response_monitor import difference
from ..conformance.violation import NotChecked, Violation
from ..runner.baseline import View
from ..runner.operation_tester import OperationTester
from ..transport.exchange import Exchange
from .registry import checks

#: Methods that change no data (RFC 9110, section 9.2.1), and methods that may.
_SAFE = ("HEAD", "OPTIONS")
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")

#: The status of a method that a server does not know (RFC 9110, section 15.6.2).
_NOT_IMPLEMENTED = 501


@checks("protocol.harmless_methods", last=True)
def test_safe_methods_do_not_fail_and_reveal_nothing(tester: OperationTester) -> None:
    def check(method: str) -> None:
        exchange = tester.send_hostile(method=method)
        if exchange.status >= 500 and exchange.status != _NOT_IMPLEMENTED:
            raise Violation("any status below 500", f"status {exchange.status}", exchange)

    def check_unauthenticated(method: str) -> None:
        unknown_path = tester.path_to(str(uuid.UUID(int=tester.seed, version=4)))
        known, unknown = (
            tester.send(path=path, method=method, credential=NO_CREDENTIAL)
            for path in (tester.path, unknown_path)
        )
        if known.status != unknown.status:
            raise Violation(
                "without a credential, the same status for a known and an unknown enterprise",
                f"status {known.status} for the known and {unknown.status} for the unknown one",
                unknown,
                known,
            )

    tester.check_each(_undeclared(tester, _SAFE), check)
    tester.check_each(_undeclared(tester, ("HEAD",)), check_unauthenticated)


@checks("protocol.undeclared_methods", last=True)
def test_undeclared_methods_are_refused_and_change_nothing(tester: OperationTester) -> None:
    if not all(map(tester.session.may_send, _UNSAFE)):
        raise NotChecked("the target file does not set unsafe_methods")

    def check() -> None:
        paged = tester.operation.pagination is not None
        before = View.read(tester).records if paged else {}
        exchanges = [_expect_refusal(tester, method) for method in _undeclared(tester, _UNSAFE)]
        after = View.read(tester).records if paged else {}
        if after != before:
            raise Violation(
                "the same records before and after the request",
                difference(after, before),
                *exchanges,
                records={key for key in before | after if before.get(key) != after.get(key)},
            )

    tester.confirmed(check)


def _undeclared(tester: OperationTester, methods: tuple[str, ...]) -> list[str]:
    path = tester.operation.path
    declared = {o.method for o in tester.contract.operations if o.path == path}
    return [method for method in methods if method not in declared]


def _expect_refusal(tester: OperationTester, method: str) -> Exchange:
    for credential in (NO_CREDENTIAL, tester.credential):
        exchange = tester.send_hostile(method=method, credential=credential)
        if not (400 <= exchange.status < 500 or exchange.status == _NOT_IMPLEMENTED):
            raise Violation("a 4xx status", f"status {exchange.status}", exchange)
    return exchange
