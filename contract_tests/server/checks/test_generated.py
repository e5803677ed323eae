"""The check of responses to requests that schemathesis generates from the document."""

from __future__ import annotations

from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from ...contract import Query
from ...generated_cases import coverage_queries, example_queries, generated_queries
from ..conformance.response_body import expect_status
from ..conformance.response_schema import conforms
from ..oracles.ambiguous_input import refusals
from ..runner.probe import Probe
from ..runner.profile import Profile
from .registry import checks


@checks("data.documented")
def test_every_response_to_a_generated_request_is_documented(probe: Probe) -> None:
    def check(query: Query) -> None:
        check_response(probe, query)

    contract, operation = probe.contract, probe.operation
    for examples in example_queries(contract, operation):
        probe.for_all(examples, check, share=0)
    if probe.profile is not Profile.QUICK:
        probe.for_each(coverage_queries(contract, operation), check)
    modes = [generated_queries(contract, operation, mode) for mode in GenerationMode]
    probe.for_all(st.one_of(modes), check)


def check_response(probe: Probe, query: Query) -> None:
    """Raise :class:`Violation` unless the response has a documented status, and its body.

    What is open may be refused with other statuses, whose bodies nobody has documented.
    """
    exchange = probe.ask(query)
    if exchange.may_be_a_gateways:
        return
    expect_status(exchange, *probe.operation.bodies, *refusals(probe.operation, query))
    if exchange.status in probe.operation.bodies:
        conforms(probe.contract, probe.operation, exchange)
