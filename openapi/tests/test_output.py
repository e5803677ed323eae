"""Tests of the generated files: headers, metadata, imports and formatting."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from openapi.codegen.output.files import Tree
from openapi.codegen.output.toolchain import pins
from openapi.document import load, read
from openapi.repository import ROOT
from openapi.tests.inputs import CONTRACT, DOCUMENTS, LIBRARY, LIGHTS, WAREHOUSE

TEMPLATES = ROOT / "openapi/codegen/templates"
RUNTIME = ROOT / "openapi/codegen/runtime"

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)


@every_document
def test_every_file_has_the_header(generated: Callable[[Path], Tree], document: Path) -> None:
    for path, content in generated(document).items():
        if path in {"LICENSE", "bitgo_oes/py.typed"}:
            continue
        first, second, _ = content.decode().split("\n", 2)
        assert f"Generated from {document.name}. Do not edit" in first
        assert "python -m openapi.codegen" in second
        assert {first[:4], second[:4]} <= ({"<!--"} if path == "README.md" else {"# Ge", "# To"})


@every_document
def test_no_file_has_a_path_of_this_machine(
    generated: Callable[[Path], Tree], document: Path
) -> None:
    text = b"".join(generated(document).values()).decode()

    assert str(ROOT) not in text
    assert "/tmp" not in text
    assert "\r" not in text


@every_document
def test_imports_are_relative(generated: Callable[[Path], Tree], document: Path) -> None:
    allowed = sys.stdlib_module_names | {"anyio", "attrs", "httpx", "sniffio"}
    for path, content in generated(document).items():
        if not path.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(content)):
            if isinstance(node, ast.Import):
                assert {alias.name.partition(".")[0] for alias in node.names} <= allowed
            elif isinstance(node, ast.ImportFrom) and not node.level:
                assert node.module and node.module.partition(".")[0] in allowed


@every_document
def test_the_package_imports_under_two_parents_at_once(
    distribution: Callable[[Path], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    document: Path,
) -> None:
    found: list[ModuleType] = []
    monkeypatch.syspath_prepend(tmp_path)
    for parent in (f"a_{document.stem}._vendor", f"b_{document.stem}"):
        parent = parent.replace("-", "_")
        folder = tmp_path.joinpath(*parent.split("."))
        folder.mkdir(parents=True)
        (folder / "bitgo_oes").symlink_to(distribution(document) / "bitgo_oes")
        for file in (folder / "bitgo_oes").rglob("*.py"):
            relative = file.relative_to(folder).with_suffix("")
            found.append(importlib.import_module(".".join((parent, *relative.parts))))

    assert found
    half = len(found) // 2
    assert all(one is not other for one, other in zip(found[:half], found[half:], strict=True))


@every_document
def test_the_package_has_the_name_hash_and_version_of_its_document(
    package: Callable[[Path], ModuleType], document: Path
) -> None:
    about = importlib.import_module(f"{package(document).__name__}._about")

    assert load(document).name == about.DOCUMENT == document.name
    assert load(document).sha256 == about.DOCUMENT_SHA256
    assert load(document).version == about.DOCUMENT_VERSION
    assert f"openapi-python-client {pins()['openapi-python-client']}" == about.GENERATOR


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (CONTRACT, None),
        (LIGHTS, "1.2.0rc1"),
        (WAREHOUSE, f"0.0.0+sha.{read(WAREHOUSE).sha256[:12]}"),
        (LIBRARY, f"0.0.0+sha.{read(LIBRARY).sha256[:12]}"),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_the_version_is_that_of_the_document_if_it_is_valid(
    package: Callable[[Path], ModuleType],
    generated: Callable[[Path], Tree],
    document: Path,
    expected: str | None,
) -> None:
    expected = expected or load(document).version
    metadata = tomllib.loads(generated(document)["pyproject.toml"].decode())["project"]

    assert package(document).__version__ == metadata["version"] == expected


def test_the_metadata_has_name_types_and_requirements(
    generated: Callable[[Path], Tree],
) -> None:
    tree = generated(CONTRACT)
    metadata = tomllib.loads(tree["pyproject.toml"].decode())
    project = metadata["project"]

    assert metadata["build-system"]["build-backend"] == "hatchling.build"
    assert (project["name"], project["license"]) == ("bitgo-oes", "MIT")
    assert project["requires-python"] == ">=3.11"
    dependencies = ["anyio>=4.0", "attrs>=23.2", "httpx>=0.27,<1", "sniffio>=1.3"]
    assert project["dependencies"] == dependencies
    assert "Typing :: Typed" in project["classifiers"]
    assert "Programming Language :: Python :: 3.14" in project["classifiers"]
    assert tree["LICENSE"] == (ROOT / "LICENSE").read_bytes().replace(b"\r\n", b"\n")
    assert tree["bitgo_oes/py.typed"] == b""


def test_the_files_are_formatted(distribution: Callable[[Path], Path]) -> None:
    folders = [distribution(document) / "bitgo_oes" for document in DOCUMENTS]
    style = ["--isolated", "--no-cache", "--target-version", "py311", "--line-length", "100"]

    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--check", *style, *folders],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_the_runtime_is_copied_unchanged(generated: Callable[[Path], Tree]) -> None:
    tree = generated(CONTRACT)
    generated_too = {RUNTIME / "__init__.py", RUNTIME / "_about.py"}
    modules = set(RUNTIME.rglob("*.py")) - generated_too

    assert modules
    for module in modules:
        path = f"bitgo_oes/{module.relative_to(RUNTIME).as_posix()}"
        assert tree[path].decode().endswith(module.read_text("utf-8"))


def test_each_template_states_why_it_overrides_another() -> None:
    templates = list(TEMPLATES.glob("*"))

    assert templates
    for template in templates:
        assert template.read_text("utf-8").startswith("{# Overrides the stock template: ")
