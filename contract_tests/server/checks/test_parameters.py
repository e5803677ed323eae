"""Check how a server handles valid, ambiguous and hostile parameter values."""

from __future__ import annotations

from functools import partial

from attrs import evolve
from hypothesis import strategies as st

from ...contract import Query
from ..cases.filter_values import is_open_refusal
from ..cases.queries import (
    allowed_queries,
    fixed_views,
    hostile_queries,
    over_encoded_views,
    paired_views,
)
from ..conformance.record_difference import RecordDifference
from ..conformance.response_body import expect_no_crash, expect_status
from ..conformance.violation import NotApplicable, Violation
from ..oracles.ambiguous_input import AmbiguousQuery, ambiguous_queries
from ..runner.operation_tester import OperationTester
from ..runner.profile import Profile
from ..transport.exchange import Exchange
from .registry import checks

#: Functions that return an id in other forms that the document allows.
_OTHER_FORMS = (str.upper, str.title, lambda value: value.replace("-", ""))

_FAILURE = 500  # the lowest status of a failure of the server


@checks("parameters.served")
def test_valid_values_are_served(tester: OperationTester) -> None:
    def check(query: Query) -> None:
        exchange = tester.send(query)
        if not is_open_refusal(tester, exchange):
            expect_status(exchange, 200)

    if tester.operation.pagination is not None:
        fixed = list(dict.fromkeys((*fixed_views(tester), *paired_views(tester))))
        tester.check_each(fixed, check)
        if tester.profile is not Profile.QUICK:
            tester.check_each(over_encoded_views(tester), partial(_check_over_encoded, tester))
        # A replica that refuses a value refuses the query strings with the most values.
        tester.check_replicas(sorted(fixed, key=len, reverse=True)[:3], check)
    tester.check_generated(allowed_queries(tester), check, share=0.5)


def _check_over_encoded(tester: OperationTester, query: Query) -> None:
    """Check that percent-encoded hyphens, letters and digits do not change the records.

    Raises:
        Violation: If the request with percent-encoding is not served, or has other records.
    """
    encoded = tester.send_request(evolve(tester.request(query), over_encoded=True))
    expect_status(encoded, 200)
    plain, records = tester.send(query), tester.records(encoded)
    difference = RecordDifference.between(tester.records(plain), records)
    if difference.wrong:
        raise Violation(
            "the same records as for the values without percent-encoding",
            difference.describe(len(records)),
            plain,
            encoded,
            reference="the records for the values without percent-encoding",
            records=difference,
            since="percent-encoded hyphens, letters and digits mean the same (RFC 3986, section "
            "2.3)",
        )


@checks("parameters.one_meaning")
def test_ambiguous_values_are_rejected_or_served_with_one_meaning(tester: OperationTester) -> None:
    def check(query: AmbiguousQuery) -> None:
        query.check(tester)

    queries = ambiguous_queries(tester)
    if not queries:
        raise NotApplicable(f"{tester.operation.id} has no pagination to compare with")
    tester.check_each(tester.profile.select(queries, at_least=8), check)
    tester.check_replicas(queries[:3], check, share=0.5)


@checks("parameters.no_crash", last=True)
def test_no_value_makes_the_server_fail(tester: OperationTester) -> None:
    def check(query: Query) -> None:
        _expect_no_crash(tester, tester.send_hostile(query))

    def check_path(value: str) -> None:
        path = {name: value or old for name, old in tester.path.items()}
        _expect_no_crash(tester, tester.send_hostile(path=path))

    def check_verbatim(request: tuple[str, Query]) -> None:
        end, query = request
        path = {name: f"{value}{end}" for name, value in tester.path.items()}
        _expect_no_crash(tester, tester.send_hostile(query, path=path, verbatim=True))

    no_crash = partial(_expect_no_crash, tester)
    tester.confirm_suspected("parameters.no_crash", no_crash, frequent=False, failures=True)
    names = [parameter.name for parameter in tester.operation.in_query()]
    queries: list[Query] = []
    for parameter in tester.operation.in_query():
        queries += tester.profile.select(hostile_queries(tester, parameter), at_least=3)
    tester.check_each(queries, check, alone=True)
    if tester.operation.in_path():
        values = ("\0", "\udcff", "x" * 2000, "\u0663", "' OR 1=1 --", "a/b")
        tester.check_each(tester.profile.select(values, at_least=2), check_path, alone=True)
    if tester.profile is not Profile.QUICK:
        own = [f(value) for value in tester.path.values() for f in _OTHER_FORMS]
        tester.check_each(dict.fromkeys(own), check_path, alone=True)
        broken: list[tuple[str, Query]] = [("%", ()), ("%zz", ())]
        broken += [("", ((name, value),)) for name in names for value in ("%", "%zz")]
        tester.check_each(broken, check_verbatim, alone=True)
        hostile = [((name, v),) for v in ("\0", "-1") for name in names]
        tester.check_replicas(hostile, check, share=0.7)
    texts = st.text(st.characters(codec="utf-8"), max_size=40)
    generated = st.tuples(st.sampled_from(names), texts).map(lambda pair: (pair,))
    tester.check_generated(generated, check, share=0.5, alone=True)


def _expect_no_crash(tester: OperationTester, exchange: Exchange) -> None:
    """Check that the server did not fail because of the values in a request.

    Raises:
        NotChecked: If the server also fails for a request without values.
        Violation: If the server fails only for this request.
    """
    if exchange.status >= _FAILURE:
        # The sender waits until the server no longer fails for this request.
        tester.send()
    expect_no_crash(exchange)
