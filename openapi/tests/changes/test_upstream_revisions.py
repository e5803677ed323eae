"""Tests of the differences between successive revisions of the provider's OpenAPI document."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from openapi.changes.diff.document import compare
from openapi.changes.model.difference import worst
from openapi.document import read
from openapi.tests.changes.editing import CALLER, DOC, FINE, WIRE

# Classes of the steps from revision n to n + 1, counted from 1; other steps are documentation.
CLASSES = {1: WIRE, 5: CALLER, 8: FINE, 10: FINE, 11: FINE}


@pytest.fixture
def revisions(pytestconfig: pytest.Config) -> list[Path]:
    """The paths of the provider's OpenAPI documents in the folder `--upstream`, oldest first."""
    upstream = pytestconfig.getoption("upstream")
    if upstream is None:
        pytest.skip("not checked: needs --upstream DIR")
    return sorted((upstream / "revisions").glob("*.yaml"))


def test_each_step_has_its_class(revisions: list[Path]) -> None:
    contents = [read(path).content for path in revisions]

    classes = {
        number: worst(compare(old, new)) for number, (old, new) in enumerate(pairwise(contents), 1)
    }

    assert classes == {number: CLASSES.get(number, DOC) for number in range(1, 15)}


def test_a_revision_does_not_differ_from_itself(revision: Path) -> None:
    assert compare(read(revision).content, read(revision).content) == []
