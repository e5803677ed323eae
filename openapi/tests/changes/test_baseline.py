"""Tests that a changed OpenAPI document must have a higher version than the last release."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from openapi.changes.baseline import baseline_path
from openapi.changes.cli import main as changes
from openapi.codegen.cli import main as codegen
from openapi.tests.inputs import LIGHTS

VERSION = "version: 1.0.0"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """The path of an OpenAPI document of version 1.0.0, which equals the last released document."""
    path = tmp_path / LIGHTS.name
    lines = LIGHTS.read_text("utf-8").splitlines()
    versioned = [f"  {VERSION}" if line.startswith("  version:") else line for line in lines]
    path.write_text("\n".join([*versioned, ""]), "utf-8")
    baseline_path(path).parent.mkdir()
    shutil.copy(path, baseline_path(path))
    return path


@pytest.fixture
def check(document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    output = ["--document", str(document), "--output", str(tmp_path / "client")]

    def run() -> tuple[int, str, str]:
        codegen(output)
        capsys.readouterr()
        return codegen(["--check", *output]), *capsys.readouterr()

    return run


def edit(document: Path, old: str, new: str) -> None:
    text = document.read_text("utf-8")
    assert old in text
    document.write_text(text.replace(old, new), "utf-8")


def test_a_changed_document_must_have_a_higher_version(check: Run, document: Path) -> None:
    assert check()[0] == 0

    edit(document, "operationId: ", "operationId: another_")
    status, out, err = check()

    assert (status, err) == (1, "")
    assert "is current." in out
    assert "`info.version` must be at least 2.0.0, but is 1.0.0" in out

    edit(document, VERSION, "version: 2.0.0")
    assert check()[0] == 0


def test_a_new_comment_needs_no_new_version(check: Run, document: Path) -> None:
    document.write_text(document.read_text("utf-8") + "# a comment\n", "utf-8")

    assert check()[0] == 0


def test_a_version_must_not_fall(check: Run, document: Path) -> None:
    edit(document, "title: ", "title: Other ")
    edit(document, VERSION, "version: 0.9.0")

    assert check()[0] == 1


def test_an_unreleased_document_may_have_any_version(check: Run, document: Path) -> None:
    baseline_path(document).unlink()

    assert check()[0] == 0


def test_a_released_document_is_the_base_of_the_next_version(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(document, "title: ", "title: Other ")
    arguments = [str(baseline_path(document)), str(document), "--release"]

    assert changes(arguments) == 1
    assert "must be at least 1.0.1" in capsys.readouterr().err
    assert baseline_path(document).read_text("utf-8") != document.read_text("utf-8")

    edit(document, VERSION, "version: 1.0.1")
    assert changes(arguments) == 0
    assert baseline_path(document).read_bytes() == document.read_bytes()
