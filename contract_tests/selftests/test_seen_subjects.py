"""Tests that a rule cannot hold if no response had data for the rule, such as an id."""

from __future__ import annotations

from uuid import UUID

import pytest
from attrs import evolve

from ..mock_server import CORRECT, Behaviour
from ..mock_server.call import Call, Response
from ..mock_server.default_world import EMPTY, MAIN, SINGLE
from ..server.checks.run_single_check import violation_of
from ..server.conformance.violation import NotChecked
from ..server.runner.profile import Profile
from .mock_tester import mock_tester


def undocumented_errors(_call: Call, response: Response) -> Response:
    return response if response.status == 200 else evolve(response, status=418)


def no_success(_call: Call, response: Response) -> Response:
    return evolve(response, status=418) if response.status == 200 else response


WITHOUT_ERRORS = evolve(CORRECT, finish=undocumented_errors)
WITHOUT_SUCCESS = evolve(CORRECT, finish=no_success)


@pytest.mark.parametrize(
    ("behaviour", "enterprise_id", "rule", "subject"),
    [
        (WITHOUT_ERRORS, MAIN, "errors.shape", "documented error"),
        (WITHOUT_ERRORS, MAIN, "errors.no_internals", "documented error"),
        (CORRECT, EMPTY, "data.amounts", "amount"),
        (CORRECT, EMPTY, "consistency.same_record", "record in more than one response"),
    ],
)
def test_a_rule_is_not_checked_if_its_subject_never_occurs(
    behaviour: Behaviour, enterprise_id: UUID, rule: str, subject: str
) -> None:
    with (
        mock_tester(behaviour, 1, Profile.QUICK, enterprise_id) as tester,
        pytest.raises(NotChecked, match=f"the server sent no {subject}"),
    ):
        violation_of(rule, tester)


@pytest.mark.parametrize("rule", ["data.json", "data.schema", "data.amounts", "data.ids"])
def test_a_data_rule_does_not_hold_without_a_successful_response(rule: str) -> None:
    with mock_tester(WITHOUT_SUCCESS, 1, Profile.QUICK) as tester:
        try:
            violation = violation_of(rule, tester)
        except NotChecked:
            return

    assert violation is not None


@pytest.mark.parametrize(
    "rule", ["data.json", "data.schema", "data.amounts", "data.ids", "consistency.same_record"]
)
def test_a_rule_holds_if_its_subject_occurs(rule: str) -> None:
    with mock_tester(CORRECT, 1, Profile.QUICK, SINGLE) as tester:
        assert violation_of(rule, tester) is None
