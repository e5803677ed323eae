"""Tests of the values that the suite sends in filters, such as the spelling of ids."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from uuid import UUID

import pytest

from ..mock_server import CORRECT, Behaviour
from ..mock_server.call import Call, JsonObject
from ..mock_server.error_responses import malformed
from ..mock_server.query_string import parse_uuid
from ..mock_server.variants.behaviour_edits import change_parameters, change_payload
from ..server.cases.filter_values import generated_selections
from ..server.cases.queries import generated_views
from ..server.checks.run_single_check import violation_of
from ..server.runner import hypothesis_runs
from ..server.transport.request import is_long
from .mock_tester import mock_tester

Form = Callable[[UUID], str]
"""A function that returns the text of an id."""

FORMS: dict[str, Form] = {
    "lower case": str,
    "upper case": lambda one: str(one).upper(),
    "no hyphens": lambda one: one.hex,
    "upper case, no hyphens": lambda one: one.hex.upper(),
}
RULES = (
    "parameters.served",
    "filters.exact",
    "filters.combined",
    "filters.before_paging",
    "filters.foreign",
)


def with_forms(connection: Form, partner: Form) -> Behaviour:
    """Return a behaviour of the mock server that writes and accepts one form of each id."""
    forms = {"connectionIds": connection, "partnerIds": partner}

    def check(name: str, texts: list[str]) -> list[str]:
        for text in texts:
            if name in forms and text != forms[name](parse_uuid(name, text)):
                raise malformed(name, f"{name} has another form.")
        return texts

    def write(_call: Call, payload: JsonObject) -> JsonObject:
        records = {
            connection(UUID(key)): {**record, "partnerId": partner(UUID(record["partnerId"]))}
            for key, record in payload["networkBalances"].items()
        }
        return {**payload, "networkBalances": records}

    return change_payload(change_parameters(CORRECT, check), write)


@pytest.mark.parametrize(("connection", "partner"), list(pairwise([*FORMS, "lower case"])))
def test_a_server_may_accept_only_the_form_of_its_own_ids(connection: str, partner: str) -> None:
    with mock_tester(with_forms(FORMS[connection], FORMS[partner])) as tester:
        violations = {rule: violation_of(rule, tester) for rule in RULES}

    assert violations == dict.fromkeys(RULES)


def test_no_query_string_with_values_of_records_is_so_long_that_a_server_may_refuse_it() -> None:
    with mock_tester(CORRECT) as tester:
        filters = tester.operation.filters
        for strategy in (generated_views(tester), generated_selections(tester, filters)):
            drawn = hypothesis_runs.draw(strategy, 200, 1)

            assert max(map(len, drawn)) > 15
            assert not any(map(is_long, drawn))
