"""Tests of the metadata and the modules of the distribution `bitgo-oes-contract`.

`nox -s build` builds the distribution and tests the installed package.
"""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

from ..contract import load
from .test_layout import CLIENT, MODULES, imported, touches

ROOT = Path(__file__).parents[2]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXCLUDED = [ROOT / path.strip("/") for path in PYPROJECT["tool"]["hatch"]["build"]["exclude"]]


def is_shipped(path: Path) -> bool:
    return not any(path.is_relative_to(folder) for folder in EXCLUDED)


def group(name: str) -> set[str]:
    """Return the requirements of a dependency group and of all included dependency groups."""
    found: set[str] = set()
    for entry in PYPROJECT["dependency-groups"][name]:
        found |= {entry} if isinstance(entry, str) else group(entry["include-group"])
    return found


def test_the_distribution_requires_the_dependencies_of_the_suite() -> None:
    assert set(PYPROJECT["project"]["dependencies"]) == group("suite")
    for extra, requirements in PYPROJECT["project"]["optional-dependencies"].items():
        assert set(requirements) == group(extra)


def test_shipped_modules_import_neither_the_client_nor_excluded_packages() -> None:
    left_out = {".".join(folder.relative_to(ROOT).parts) for folder in EXCLUDED}
    shipped = [path for path in MODULES if is_shipped(path)]

    assert shipped
    for path in shipped:
        for package in (CLIENT, "openapi", *left_out):
            assert touches(imported(path), package) == [], path


def test_every_command_is_a_function() -> None:
    for entry in PYPROJECT["project"]["scripts"].values():
        module, _, name = entry.partition(":")
        found = import_module(module.replace("bitgo_oes_contract", "contract_tests"))
        assert callable(getattr(found, name))


def test_the_version_equals_that_of_the_document() -> None:
    source = PYPROJECT["tool"]["hatch"]["version"]
    text = (ROOT / source["path"]).read_text("utf-8")

    (version,) = re.findall(source["pattern"], text, re.MULTILINE)
    assert version == load().document["info"]["version"]
