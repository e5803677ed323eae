"""Asks again about what was suspected in passing, before a rule is called violated."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .exchange import Case, Exchange
from .probe import Probe

#: As often seen, it is no passing trouble, even if asking again does not show it.
OFTEN = 3


def confirm(
    probe: Probe, rule: str, judge: Callable[[Exchange], object], *, at_once: bool = True
) -> None:
    """Raise :class:`Violation` if an answer to what a suspect was asked breaks the rule as well.

    ``at_once`` is whether being seen often is enough.
    """
    suspects = list(probe.witness.suspects.get(rule, ()))
    for suspect in suspects:
        # What it is compared with may have been read before funds were moved.
        probe.twice(partial(_ask_again, probe, suspect.case, judge))
    if at_once and len(suspects) >= OFTEN:
        raise suspects[0].violation


def _ask_again(probe: Probe, case: Case, judge: Callable[[Exchange], object]) -> None:
    judge(probe.send(case))
