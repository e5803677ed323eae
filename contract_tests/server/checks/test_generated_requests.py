"""The check of responses to requests that schemathesis generates from the document."""

from __future__ import annotations

from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from ...contract import Query
from ...generated_cases import coverage_queries, example_queries, generated_queries
from ..conformance.response_body import expect_status
from ..conformance.response_schema import expect_schema
from ..oracles.ambiguous_input import refusal_statuses
from ..runner.operation_tester import OperationTester
from ..runner.profile import Profile
from .registry import checks


@checks("data.documented")
def test_every_response_to_a_generated_request_is_documented(tester: OperationTester) -> None:
    def check(query: Query) -> None:
        check_response(tester, query)

    contract, operation = tester.contract, tester.operation
    for examples in example_queries(contract, operation):
        tester.check_generated(examples, check, share=0)
    if tester.profile is not Profile.QUICK:
        tester.check_each(coverage_queries(contract, operation), check)
    modes = [generated_queries(contract, operation, mode) for mode in GenerationMode]
    tester.check_generated(st.one_of(modes), check)


def check_response(tester: OperationTester, query: Query) -> None:
    """Send a query string; raise :class:`Violation` if the response is not documented.

    A server may refuse ambiguous input with an undocumented status, whose body is not judged.
    """
    exchange = tester.send(query)
    if exchange.may_be_from_gateway:
        return
    operation = tester.operation
    expect_status(exchange, *operation.bodies, *refusal_statuses(operation, query))
    if exchange.status in operation.bodies:
        expect_schema(tester.contract, operation, exchange)
