"""Tests that each edit of an OpenAPI document has the expected severity, such as breaking."""

from __future__ import annotations

import pytest

from openapi.changes.diff.document import compare
from openapi.changes.model.difference import worst
from openapi.tests.changes.document_pairs import DOCUMENT_PAIRS, DocumentPair
from openapi.tests.changes.editing import Edit, edited, original
from openapi.tests.changes.edits_of_requests import REQUESTS
from openapi.tests.changes.edits_of_responses import RESPONSES
from openapi.tests.changes.operation_pairs import OPERATION_PAIRS

EDITS = {
    **{f"request: {edit.name}": edit for edit in REQUESTS},
    **{f"response: {edit.name}": edit for edit in RESPONSES},
}

every_edit = pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)


@every_edit
def test_an_edit_has_its_class(edit: Edit) -> None:
    differences = compare(original(), edited((edit.location, edit.value)))

    assert worst(differences) == edit.forward, [each.sentence for each in differences]


@every_edit
def test_an_undone_edit_has_its_class(edit: Edit) -> None:
    differences = compare(edited((edit.location, edit.value)), original())

    assert worst(differences) == edit.backward, [each.sentence for each in differences]


@pytest.mark.parametrize("pair", DOCUMENT_PAIRS + OPERATION_PAIRS, ids=lambda pair: pair.name)
def test_a_change_of_several_nodes_has_its_class(pair: DocumentPair) -> None:
    for old, new, expected in (
        (pair.old, pair.new, pair.forward),
        (pair.new, pair.old, pair.backward),
    ):
        differences = compare(old, new)

        assert worst(differences) == expected, [each.sentence for each in differences]


def test_the_names_of_edits_are_unique() -> None:
    assert len(EDITS) == len(REQUESTS) + len(RESPONSES)
