"""Asks again about what was suspected in passing, before a rule is called violated."""

from __future__ import annotations

from collections.abc import Callable

from ..transport.exchange import Case, Exchange
from .probe import Probe

#: As often seen, it is no passing trouble, even if asking again does not show it.
OFTEN = 3


def confirm(
    probe: Probe, rule: str, judge: Callable[[Exchange], object], *, at_once: bool = True
) -> None:
    """Raise :class:`Violation` if an answer to what a suspect was asked breaks the rule as well.

    ``at_once`` is whether being seen often is enough.
    """

    def check(case: Case) -> None:
        judge(probe.send(case))

    suspects = list(probe.witness.suspects.get(rule, ()))
    probe.for_each([suspect.case for suspect in suspects], check)
    if at_once and len(suspects) >= OFTEN:
        raise suspects[0].violation
