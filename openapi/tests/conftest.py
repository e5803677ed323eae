"""Shared fixtures, and the pytest option `--upstream DIR`.

The option names the folder with the provider's published documents. The fixtures generate the
client of each document only once.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

from openapi.codegen.generate import generate
from openapi.codegen.output.files import Tree
from openapi.codegen.output.write import swap
from openapi.document import load
from openapi.tests.value_documents import write_alternatives, write_kinds

# The time of an example depends on the load of the machine.
settings.register_profile(
    "without-clock",
    settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# The option `--hypothesis-profile deep` selects this profile.
settings.register_profile("deep", settings.get_profile("without-clock"), max_examples=1700)
settings.load_profile("without-clock")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--upstream",
        type=Path,
        metavar="DIR",
        help="folder with the provider's published documents, in revisions/",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "revision" not in metafunc.fixturenames:
        return
    upstream = metafunc.config.getoption("upstream")
    if upstream is None:
        absent = pytest.mark.skip(reason="not checked: needs --upstream DIR")
        metafunc.parametrize("revision", [pytest.param(None, marks=absent, id="revisions")])
        return
    found = sorted((upstream / "revisions").glob("*.yaml"))
    if not found:
        raise pytest.UsageError(f"--upstream: there are no documents in {upstream / 'revisions'}")
    metafunc.parametrize("revision", found, ids=[path.name for path in found])


@pytest.fixture(scope="session")
def generated() -> Callable[[Path], Tree]:
    """A function that generates the client of a document, once for each document."""
    return cache(lambda document: generate(load(document)))


@pytest.fixture(scope="session")
def distribution(
    generated: Callable[[Path], Tree], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], Path]:
    """A function that writes the distribution of a document into a folder and returns the folder.

    The folder is an importable package. Tests share the folder and must not change it.
    """
    root = tmp_path_factory.mktemp("distributions")

    def write(document: Path) -> Path:
        folder = root / "".join(c if c.isalnum() else "_" for c in f"of_{document.stem}")
        swap(folder, generated(document))
        (folder / "__init__.py").touch()
        return folder

    return cache(write)


@pytest.fixture(scope="session")
def package(distribution: Callable[[Path], Path]) -> Iterator[Callable[[Path], ModuleType]]:
    """A function that generates a client from an OpenAPI document, and imports the client."""
    before = list(sys.path)

    def import_it(document: Path) -> ModuleType:
        folder = distribution(document)
        if str(folder.parent) not in sys.path:
            sys.path.insert(0, str(folder.parent))
        return importlib.import_module(f"{folder.name}.bitgo_oes")

    yield import_it
    sys.path[:] = before


@pytest.fixture(scope="session")
def alternatives_document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document with many unions."""
    path = tmp_path_factory.mktemp("documents") / "alternatives.json"
    write_alternatives(path)
    return path


@pytest.fixture(scope="session")
def kinds_document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document with many kinds of values."""
    path = tmp_path_factory.mktemp("documents") / "kinds.json"
    write_kinds(path)
    return path
