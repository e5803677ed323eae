"""Every edit of the tables is of the class that the policy means for it, there and back."""

from __future__ import annotations

import pytest

from openapi.changes.diff.document import compare
from openapi.changes.model.difference import worst
from openapi.tests.changes.editing import Edit, edited, original
from openapi.tests.changes.edits_of_answers import ANSWERS
from openapi.tests.changes.edits_of_requests import REQUESTS
from openapi.tests.changes.edits_together import TOGETHER, Pair

EDITS = {
    **{f"request: {edit.says}": edit for edit in REQUESTS},
    **{f"answer: {edit.says}": edit for edit in ANSWERS},
}

every_edit = pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)


@every_edit
def test_an_edit_is_of_its_class(edit: Edit) -> None:
    differences = compare(original(), edited((edit.place, edit.value)))

    assert worst(differences) == edit.there, [each.sentence for each in differences]


@every_edit
def test_an_edit_taken_back_is_of_its_class(edit: Edit) -> None:
    differences = compare(edited((edit.place, edit.value)), original())

    assert worst(differences) == edit.back, [each.sentence for each in differences]


@pytest.mark.parametrize("pair", TOGETHER, ids=lambda pair: pair.says)
def test_a_change_in_several_places_is_of_its_class(pair: Pair) -> None:
    for old, new, expected in (
        (pair.old, pair.new, pair.there),
        (pair.new, pair.old, pair.back),
    ):
        differences = compare(old, new)

        assert worst(differences) == expected, [each.sentence for each in differences]


def test_no_two_edits_of_a_table_are_called_alike() -> None:
    assert len(EDITS) == len(REQUESTS) + len(ANSWERS)


def test_the_tables_hold_enough_edits_that_break() -> None:
    breaking = [each for each in EDITS.values() if each.there and each.there.is_breaking]

    assert len(EDITS) >= 150
    assert len(breaking) >= 60
