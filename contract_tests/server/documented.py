"""Every answer is one that the document describes, whatever is asked."""

from __future__ import annotations

from schemathesis.generation import GenerationMode

from ..contract import Query
from ..generation import generated_queries
from .answers import expect_status
from .checks import checks
from .conformance import conforms
from .probe import Probe

#: Up to so many values, a filter fits into any URL.
MANY = 20

#: Digits that fit into any integer, and any double.
_PLAIN = 15


def check_answer(probe: Probe, query: Query) -> None:
    """Raise :class:`Violation` unless the answer has a documented status, and its body.

    What the contract leaves open may be refused by any 4xx.
    """
    exchange = probe.ask(query)
    if 400 <= exchange.status < 500 and (exchange.case.is_odd or _is_open(probe, query)):
        return
    expect_status(exchange, *probe.operation.bodies)
    conforms(probe.contract, probe.operation, exchange)


def _is_open(probe: Probe, query: Query) -> bool:
    """Return whether a query is too long for some, or has numbers that some do not read."""
    paging = probe.operation.pagination
    numbers = {paging.page, paging.size} if paging else set()
    return len(query) > MANY or any(
        value.isdigit() and (len(value) > _PLAIN or (value != "0" and value.startswith("0")))
        for name, value in query
        if name in numbers and value.isascii()
    )


@checks("data.documented")
def check_generated_queries(probe: Probe) -> None:
    """Judge answers to generated queries, where pytest does not run schemathesis's own phases."""
    for mode in GenerationMode:
        queries = generated_queries(probe.contract, probe.operation, mode)
        probe.for_all(queries, lambda query: check_answer(probe, query))
