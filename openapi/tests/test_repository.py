"""Tests that the tools and CI agree with the Python versions that `pyproject.toml` lists."""

from __future__ import annotations

import re
import tomllib

from openapi.repository import ROOT, python_versions

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_oldest_version_is_the_required_one() -> None:
    assert PYPROJECT["project"]["requires-python"] == f">={python_versions()[0]}"


def test_the_type_checkers_assume_the_oldest_version() -> None:
    tools = PYPROJECT["tool"]

    assert tools["mypy"]["python_version"] == python_versions()[0]
    assert tools["pyright"]["pythonVersion"] == python_versions()[0]


def test_the_workflows_contain_no_python_versions() -> None:
    for name in ("ci.yaml", "release.yaml"):
        text = (ROOT / ".github" / "workflows" / name).read_text("utf-8")
        assert re.search(r"\b3\.1\d\b", text) is None
