"""Tests that adding properties and parameters to the OpenAPI document needs no other edit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from ..server.conformance.formats import FORMATS
from .added_kinds import Addition, additions, failures

# These tests read the document. The other tests of the client concern connections and options.
OF_RESPONSES = (
    *("agreement", "bodies", "decoding", "errors", "models", "pagination"),
    *("pagination_on_mock", "statuses", "values"),
)
OF_REQUESTS = ("agreement", "pagination", "pagination_on_mock", "requests")
TESTS = {"property": OF_RESPONSES, "query": OF_REQUESTS, "header": OF_REQUESTS}


def paths(names: Sequence[str]) -> list[str]:
    return [f"contract_tests/client/test_{name}.py" for name in names]


def assert_no_failure(folder: Path, added: Sequence[Addition], *options: str) -> None:
    found = dict(failures(folder, added, *options))
    outputs = [f"{addition}:\n{output[-3_000:]}" for addition, output in found.items()]
    assert not found, "\n\n".join(outputs)


@pytest.mark.parametrize("seed", [13])
def test_additions_of_random_kinds_need_no_other_edit(tmp_path: Path, seed: int) -> None:
    # The client and the suite must agree on the texts of these formats.
    decoded = [Addition("property", name, required=False) for name in sorted(FORMATS)]
    added = dict.fromkeys([*decoded, *Random(seed).sample(additions(), 13)])
    options = ("--hypothesis-profile", "quick", "--maxfail=3")

    tests = paths(["agreement", "bodies", "requests"])
    assert_no_failure(tmp_path, [*added], *options, *tests)


@pytest.mark.matrix
@pytest.mark.parametrize("place", TESTS)
@pytest.mark.parametrize("required", [False, True], ids=["optional", "required"])
def test_additions_of_every_kind_need_no_other_edit(
    tmp_path: Path, place: str, required: bool
) -> None:
    added = [each for each in additions() if (each.place, each.required) == (place, required)]

    assert_no_failure(tmp_path, added, *paths(TESTS[place]))
