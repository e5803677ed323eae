"""Every answer is one that the document describes, whatever is asked."""

from __future__ import annotations

from schemathesis.generation import GenerationMode

from ...contract import Query
from ...generated_cases import generated_queries
from ..conformance.response_body import expect_status
from ..conformance.response_schema import conforms
from ..oracles.ambiguous_input import refusals
from ..runner.probe import Probe
from .registry import checks


def check_answer(probe: Probe, query: Query) -> None:
    """Raise :class:`Violation` unless the answer has a documented status, and its body.

    What is open may be refused with other statuses, whose bodies nobody has documented.
    """
    exchange = probe.ask(query)
    if exchange.may_be_a_gateways:
        return
    expect_status(exchange, *probe.operation.bodies, *refusals(probe.operation, query))
    if exchange.status in probe.operation.bodies:
        conforms(probe.contract, probe.operation, exchange)


@checks("data.documented")
def check_generated_queries(probe: Probe) -> None:
    """Judge answers to generated queries, where pytest does not run schemathesis's own phases."""
    for mode in GenerationMode:
        queries = generated_queries(probe.contract, probe.operation, mode)
        probe.for_all(queries, lambda query: check_answer(probe, query))
