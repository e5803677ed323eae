"""Every record, and all around it, is what the document describes."""

from __future__ import annotations

from ..contract import Query
from ..rules import RULES
from .checks import checks
from .conformance import conforms
from .probe import Probe
from .strategies import allowed_queries

AMOUNTS, IDS = (
    next(rule.pointer for rule in RULES if rule.id == name) for name in ("data.amounts", "data.ids")
)


@checks("data.schema")
def test_every_record_has_the_documented_members_and_types(probe: Probe) -> None:
    _check_every_answer(probe, outside=(AMOUNTS, IDS))


@checks("data.amounts")
def test_amounts_are_digits(probe: Probe) -> None:
    _check_every_answer(probe, within=AMOUNTS)


@checks("data.ids")
def test_ids_are_uuids(probe: Probe) -> None:
    _check_every_answer(probe, within=IDS)


def _check_every_answer(probe: Probe, within: str = "", outside: tuple[str, ...] = ()) -> None:
    """Judge all pages of the whole, then answers to generated requests."""

    def check_whole() -> None:
        for page in probe.whole().pages:
            conforms(probe, page, within, outside)

    probe.twice(check_whole)

    def check(query: Query) -> None:
        exchange = probe.ask(query)
        if exchange.status == 200:
            conforms(probe, exchange, within, outside)

    probe.for_all(allowed_queries(probe), check, share=0.3)
