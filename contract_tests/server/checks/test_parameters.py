"""Check how a server handles valid, ambiguous and hostile parameter values."""

from __future__ import annotations

from hypothesis import strategies as st

from ...contract import Query
from ..cases.queries import allowed_queries, fixed_views, hostile_queries
from ..conformance.response_body import expect_no_crash, expect_status
from ..conformance.violation import NotApplicable
from ..oracles.ambiguous_input import AmbiguousQuery, ambiguous_queries
from ..runner.operation_tester import OperationTester
from .registry import checks


@checks("parameters.served")
def test_valid_values_are_served(tester: OperationTester) -> None:
    def check(query: Query) -> None:
        expect_status(tester.send(query), 200)

    if tester.operation.pagination is not None:
        tester.check_each(fixed_views(tester), check)
    tester.check_generated(allowed_queries(tester), check, share=0.5)


@checks("parameters.one_meaning")
def test_ambiguous_values_are_rejected_or_served_with_one_meaning(tester: OperationTester) -> None:
    def check(query: AmbiguousQuery) -> None:
        query.check(tester)

    queries = ambiguous_queries(tester)
    if not queries:
        raise NotApplicable(f"{tester.operation.id} has no pagination to compare with")
    tester.check_each(tester.profile.select(queries, at_least=8), check)


@checks("parameters.no_crash", last=True)
def test_no_value_makes_the_server_fail(tester: OperationTester) -> None:
    def check(query: Query) -> None:
        expect_no_crash(tester.send_hostile(query))

    def check_path(value: str) -> None:
        path = {name: value or old for name, old in tester.path.items()}
        expect_no_crash(tester.send_hostile(path=path))

    tester.confirm_suspected("parameters.no_crash", expect_no_crash)
    for parameter in tester.operation.in_query():
        queries = tester.profile.select(hostile_queries(tester, parameter), at_least=3)
        tester.check_each(queries, check)
    if tester.operation.in_path():
        values = ("\0", "\udcff", "x" * 2000, "\u0663", "' OR 1=1 --", "a/b")
        tester.check_each(tester.profile.select(values, at_least=2), check_path)
    names = st.sampled_from([parameter.name for parameter in tester.operation.in_query()])
    texts = st.text(st.characters(codec="utf-8"), max_size=40)
    generated = st.tuples(names, texts).map(lambda pair: (pair,))
    tester.check_generated(generated, check, share=0.5)
