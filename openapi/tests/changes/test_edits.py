"""Every edit of the tables is of the class that the policy means for it, there and back."""

from __future__ import annotations

import pytest

from openapi.changes.compare import compare
from openapi.changes.difference import worst
from openapi.tests.changes.editing import Edit, edited, original
from openapi.tests.changes.edits_of_answers import ANSWERS
from openapi.tests.changes.edits_of_requests import REQUESTS

EDITS = [
    pytest.param(edit, id=f"{side}: {edit.says}")
    for side, edits in (
        ("request", REQUESTS),
        ("answer", ANSWERS),
    )
    for edit in edits
]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_of_its_class(edit: Edit) -> None:
    differences = compare(original(), edited((edit.place, edit.value)))

    assert worst(differences) == edit.there, [each.sentence for each in differences]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_taken_back_is_of_its_class(edit: Edit) -> None:
    differences = compare(edited((edit.place, edit.value)), original())

    assert worst(differences) == edit.back, [each.sentence for each in differences]
