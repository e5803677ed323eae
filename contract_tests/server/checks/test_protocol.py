"""What is not documented is refused, and does no harm."""

from __future__ import annotations

import uuid

from ..cases.credentials import NOBODY
from ..conformance.every_response import difference
from ..conformance.violation import NotChecked, Violation
from ..runner.probe import Probe
from ..transport.exchange import Exchange
from .registry import checks

#: Those that a server may be asked at any time.
_HARMLESS = ("HEAD", "OPTIONS")
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")

#: What a server says of a method that it does not know at all (RFC 9110, section 15.6.2).
_NOT_IMPLEMENTED = 501


@checks("protocol.harmless_methods", last=True)
def test_methods_that_only_ask_do_no_harm(probe: Probe) -> None:
    def check(method: str) -> None:
        exchange = probe.ask_crashing((), method=method)
        if exchange.status >= 500 and exchange.status != _NOT_IMPLEMENTED:
            raise Violation("any status below 500", f"status {exchange.status}", exchange)

    def check_nobody(method: str) -> None:
        strange = probe.path_to(str(uuid.UUID(int=probe.seed, version=4)))
        known, unknown = (
            probe.ask((), path=path, method=method, credential=NOBODY)
            for path in (probe.path, strange)
        )
        if known.status != unknown.status:
            raise Violation(
                "the same answer to nobody, whether or not there is such an enterprise",
                f"status {unknown.status} and status {known.status}",
                unknown,
                known,
            )

    probe.for_each(_undeclared(probe, _HARMLESS), check)
    probe.for_each(_undeclared(probe, ("HEAD",)), check_nobody)


@checks("protocol.undeclared_methods", last=True)
def test_undeclared_methods_are_refused_and_change_nothing(probe: Probe) -> None:
    if not probe.session.target.unsafe_methods:
        raise NotChecked("the target file does not set unsafe_methods")

    def check() -> None:
        before = probe.read().records if probe.operation.pagination else {}
        sent = [_refused(probe, method) for method in _undeclared(probe, _UNSAFE)]
        after = probe.read().records if probe.operation.pagination else {}
        if after != before:
            raise Violation("nothing to change", difference(after, before), *sent)

    probe.twice(check)


def _undeclared(probe: Probe, methods: tuple[str, ...]) -> list[str]:
    declared = {o.method for o in probe.contract.operations if o.path == probe.operation.path}
    return [method for method in methods if method not in declared]


def _refused(probe: Probe, method: str) -> Exchange:
    for credential in (NOBODY, probe.credential):
        exchange = probe.ask_crashing((), method=method, credential=credential)
        if not (400 <= exchange.status < 500 or exchange.status == _NOT_IMPLEMENTED):
            raise Violation("a status of 4xx", f"status {exchange.status}", exchange)
    return exchange
