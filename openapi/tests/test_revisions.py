"""Tests of a client generated from each document that the provider has published."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from openapi.codegen.output.files import Tree
from openapi.tests import checkers

Checker = Callable[[Path, list[str]], list[str]]


@pytest.fixture(scope="module")
def problems(
    pytestconfig: pytest.Config, distribution: Callable[[Path], Path]
) -> Callable[[Checker], list[str]]:
    """A function that type-checks the generated clients of all revisions of a document at once."""

    @cache
    def check(checker: Checker) -> list[str]:
        revisions = sorted((pytestconfig.getoption("upstream") / "revisions").glob("*.yaml"))
        folders = [distribution(revision) for revision in revisions]
        return checker(folders[0].parent, [folder.name for folder in folders])

    return check


def test_a_client_of_each_revision_is_generated(
    generated: Callable[[Path], Tree], revision: Path
) -> None:
    tree = generated(revision)

    assert f"Generated from {revision.name}." in tree["bitgo_oes/__init__.py"].decode()


def test_a_client_of_each_revision_is_imported(
    package: Callable[[Path], ModuleType], revision: Path
) -> None:
    revised = package(revision)
    name = f"{revised.__name__}.api.client_balances.v_1_client_balances_get_route"

    assert revised.Client("token").base_url == "https://app.bitgo-test.com"
    assert importlib.import_module(name).sync.__doc__


@pytest.mark.parametrize(
    "checker",
    [checkers.mypy, pytest.param(checkers.pyright, marks=pytest.mark.pyright)],
    ids=lambda checker: checker.__name__,
)
def test_a_client_of_each_revision_is_type_checked(
    problems: Callable[[Checker], list[str]],
    distribution: Callable[[Path], Path],
    revision: Path,
    checker: Checker,
) -> None:
    name = distribution(revision).name

    assert [line for line in problems(checker) if name in line] == []
