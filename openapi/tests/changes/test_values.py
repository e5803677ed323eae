"""Test that values confirm the class of a change: no breaking change has a lower class.

The test draws values that one schema allows, and validates the values with the other schema.
"""

from __future__ import annotations

import jsonschema_rs
from hypothesis import given, note, settings
from hypothesis import strategies as st

from openapi.changes.diff.document import compare
from openapi.changes.model.classification import Class
from openapi.changes.model.difference import worst
from openapi.tests.changes.random_schemas import EditedSchema, edited_schemas, values
from openapi.tests.changes.schema_pairs import DIRECTIONS, SchemaPair

DRAWS = 8


@settings(max_examples=3 * settings().max_examples)
@given(edited_schemas(), st.data())
def test_a_change_that_rejects_a_value_is_breaking(edit: EditedSchema, data: st.DataObject) -> None:
    for direction in DIRECTIONS:
        differences = compare(*SchemaPair(edit.edit, edit.old, edit.new, "").documents(direction))
        if worst(differences) is Class.BREAKING_WIRE:
            continue
        # The server must accept old requests, and old clients must accept new responses.
        sent, accepted = edit.old, edit.new
        if direction == "response":
            sent, accepted = accepted, sent
        is_sent, is_accepted = (
            jsonschema_rs.validator_for(each).is_valid for each in (sent, accepted)
        )
        for _ in range(DRAWS):
            value = data.draw(values(sent))
            if is_sent(value):
                note(f"{direction}: {[each.sentence for each in differences]}")
                assert is_accepted(value), edit
