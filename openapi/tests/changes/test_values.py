"""Test the severity of schema changes with random values.

The tests draw values that one schema allows, and validate the values with the other schema.
"""

from __future__ import annotations

from collections.abc import Iterator

import jsonschema_rs
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from openapi.changes.diff.document import compare
from openapi.changes.model import classification as kinds
from openapi.changes.model.classification import Class, Kind
from openapi.changes.model.difference import Difference, worst
from openapi.tests.changes.random_combinations import edited_combinations, reordered_combinations
from openapi.tests.changes.random_schemas import EditedSchema, Schema, edited_schemas, values
from openapi.tests.changes.schema_pairs import DIRECTIONS, SchemaPair

DRAWS = 8

# A difference of these kinds can concern only values that other keywords exclude, because keywords
# are compared one by one.
_COMPARED_ALONE = {
    *(kinds.VALUES_NARROWED, kinds.VALUES_WIDENED, kinds.VALUES_REPLACED),
    *(kinds.NULL_ALLOWED, kinds.NULL_DISALLOWED, kinds.UNEXPECTED_PROPERTY_ADDED),
    *(kinds.REQUIRED_PROPERTY_ADDED, kinds.REQUIRED_PROPERTY_REMOVED, kinds.PROPERTY_DISALLOWED),
    *(kinds.PROPERTIES_BECAME_REQUIRED, kinds.PROPERTIES_BECAME_OPTIONAL),
    *(kinds.ADDITIONAL_PROPERTIES_DISALLOWED, kinds.ALTERNATIVE_ADDED, kinds.ALTERNATIVE_REMOVED),
    *(kinds.ALTERNATIVES_OVERLAP, kinds.ALTERNATIVES_NO_LONGER_OVERLAP),
}


@settings(max_examples=3 * settings().max_examples)
@given(st.one_of(edited_schemas(), edited_combinations()), st.data())
def test_a_change_that_rejects_a_value_is_breaking(edit: EditedSchema, data: st.DataObject) -> None:
    for sent, accepted, differences in _compared(edit):
        if worst(differences) is Class.BREAKING_WIRE:
            continue
        is_sent, is_accepted = map(jsonschema_rs.validator_for, (sent, accepted))
        for _ in range(DRAWS):
            value = data.draw(values(sent))
            if is_sent.is_valid(value):
                note(str([each.sentence for each in differences]))
                assert is_accepted.is_valid(value), edit


def test_a_breaking_change_rejects_a_value_or_is_of_a_kind_that_is_compared_alone() -> None:
    suspected: dict[frozenset[Kind], list[EditedSchema]] = {}

    @settings(max_examples=settings().max_examples // 4, phases=[Phase.generate], database=None)
    @given(st.one_of(edited_schemas(), edited_combinations()), st.data())
    def search(edit: EditedSchema, data: st.DataObject) -> None:
        for sent, accepted, differences in _compared(edit):
            breaking = {x.kind for x in differences if x.class_ is Class.BREAKING_WIRE}
            is_sent, is_accepted = map(jsonschema_rs.validator_for, (sent, accepted))
            drawn = (data.draw(values(sent) | values(accepted)) for _ in range(2 * DRAWS))
            if breaking and all(is_accepted.is_valid(x) for x in drawn if is_sent.is_valid(x)):
                suspected.setdefault(frozenset(breaking), []).append(edit)

    search()

    for group, edits in sorted(suspected.items(), key=lambda each: -len(each[1])):
        print(len(edits), ", ".join(sorted(each.id for each in group)), min(edits, key=_length))
    assert {kind for group in suspected for kind in group} <= _COMPARED_ALONE


@settings(max_examples=settings().max_examples // 2)
@given(reordered_combinations())
def test_schemas_in_another_order_in_all_of_do_not_differ(schemas: tuple[Schema, Schema]) -> None:
    for direction in DIRECTIONS:
        documents = SchemaPair("reordered", *schemas, "").documents(direction)

        assert [each.sentence for each in compare(*documents)] == []


def _compared(edit: EditedSchema) -> Iterator[tuple[Schema, Schema, list[Difference]]]:
    """Compare the old and the new schema in a request and in a response.

    Yields:
        For each direction: the schema of the sent values, the schema of the accepted values, and
        the differences that the comparison finds.
    """
    for direction in DIRECTIONS:
        documents = SchemaPair(edit.edit, edit.old, edit.new, "").documents(direction)
        # The server must accept old requests, and old clients must accept new responses.
        sent, accepted = edit.old, edit.new
        if direction == "response":
            sent, accepted = accepted, sent
        yield sent, accepted, compare(*documents)


def _length(edit: EditedSchema) -> int:
    return len(str(edit))
