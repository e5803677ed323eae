"""What is allowed is served; what is odd does no harm; what is open has one meaning."""

from __future__ import annotations

from hypothesis import strategies as st

from ...contract import Query
from ..cases.queries import allowed_queries, odd_values, usual_views
from ..conformance.response_body import expect_no_crash, expect_status
from ..conformance.violation import NotApplicable
from ..oracles.ambiguous_input import Meaning, meanings
from ..runner.probe import Probe
from ..runner.suspects import confirm
from .registry import checks


@checks("parameters.served")
def test_whatever_the_document_allows_is_served(probe: Probe) -> None:
    def check(query: Query) -> None:
        expect_status(probe.ask(query), 200)

    if probe.operation.pagination is not None:
        probe.for_each(usual_views(probe), check)
    probe.for_all(allowed_queries(probe), check, share=0.5)


@checks("parameters.one_meaning")
def test_what_is_open_is_refused_or_served_with_one_meaning(probe: Probe) -> None:
    def check(meaning: Meaning) -> None:
        exchange = meaning.ask(probe, meaning.query)
        # Whatever it refuses it may refuse.
        if not 400 <= exchange.status < 500:
            meaning.check(probe, exchange)

    found = meanings(probe)
    if not found:
        raise NotApplicable(f"{probe.operation.id} has no value that the contract leaves open")
    probe.for_each(probe.profile.first(found, at_least=8), check)


@checks("parameters.no_crash", last=True)
def test_no_value_makes_the_server_fail(probe: Probe) -> None:
    def check(query: Query) -> None:
        expect_no_crash(probe.ask_crashing(query))

    def check_path(value: str) -> None:
        path = {name: value or old for name, old in probe.path.items()}
        expect_no_crash(probe.ask_crashing((), path))

    confirm(probe, "parameters.no_crash", expect_no_crash)
    for parameter in probe.operation.in_query():
        probe.for_each(probe.profile.first(odd_values(probe, parameter), at_least=3), check)
    if probe.operation.in_path():
        odd = ("\0", "\udcff", "x" * 2000, "\u0663", "' OR 1=1 --", "a/b")
        probe.for_each(probe.profile.first(odd, at_least=2), check_path)
    names = st.sampled_from([parameter.name for parameter in probe.operation.in_query()])
    texts = st.text(st.characters(codec="utf-8"), max_size=40)
    probe.for_all(st.tuples(names, texts).map(lambda pair: (pair,)), check, share=0.5)
