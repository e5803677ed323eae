"""Check the bodies of successful responses: JSON, schema, amounts and ids."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ...contract import Query
from ..cases.queries import allowed_queries, generated_views
from ..conformance import response_body
from ..conformance.response_schema import expect_schema
from ..runner.operation_tester import OperationTester
from ..transport.exchange import Exchange
from .registry import checks

#: If the monitor has judged this many successful responses, no more are requested to find a wrong
#: replica.
_MANY_SUCCESSES = 60


@checks("data.json", last=True)
def test_every_body_is_complete_and_strict_json(tester: OperationTester) -> None:
    _check_successes(tester, "data.json", response_body.decode)


@checks("data.schema", last=True)
def test_every_body_matches_the_schema(tester: OperationTester) -> None:
    _check_schema(tester, "data.schema")


@checks("data.amounts", last=True)
def test_amounts_are_strings_of_digits(tester: OperationTester) -> None:
    _check_schema(tester, "data.amounts")


@checks("data.ids", last=True)
def test_ids_are_uuids(tester: OperationTester) -> None:
    _check_schema(tester, "data.ids")


def _check_schema(tester: OperationTester, rule: str) -> None:
    judge = partial(expect_schema, tester.contract, tester.operation, rule=rule)
    _check_successes(tester, rule, judge)


def _check_successes(
    tester: OperationTester, rule: str, judge: Callable[[Exchange], object]
) -> None:
    """Check that the successful responses of an operation satisfy a rule.

    The function sends generated requests. The function also repeats the earlier requests whose
    responses seemed to violate the rule.

    Args:
        tester: The tester of the operation.
        rule: The id of the rule.
        judge: A function that raises an error if a response violates the rule.
    """

    def judge_success(exchange: Exchange) -> None:
        if exchange.status in (0, 200):
            judge(exchange)

    def check_pages() -> None:
        for page in tester.baseline.view.pages:
            judge_success(page)

    def check(query: Query) -> None:
        judge_success(tester.send(query))

    tester.confirm_suspected(rule, judge_success)
    if tester.monitor.successes < _MANY_SUCCESSES:
        tester.check_replicas([()], check)
    if tester.operation.pagination is not None:
        tester.confirmed(check_pages)
        tester.check_generated(generated_views(tester), check, share=0.15)
    else:
        tester.check_generated(allowed_queries(tester), check, share=0.15)
