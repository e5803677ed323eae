"""What holds of every comparison, whatever the documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openapi.changes.diff.document import compare
from openapi.changes.model.classification import TABLE
from openapi.changes.model.difference import worst
from openapi.changes.model.node import ABSENT
from openapi.document import read
from openapi.pointer import follow
from openapi.tests.changes import spelling
from openapi.tests.changes.editing import GONE, Edit, edited, original
from openapi.tests.changes.edits_together import TOGETHER
from openapi.tests.changes.test_edits import EDITS, every_edit
from openapi.tests.inputs import DOCUMENTS, PARCELS

SPELLINGS = (
    spelling.keys_reversed,
    spelling.schemas_wrapped,
    spelling.schemas_in_any_of,
    spelling.schemas_moved,
    spelling.parameters_lowered,
    spelling.nulls_as_alternatives,
)
Respell = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.mark.parametrize("document", [*DOCUMENTS, PARCELS], ids=lambda path: path.name)
def test_a_document_does_not_differ_from_itself(document: Path) -> None:
    assert compare(read(document).content, read(document).content) == []


@pytest.mark.parametrize("respell", SPELLINGS, ids=lambda each: each.__name__)
def test_another_spelling_is_no_change(respell: Respell) -> None:
    # A component that nothing uses is compared as it is written.
    content = edited(("schemas/Unused", GONE))
    respelled = respell(content)

    assert json.dumps(respelled) != json.dumps(content)
    assert [each.sentence for each in compare(content, respelled)] == []
    assert [each.sentence for each in compare(respelled, content)] == []


# A title names a class only where it stands.
MOVABLE = {name: edit for name, edit in EDITS.items() if "title" not in name}


@pytest.mark.parametrize(
    ("edit", "respell"),
    [(edit, SPELLINGS[i % len(SPELLINGS)]) for i, edit in enumerate(MOVABLE.values())],
    ids=MOVABLE,
)
def test_an_edit_is_found_in_any_spelling(edit: Edit, respell: Respell) -> None:
    differences = compare(respell(original()), respell(edited((edit.place, edit.value))))

    assert worst(differences) == edit.there, [each.sentence for each in differences]


@every_edit
def test_a_difference_points_at_what_differs(edit: Edit) -> None:
    old, new = original(), edited((edit.place, edit.value))

    for each in compare(old, new):
        for place, content in ((each.old, old), (each.new, new)):
            # A component's key stands in for the title that it does not have.
            if place.value is not ABSENT and each.kind != "class renamed":
                assert follow(content, place.steps) == place.value
        assert each.sentence.endswith((".", "`."))


def test_every_row_of_the_policy_is_reached_by_an_edit() -> None:
    reached = {
        difference.kind
        for pair in (
            *((original(), edited((each.place, each.value))) for each in EDITS.values()),
            *((each.old, each.new) for each in TOGETHER),
        )
        for documents in (pair, pair[::-1])
        for difference in compare(*documents)
    }

    assert {row.kind for row in TABLE} - reached == set()
