"""Tests of the class of each change of a schema, in requests, responses and parameters."""

from __future__ import annotations

from typing import Any

import pytest

from openapi.changes.diff.document import compare
from openapi.changes.model.classification import Class
from openapi.changes.model.difference import worst
from openapi.tests.changes.schema_pairs import (
    DIRECTIONS,
    PARAMETER_PAIRS,
    SCHEMA_PAIRS,
    SchemaPair,
    document,
)


@pytest.mark.parametrize("pair", SCHEMA_PAIRS, ids=lambda pair: pair.name)
def test_a_change_of_a_schema_has_its_class(pair: SchemaPair) -> None:
    classes: list[Class | None] = []
    sentences: list[str] = []
    for direction in DIRECTIONS:
        old, new = pair.documents(direction)
        for before, after in ((old, new), (new, old)):
            differences = compare(before, after)
            classes.append(worst(differences))
            sentences += [each.sentence for each in differences]

    assert tuple(classes) == pair.expected(), sentences


@pytest.mark.parametrize(
    ("old", "new", "forward", "backward"),
    [each[1:] for each in PARAMETER_PAIRS],
    ids=[each[0] for each in PARAMETER_PAIRS],
)
def test_a_change_of_a_parameter_is_a_change_of_texts(
    old: dict[str, Any], new: dict[str, Any], forward: Class | None, backward: Class | None
) -> None:
    documents = [document(parameter=each) for each in (old, new)]

    assert worst(compare(*documents)) == forward
    assert worst(compare(*documents[::-1])) == backward
