"""Errors look as documented, whatever leads to them, and tell nothing that is not for callers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hypothesis.strategies import SearchStrategy

from ..cases.error_scenarios import Provocation, provocations, usual_provocations
from ..conformance.response_schema import conforms, internals
from ..conformance.violation import NotChecked
from ..runner.probe import Probe
from ..runner.suspects import confirm
from ..transport.exchange import Exchange
from .registry import checks

#: Where so many errors were judged in passing, a few more are asked for, and no longer all kinds.
_MANY = 60


@checks("errors.shape", last=True)
def test_every_error_has_its_documented_body(probe: Probe) -> None:
    _judge_errors(probe, "errors.shape", partial(conforms, probe.contract, probe.operation))


@checks("errors.no_internals", last=True)
def test_no_error_shows_how_the_server_is_built(probe: Probe) -> None:
    _judge_errors(probe, "errors.no_internals", internals)


def _judge_errors(probe: Probe, rule: str, judge: Callable[[Exchange], object]) -> None:
    def judge_errors(exchange: Exchange) -> None:
        # Which status it should have had is for the scenario's own rule to say.
        if exchange.status in probe.operation.bodies and exchange.status != 200:
            judge(exchange)

    def check(provocation: Provocation) -> None:
        judge_errors(provocation.send(probe))

    confirm(probe, rule, judge_errors)
    provoked = list(_provoked(probe))
    if not provoked:
        raise NotChecked("no error scenario can be brought about")
    enough = probe.witness.errors >= _MANY
    for usual, drawn in provoked[:2] if enough else provoked:
        probe.for_each(usual[:1], check)
        if not enough:
            probe.for_all(drawn, check, share=0.1)


def _provoked(probe: Probe) -> Iterator[tuple[list[Provocation], SearchStrategy[Provocation]]]:
    for scenario in probe.operation.scenarios:
        try:
            yield usual_provocations(probe, scenario), provocations(probe, scenario)
        except NotChecked:
            continue
