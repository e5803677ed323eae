"""Tests of rules that hold for every comparison of two OpenAPI documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openapi.changes.diff.document import compare
from openapi.changes.model.classification import CLASS_RENAMED, KINDS
from openapi.changes.model.difference import worst
from openapi.changes.model.node import ABSENT
from openapi.document import read
from openapi.pointer import follow
from openapi.tests.changes import equivalents
from openapi.tests.changes.document_pairs import DOCUMENT_PAIRS
from openapi.tests.changes.editing import GONE, Edit, edited, original
from openapi.tests.changes.operation_pairs import OPERATION_PAIRS
from openapi.tests.changes.schema_pairs import DIRECTIONS, SCHEMA_PAIRS
from openapi.tests.changes.test_edits import EDITS, every_edit
from openapi.tests.inputs import CONTRACT, DOCUMENTS, LIBRARY, PARCELS, WAREHOUSE

REWRITES = (
    equivalents.schemas_moved,
    equivalents.responses_moved,
    equivalents.parameters_lowered,
    equivalents.nulls_as_alternatives,
    equivalents.types_as_lists,
    equivalents.defaults_written_out,
    equivalents.schemas_wrapped,
    equivalents.schemas_in_any_of,
    equivalents.schemas_beside_false,
    equivalents.keys_reversed,
)
Rewrite = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.mark.parametrize("document", [*DOCUMENTS, PARCELS], ids=lambda path: path.name)
def test_a_document_does_not_differ_from_itself(document: Path) -> None:
    assert compare(read(document).content, read(document).content) == []


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda each: each.__name__)
def test_equivalent_documents_do_not_differ(rewrite: Rewrite) -> None:
    # Unused components are compared without a canonical form.
    content = edited(("schemas/Unused", GONE))
    rewritten = rewrite(content)

    assert json.dumps(rewritten) != json.dumps(content)
    assert [each.sentence for each in compare(content, rewritten)] == []
    assert [each.sentence for each in compare(rewritten, content)] == []


@settings(max_examples=settings().max_examples // 4)
@given(
    st.sampled_from([CONTRACT, PARCELS, LIBRARY, WAREHOUSE]),
    st.sets(st.sampled_from(REWRITES), min_size=2, max_size=5),
)
def test_a_document_that_is_rewritten_several_times_does_not_differ(
    source: Path, rewrites: set[Rewrite]
) -> None:
    content = read(source).content
    content["components"]["schemas"].pop("Unused", None)
    rewritten = content
    for rewrite in sorted(rewrites, key=REWRITES.index):
        rewritten = rewrite(rewritten)

    for documents in ((content, rewritten), (rewritten, content)):
        assert [each.sentence for each in compare(*documents)] == []


# A title names a class only if it is in the outermost schema.
EDITS_WITHOUT_TITLES = {name: edit for name, edit in EDITS.items() if "title" not in name}


@pytest.mark.parametrize(
    ("edit", "rewrite"),
    [(edit, REWRITES[i % len(REWRITES)]) for i, edit in enumerate(EDITS_WITHOUT_TITLES.values())],
    ids=EDITS_WITHOUT_TITLES,
)
def test_an_edit_of_an_equivalent_document_has_the_same_class(edit: Edit, rewrite: Rewrite) -> None:
    differences = compare(rewrite(original()), rewrite(edited((edit.location, edit.value))))

    assert worst(differences) == edit.forward, [each.sentence for each in differences]


@every_edit
def test_a_difference_points_at_the_nodes_that_differ(edit: Edit) -> None:
    old, new = original(), edited((edit.location, edit.value))

    for each in compare(old, new):
        for node, content in ((each.old, old), (each.new, new)):
            # For a component without a title, its key takes the place of the title.
            if node.value is not ABSENT and each.kind is not CLASS_RENAMED:
                assert follow(content, node.tokens) == node.value
        assert each.sentence.endswith((".", "`."))


def test_every_kind_of_difference_occurs_in_an_edit() -> None:
    occurring = {
        difference.kind.id
        for pair in (
            *((original(), edited((each.location, each.value))) for each in EDITS.values()),
            *((each.old, each.new) for each in DOCUMENT_PAIRS + OPERATION_PAIRS),
            *(each.documents(direction) for each in SCHEMA_PAIRS for direction in DIRECTIONS),
        )
        for documents in (pair, pair[::-1])
        for difference in compare(*documents)
    }

    assert {kind.id for kind in KINDS} - occurring == set()
