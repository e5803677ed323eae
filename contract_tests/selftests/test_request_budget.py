"""Tests of the number of requests of a run, for any number of records and of filters."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest
from ruamel.yaml import YAML

from ..contract import load
from ..mock_server import CORRECT, Behaviour
from ..mock_server.call import Call
from ..mock_server.generated_world import generate_world
from ..mock_server.query_string import Query, decode_query, parse_uuid
from ..mock_server.variants import FAULTS, VALID_VARIANTS
from ..mock_server.world import Connection, Enterprise, Records
from ..rules import catalogue
from ..server.checks.run_single_check import violation_of
from ..server.conformance.violation import NotChecked
from ..server.runner.profile import Profile
from .mock_tester import mock_tester

#: The largest number of requests for an operation with at most two filters, and the largest number
#: of additional requests for each further filter.
BUDGETS = {Profile.QUICK: (300, 60), Profile.DEFAULT: (1500, 150)}

#: More records than a run of the default profile reads.
MANY = 2000

#: Faults whose violations need the most requests: to read pages that do not end, and to confirm
#: and shrink violations.
WORST = ("repeats-last-page", "default-pages-overlap")

IDS, TEXTS = "counterpartyIds", "institutionIdentifiers"

#: A further filter by ids and a further filter by texts. Each has the JSON Pointer to the compared
#: property of a record, the schema of a value, and a function that returns the value of a
#: connection.
FURTHER: dict[str, tuple[str, dict[str, Any], Callable[[Connection], str]]] = {
    IDS: (
        "/partnerId",
        {"$ref": "#/components/schemas/Uuid"},
        lambda connection: str(connection.partner.id),
    ),
    TEXTS: (
        "/partnerInstitutionIdentifier",
        {"type": "string", "minLength": 1},
        lambda connection: connection.partner.institution,
    ),
}


def document(folder: Path, further: str | None) -> Path:
    """Write a copy of the OpenAPI document to a folder, and return the path of the copy.

    If ``further`` is the name of a filter, the copy also has this filter.
    """
    content: dict[str, Any] = deepcopy(load().document)
    if further is not None:
        by, items, _ = FURTHER[further]
        schema = {"type": "array", "items": items}
        parameter = {"name": further, "in": "query", "schema": schema, "x-filter": {"by": by}}
        (path,) = content["paths"].values()
        path["get"]["parameters"].append(parameter)
        if further == IDS:
            scenarios = content["components"]["responses"]["InvalidRequest"]["x-scenarios"]
            scenarios["invalid_filter"]["refuses"][further] = {"items": items}
    file = folder / "document.yaml"
    with file.open("w", encoding="utf-8") as stream:
        YAML(typ="safe", pure=True).dump(content, stream)
    return file


def with_filter(behaviour: Behaviour, further: str | None) -> Behaviour:
    """Return a behaviour of the mock server with a further filter, unless ``further`` is None."""
    if further is None:
        return behaviour
    value = FURTHER[further][2]

    def wanted(call: Call) -> list[str] | None:
        texts = decode_query(call.request.query).get(further)
        if texts is None or further == TEXTS:
            return texts
        return [str(parse_uuid(further, text)) for text in texts]

    def adjust_query(call: Call, query: Query) -> Query:
        wanted(call)  # rejects malformed ids
        return behaviour.adjust_query(call, query)

    def filter_records(call: Call, records: Records, query: Query) -> Records:
        selected, texts = behaviour.filter_records(call, records, query), wanted(call)
        if texts is None:
            return selected
        return [connection for connection in selected if value(connection) in texts]

    return attrs.evolve(behaviour, adjust_query=adjust_query, filter_records=filter_records)


@cache
def count_requests(profile: Profile, records: int, variant: str, further: str | None = None) -> int:
    """Check all rules on a valid server, and return the number of requests."""
    behaviour = with_filter(VALID_VARIANTS[variant].apply(CORRECT), further)
    world = generate_world(records)
    with TemporaryDirectory() as folder:
        contract = load(document(Path(folder), further))
    with mock_tester(behaviour, 1, profile, world=world, contract=contract) as tester:
        for rule in catalogue(contract.tested):
            assert violation_of(rule.id, tester) is None, rule
        return tester.session.requests


def budget(profile: Profile) -> int:
    """Return how many requests a run with a profile may send to test the document's operation."""
    most, more = BUDGETS[profile]
    return most + more * max(0, len(load().operations[0].filters) - 2)


