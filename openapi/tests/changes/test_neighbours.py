"""The provider's own revisions: the class of each step is what truly changed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from openapi.changes.diff.document import compare
from openapi.changes.model.difference import worst
from openapi.document import read
from openapi.tests.changes.editing import CALLER, DOC, FINE, WIRE

# What changed between revision n and n + 1, counted from 1, where it was more than words.
TRUTH = {1: WIRE, 5: CALLER, 8: FINE, 10: FINE, 11: FINE}


@pytest.fixture
def revisions(pytestconfig: pytest.Config) -> list[Path]:
    upstream = pytestconfig.getoption("upstream")
    if upstream is None:
        pytest.skip("not checked: needs --upstream DIR")
    return sorted((upstream / "revisions").glob("*.yaml"))


def test_each_step_is_of_its_class(revisions: list[Path]) -> None:
    contents = [read(path).content for path in revisions]

    found = {
        number: worst(compare(old, new)) for number, (old, new) in enumerate(pairwise(contents), 1)
    }

    assert found == {number: TRUTH.get(number, DOC) for number in range(1, 15)}


def test_a_revision_does_not_differ_from_itself(revision: Path) -> None:
    assert compare(read(revision).content, read(revision).content) == []
