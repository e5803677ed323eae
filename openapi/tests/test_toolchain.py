"""Tests of the pinned versions of the generator's tools, and of formatting with ruff."""

from __future__ import annotations

from pathlib import Path

import pytest

from openapi.codegen.input.errors import GenerationError, ToolchainError
from openapi.codegen.output.toolchain import pins, require_pins, tidy


def pyproject(folder: Path, text: str) -> Path:
    path = folder / "pyproject.toml"
    path.write_text(text)
    return path


def test_the_generator_and_ruff_are_pinned() -> None:
    assert {"openapi-python-client", "ruff"} <= pins().keys()


def test_the_installed_versions_are_the_pinned_ones() -> None:
    require_pins()


def test_another_installed_version_is_an_error(tmp_path: Path) -> None:
    group = 'codegen = ["openapi-python-client == 9.9.9", "ruff==0.1", "attrs>=1"]'

    with pytest.raises(ToolchainError, match=r"openapi-python-client must be 9\.9\.9, but is 0"):
        require_pins(pyproject(tmp_path, f"[dependency-groups]\n{group}\n"))


def test_a_missing_package_without_a_pin_is_an_error(tmp_path: Path) -> None:
    exact = [f"{name}=={version}" for name, version in pins().items()]
    group = f"codegen = {[*exact, 'no-such-package>=1', 'attrs>=1']}"

    with pytest.raises(ToolchainError, match=r"no-such-package .*is missing; install it with"):
        require_pins(pyproject(tmp_path, f"[dependency-groups]\n{group}\n"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "[dependency-groups]\nmock = []",
        "[dependency-groups]\ncodegen = []",
        "[dependency-groups]\ncodegen = ['ruff at any version']",
        "[dependency-groups]\ncodegen = ['openapi-python-client==1', 'ruff>=1']",
    ],
)
def test_a_missing_pin_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(ToolchainError, match="dependency group codegen"):
        pins(pyproject(tmp_path, text))


def test_a_missing_pyproject_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolchainError, match="dependency group codegen"):
        pins(tmp_path / "pyproject.toml")


def test_tidying_sorts_and_removes_imports_and_formats(tmp_path: Path) -> None:
    folder = tmp_path / "build" / "node_modules"  # folders that ruff ignores by default
    folder.mkdir(parents=True)
    (folder / "it.py").write_text("import sys\nimport os\nimport re\nx = ( os,sys )\n")

    tidy(tmp_path)

    assert (folder / "it.py").read_text() == "import os\nimport sys\n\nx = (os, sys)\n"


def test_a_missing_program_of_ruff_is_an_error_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_ruff_bin() -> str:
        raise FileNotFoundError("no ruff in any of these folders:\n - bin\n")

    monkeypatch.setattr("ruff.find_ruff_bin", find_ruff_bin)

    with pytest.raises(ToolchainError, match=r"^the program of ruff is missing; [^\n]+$"):
        tidy(tmp_path)


@pytest.mark.parametrize("code", ["x = undefined\n", "def f(:\n"])
def test_invalid_code_is_an_error(tmp_path: Path, code: str) -> None:
    (tmp_path / "it.py").write_text(code)

    with pytest.raises(GenerationError, match="ruff check failed on the generated code"):
        tidy(tmp_path)
