"""Every record, and all around it, is what the document describes, to the last byte."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ...contract import Query
from ..cases.queries import allowed_queries, views
from ..conformance import response_body
from ..conformance.response_schema import conforms
from ..runner.probe import Probe
from ..runner.suspects import confirm
from ..transport.exchange import Exchange
from .registry import checks


@checks("data.json", last=True)
def test_every_body_is_whole_and_strict_json(probe: Probe) -> None:
    _check_every_answer(probe, "data.json", response_body.body)


@checks("data.schema", last=True)
def test_every_record_has_the_documented_members_and_types(probe: Probe) -> None:
    _check_schema(probe, "data.schema")


@checks("data.amounts", last=True)
def test_amounts_are_digits(probe: Probe) -> None:
    _check_schema(probe, "data.amounts")


@checks("data.ids", last=True)
def test_ids_are_uuids(probe: Probe) -> None:
    _check_schema(probe, "data.ids")


def _check_schema(probe: Probe, rule: str) -> None:
    judge = partial(conforms, probe.contract, probe.operation, rule=rule)
    _check_every_answer(probe, rule, judge)


def _check_every_answer(probe: Probe, rule: str, judge: Callable[[Exchange], object]) -> None:
    """Judge again what was suspected in passing, all pages of the whole, and some views more."""

    def judge_success(exchange: Exchange) -> None:
        if exchange.status in (0, 200):
            judge(exchange)

    confirm(probe, rule, judge_success)

    def check_pages() -> None:
        for page in probe.whole().pages:
            judge_success(page)

    def check(query: Query) -> None:
        judge_success(probe.ask(query))

    if probe.operation.pagination is not None:
        probe.twice(check_pages)
        probe.for_all(views(probe), check, share=0.15)
    else:
        probe.for_all(allowed_queries(probe), check, share=0.15)
