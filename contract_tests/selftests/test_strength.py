"""Tests of the rules on the mock server.

Each fault of the mock server names a rule. That rule must report a violation and show the requests.
No rule may report a violation of the correct server or of a valid variant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

import pytest

from ..catalogue import Fault, Variant
from ..mock_server import CORRECT, Behaviour
from ..mock_server.default_world import EMPTY, MEMBER, OUTSIDER, SINGLE, UNPERMITTED
from ..mock_server.generated_world import generate_world
from ..mock_server.variants import FAULTS, VALID_VARIANTS
from ..rules import catalogue
from ..server.checks.run_single_check import violation_of
from ..server.conformance.violation import NotChecked
from ..server.runner.first_request import expect_api
from ..server.runner.operation_tester import OperationTester
from ..server.runner.profile import Profile
from .mock_tester import mock_tester


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_caught_by_the_rule_meant_for_it(fault: Fault[Behaviour]) -> None:
    with mock_tester(fault.apply(CORRECT), seed=1) as tester:
        expect_api(tester)
        try:
            violation = violation_of(fault.rule, tester)
        except NotChecked as reason:
            pytest.fail(f"{fault.rule} is not checked: {reason}")

    assert violation is not None
    shown = str(violation)
    requests = re.findall(r"^(?:request  |reference) (curl -sS -i .+)$", shown, re.MULTILINE)
    assert requests
    for line, exchange in zip(requests, violation.exchanges, strict=True):
        credential = exchange.request.credential.redacted
        expected = [] if credential is None else [credential]
        assert re.findall(r'-H "Authorization: (.+?)" [-h\']', line) == expected
    assert "response  " in shown
    assert violation.expected
    assert violation.actual
    assert not any(token in shown for token in (MEMBER, OUTSIDER, UNPERMITTED))


#: The server that responds with 404 to ids that no record has.
NOT_FOUND = VALID_VARIANTS["unknown-ids-are-not-found"].apply(CORRECT)

TENANTS = [fault for fault in FAULTS.values() if fault.rule == "filters.foreign"]

#: The rules that cannot be checked for an enterprise without connections, with the reasons.
UNCHECKED_WITHOUT_CONNECTIONS = {
    "pagination.slices": "the server is not known to return more than one record on a page",
    "filters.before_paging": "there are too few records for two pages",
    "data.amounts": "the server sent no amount",
    "consistency.same_record": "the server sent no record in more than one response",
}


def expect_no_violation(tester: OperationTester, unchecked: Mapping[str, str]) -> None:
    """Run the checks of all rules, and expect that only the given rules cannot be checked."""
    reasons = {}
    for rule in catalogue(tester.contract.tested):
        try:
            assert violation_of(rule.id, tester) is None, rule
        except NotChecked as reason:
            reasons[rule.id] = str(reason)
    assert reasons == unchecked
    assert tester.session.requests <= 300 + 60 * max(0, len(tester.operation.filters) - 2)


@pytest.mark.parametrize("fault", TENANTS, ids=lambda fault: fault.name)
def test_foreign_records_are_found_in_an_enterprise_with_many_pages(
    fault: Fault[Behaviour],
) -> None:
    world = generate_world(1000)
    with mock_tester(fault.apply(CORRECT), world=world) as tester:
        assert violation_of(fault.rule, tester) is not None
        assert not tester.baseline.view.complete


@pytest.mark.parametrize(
    ("enterprise_id", "unchecked"),
    [(SINGLE, {}), (EMPTY, UNCHECKED_WITHOUT_CONNECTIONS)],
    ids=["single", "empty"],
)
@pytest.mark.parametrize("behaviour", [CORRECT, NOT_FOUND], ids=["correct", "not-found"])
def test_an_enterprise_with_at_most_one_connection_has_no_violation(
    behaviour: Behaviour, enterprise_id: UUID, unchecked: Mapping[str, str]
) -> None:
    with mock_tester(behaviour, 1, Profile.QUICK, enterprise_id) as tester:
        expect_no_violation(tester, unchecked)


@pytest.mark.parametrize("unusual", VALID_VARIANTS.values(), ids=list(VALID_VARIANTS))
def test_every_rule_is_checked_and_holds_for_a_valid_variant(unusual: Variant[Behaviour]) -> None:
    with mock_tester(unusual.apply(CORRECT), 1, Profile.QUICK) as tester:
        expect_api(tester)
        expect_no_violation(tester, unchecked={})
