"""Tests of the message of a run whose embedded mock server disagrees with a changed document."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..contract import load
from ..mock_server.app import OPERATIONS
from ..report.terminal import MOCK_MUST_FOLLOW
from .suite_process import ROOT, run

DOCUMENT = (ROOT / "openapi" / "list-client-balances.yaml").read_text("utf-8")
CHANGES = {
    "another path": ("/clients/balances:", "/clients/all-balances:"),
    "a new required property": ("- partnerInstitutionIdentifier\n", "- institution\n"),
}


@pytest.mark.parametrize(("old", "new"), CHANGES.values(), ids=list(CHANGES))
def test_a_run_says_that_the_mock_server_must_follow_the_document(
    tmp_path: Path, old: str, new: str
) -> None:
    assert old in DOCUMENT
    changed = tmp_path / "changed.yaml"
    changed.write_text(DOCUMENT.replace(old, new), "utf-8")

    ended = run("--document", changed, "--rules", "data.schema")

    assert ended.returncode != 0
    assert MOCK_MUST_FOLLOW in ended.stdout


def test_the_named_section_of_the_readme_names_existing_files() -> None:
    readme = (ROOT / "contract_tests" / "README.md").read_text("utf-8")
    section = readme.partition("\n## The mock server\n")[2].partition("\n## ")[0]

    named = [
        word.strip("`") for word in section.split() if word.endswith(".py`") and word[0] == "`"
    ]
    assert len(set(named)) >= 4
    for name in named:
        assert (ROOT / "contract_tests" / "mock_server" / name).exists(), name


def test_the_mock_server_serves_paths_of_the_document() -> None:
    served = {each.path.replace("{enterprise}", "{enterpriseId}") for each in OPERATIONS}

    assert served <= {operation.path for operation in load().operations}
