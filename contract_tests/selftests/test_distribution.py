"""Tests of the metadata and the modules of the distribution `bitgo-oes-contract`.

`nox -s build` builds the distribution and tests the installed package.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ..contract import load
from .test_layout import CLIENT, MODULES, imported, reached, touches

ROOT = Path(__file__).parents[2]
DISTRIBUTIONS = metadata.packages_distributions()
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


def installed_with(requirements: Iterable[str]) -> set[str]:
    """Return the names of all distributions that are installed with the requirements."""
    found: set[str] = set()
    waiting = list(map(Requirement, requirements))
    while waiting:
        required = waiting.pop()
        applies = required.marker is None or required.marker.evaluate({"extra": ""})
        if applies and canonicalize_name(required.name) not in found:
            found.add(canonicalize_name(required.name))
            with suppress(metadata.PackageNotFoundError):  # no module of it can be imported here
                waiting += map(Requirement, metadata.requires(required.name) or [])
    return found


def test_the_distribution_requires_the_dependencies_of_the_suite() -> None:
    assert set(PYPROJECT["project"]["dependencies"]) == group("suite")
    for extra, requirements in PYPROJECT["project"]["optional-dependencies"].items():
        assert set(requirements) == group(extra)


@pytest.mark.parametrize(
    ("groups", "command"),
    [
        (["bench"], "contract_tests/bench"),
        (["changes"], "openapi/changes"),
        (["changes"], "openapi/upstream"),
        (["codegen"], "openapi/codegen"),
        (["load"], "contract_tests/load"),
        (["mock", "tls"], "contract_tests/mock_server"),
        (["suite"], "contract_tests"),
        (["suite"], "contract_tests/faults"),
    ],
)
def test_dependency_groups_have_the_packages_that_a_command_imports(
    groups: list[str], command: str
) -> None:
    installed = installed_with(set().union(*map(group, groups)))
    packages = {each.partition(".")[0] for each in reached([ROOT / command / "__main__.py"])}
    foreign = packages & DISTRIBUTIONS.keys() - {CLIENT}

    assert foreign
    for package in foreign:
        assert set(map(canonicalize_name, DISTRIBUTIONS[package])) & installed, package


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
