"""Tests that the packages of the contract suite import only the packages that they may import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "contract_tests"
MOCK_COMMAND = PACKAGE / "mock_server" / "__main__.py"
CLIENT = "bitgo_oes"
MODULES = sorted(PACKAGE.rglob("*.py"))


def names(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imported(path: Path) -> frozenset[str]:
    """Return the absolute names that a module imports, also inside functions."""
    return frozenset(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def modules_of(folder: str) -> list[Path]:
    found = [path for path in MODULES if path.is_relative_to(PACKAGE / folder)]
    assert found
    return found


def reached(modules: list[Path]) -> frozenset[str]:
    """Return the names that modules import directly or indirectly."""
    by_name = {names(path): path for path in [*MODULES, *(ROOT / "openapi").rglob("*.py")]}
    found: set[str] = set()
    waiting = [*modules]
    while waiting:
        new = imported(waiting.pop()) - found
        found |= new
        waiting += [by_name[name] for name in new if name in by_name]
    return frozenset(found)


def touches(imports: frozenset[str], package: str) -> list[str]:
    return sorted(name for name in imports if name == package or name.startswith(f"{package}."))


@pytest.mark.parametrize("folder", ["server", "load"])
def test_server_and_load_tests_do_not_import_the_client(folder: str) -> None:
    assert touches(reached(modules_of(folder)), CLIENT) == []


@pytest.mark.parametrize("folder", ["server", "load"])
def test_server_and_load_tests_do_not_import_the_mock(folder: str) -> None:
    assert find_spec("contract_tests.mock_server")
    for path in modules_of(folder):
        assert touches(imported(path), "contract_tests.mock_server") == [], path


def test_a_layer_of_the_server_suite_imports_only_from_layers_below_it() -> None:
    layers = ["transport", "conformance", "runner", "cases", "oracles", "checks"]

    assert {path.parent.name for path in (PACKAGE / "server").glob("*/__init__.py")} == set(layers)
    for place, layer in enumerate(layers):
        for path in (PACKAGE / "server" / layer).rglob("*.py"):
            for above in layers[place + 1 :]:
                assert touches(imported(path), f"contract_tests.server.{above}") == [], path
            assert touches(imported(path), "contract_tests.run") == [], path
            assert touches(imported(path), "contract_tests.plugin") == [], path


@pytest.mark.parametrize("folder", ["mock_server", "fixtures"])
@pytest.mark.parametrize(
    "unknown",
    [
        CLIENT,
        "openapi",
        "contract_tests.contract",
        "contract_tests.client",
        "contract_tests.server",
    ],
)
def test_the_mock_and_its_fixtures_import_neither_the_document_nor_its_tests(
    folder: str, unknown: str
) -> None:
    # The command mounts the reference page, which reads the document, beside the mock server.
    modules = [path for path in modules_of(folder) if path != MOCK_COMMAND]

    assert find_spec(unknown)
    assert touches(reached(modules), unknown) == []


def test_the_command_of_the_mock_reaches_the_document_only_by_the_reference_page() -> None:
    imports = imported(MOCK_COMMAND)

    assert touches(imports, "contract_tests.reference")
    for unknown in ("contract_tests.contract", "contract_tests.server", CLIENT, "openapi"):
        assert touches(imports, unknown) == []


@pytest.mark.parametrize("unknown", [CLIENT, "openapi", "contract_tests.server"])
def test_the_reference_page_imports_neither_the_client_nor_tests(unknown: str) -> None:
    assert touches(reached(modules_of("reference")), unknown) == []


def test_only_tests_and_benchmarks_of_the_client_import_it() -> None:
    importers = [path for path in MODULES if touches(imported(path), CLIENT)]

    assert importers
    for path in importers:
        assert path.relative_to(PACKAGE).parts[0] in {"client", "bench"}, path


def test_imports_inside_the_suite_are_relative() -> None:
    # Installed from its wheel, the package has another name.
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and not node.level:
                assert not (node.module or "").startswith("contract_tests"), path
            if isinstance(node, ast.Import):
                assert not any(alias.name.startswith("contract_tests") for alias in node.names)
