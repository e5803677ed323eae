"""What is allowed is served; what is odd does no harm."""

from __future__ import annotations

from functools import partial

from schemathesis.generation import GenerationMode

from ..contract import Query
from ..generation import generated_queries
from .answers import expect_status
from .checks import checks
from .probe import Probe
from .strategies import allowed_queries, odd_values
from .violation import Violation


@checks("parameters.served")
def test_whatever_the_document_allows_is_served(probe: Probe) -> None:
    probe.for_all(allowed_queries(probe), lambda query: expect_status(probe.ask(query), 200))


@checks("parameters.no_crash")
def test_no_value_makes_the_server_fail(probe: Probe) -> None:
    def check(query: Query) -> None:
        exchange = probe.ask(query)
        if exchange.status >= 500:
            raise Violation("any status below 500", f"status {exchange.status}", exchange)

    unlisted: Query = (("unlisted", "1"),)
    odd = [query for parameter in probe.operation.in_query() for query in odd_values(parameter)]
    for query in [unlisted, *odd[:: probe.profile.step]]:
        probe.twice(partial(check, query))
    for mode in GenerationMode:
        probe.for_all(generated_queries(probe.contract, probe.operation, mode), check)
