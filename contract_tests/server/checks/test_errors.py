"""Check the bodies of error responses, whatever the cause of the error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hypothesis.strategies import SearchStrategy

from ..cases.error_scenarios import ScenarioRequest, fixed_requests, generated_requests
from ..conformance.response_schema import expect_no_internals, expect_schema
from ..conformance.violation import NotChecked
from ..runner.operation_tester import OperationTester
from ..transport.exchange import Exchange
from .registry import checks

#: If the monitor has judged this many error responses, the checks request only a few more.
_MANY_ERRORS = 45

_Requests = tuple[list[ScenarioRequest], SearchStrategy[ScenarioRequest]]


@checks("errors.shape", last=True)
def test_every_error_has_its_documented_body(tester: OperationTester) -> None:
    schema = partial(expect_schema, tester.contract, tester.operation)
    _check_errors(tester, "errors.shape", schema)


@checks("errors.no_internals", last=True)
def test_no_error_shows_internals_of_the_server(tester: OperationTester) -> None:
    _check_errors(tester, "errors.no_internals", expect_no_internals)


def _check_errors(tester: OperationTester, rule: str, judge: Callable[[Exchange], object]) -> None:
    def judge_error(exchange: Exchange) -> None:
        # A wrong status violates the rule of the scenario, not this rule.
        documented = exchange.status in tester.operation.bodies and exchange.status != 200
        if documented and not exchange.may_be_from_gateway:
            judge(exchange)

    def check(request: ScenarioRequest) -> None:
        judge_error(request.send(tester)[-1])

    tester.confirm_suspected(rule, judge_error)
    requests = list(_requests(tester))
    if not requests:
        raise NotChecked("the target file lacks the values that the error scenarios need")
    enough = tester.monitor.seen.errors.total() >= _MANY_ERRORS
    for fixed, generated in requests[:2] if enough else requests:
        tester.check_each(fixed[:1], check)
        if not enough:
            tester.check_replicas(fixed[:1], check, share=0.5)
            tester.check_generated(generated, check, share=0.1)


def _requests(tester: OperationTester) -> Iterator[_Requests]:
    for scenario in tester.operation.scenarios:
        try:
            yield fixed_requests(tester, scenario), generated_requests(tester, scenario)
        except NotChecked:
            continue