@pytest.mark.parametrize(
    ("variant", "records"),
    [("caps-page-size", 49), ("default-page-of-three", MANY), ("refuses-large-pages", MANY)],
)
def test_a_quick_run_keeps_its_budget_for_any_number_of_records(variant: str, records: int) -> None:
    assert count_requests(Profile.QUICK, records, variant) <= budget(Profile.QUICK)


@pytest.mark.parametrize("further", FURTHER)
def test_a_further_filter_adds_at_most_60_requests_to_a_quick_run(further: str) -> None:
    with_it, without = (
        count_requests(Profile.QUICK, 49, "caps-page-size", one) for one in (further, None)
    )
    assert with_it - without <= BUDGETS[Profile.QUICK][1]


def with_changing_records(every: int) -> Behaviour:
    """Return a behaviour of the mock server in which the number of records keeps changing.

    The server leaves out none, one or both of the last two records. The number of omitted records
    changes after ``every`` requests.
    """

    def read_records(call: Call, enterprise: Enterprise) -> Records:
        records = CORRECT.read_records(call, enterprise)
        return records[: len(records) - call.number // every % 3]

    return attrs.evolve(CORRECT, read_records=read_records)


@pytest.mark.parametrize("every", [1, 3, 12, 40])
def test_a_default_run_keeps_its_budget_if_the_records_change_all_the_time(every: int) -> None:
    reasons = []
    with mock_tester(with_changing_records(every), 1) as tester:
        for rule in catalogue(load().tested):
            try:
                violation_of(rule.id, tester)
            except NotChecked as reason:
                reasons.append(str(reason))

        assert tester.session.requests <= budget(Profile.DEFAULT)
    known = ("the records changed so often", "the run has sent all requests")
    assert reasons
    assert [reason for reason in reasons if not reason.startswith(known)] == []


@pytest.mark.parametrize("fault", WORST)
def test_a_default_run_that_finds_many_violations_keeps_its_budget(fault: str) -> None:
    with mock_tester(FAULTS[fault].apply(CORRECT)) as tester:
        violated = [rule for rule in catalogue(load().tested) if violation_of(rule.id, tester)]

        assert len(violated) > 1
        assert tester.session.requests <= budget(Profile.DEFAULT)


@pytest.mark.parametrize("concurrency", [1, 2, 4, 32])
def test_a_default_run_of_any_concurrency_uses_its_budget(concurrency: int) -> None:
    most = budget(Profile.DEFAULT)
    with mock_tester(CORRECT, concurrency=concurrency) as tester:
        tester.session.requests = most - 120
        with pytest.raises(NotChecked, match="has sent all requests"):
            while True:
                tester.send_together([tester.request()] * 8)
        assert most - 16 <= tester.session.requests <= most

        def check(_number: int) -> None:
            tester.send()

        tester.session.requests = most - 120
        with pytest.raises(NotChecked, match="has sent all requests"):
            tester.check_each(range(200), check)
        assert most - 2 <= tester.session.requests <= most


def test_a_default_run_keeps_its_budget_with_and_without_a_further_filter() -> None:
    with_it, without = (
        count_requests(Profile.DEFAULT, MANY, "default-page-of-three", one) for one in (IDS, None)
    )
    assert without <= budget(Profile.DEFAULT)
    assert with_it - without <= BUDGETS[Profile.DEFAULT][1]
