"""What is vendored: the generated package of this checkout, with its licence and its manifest."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from openapi.codegen.output.files import Tree, read_tree
from openapi.repository import CLIENT
from openapi.vendoring import manifest
from openapi.vendoring.errors import VendorError

PACKAGE = "bitgo_oes"


def copied(distribution: Path = CLIENT) -> tuple[manifest.Facts, Tree]:
    """Return what a copy is to be: what it is a copy of, and its files, the manifest among them.

    Raises:
        VendorError: If the distribution is not there, or is not whole.
    """
    try:
        tree = read_tree(distribution)
        facts = _facts(tree)
        licence = tree["LICENSE"]
    except (OSError, LookupError, ValueError) as error:
        remedy = "write it with `python -m openapi.codegen`"
        raise VendorError(f"{distribution} is not a whole client ({error!r}); {remedy}") from error
    files = {
        path.removeprefix(f"{PACKAGE}/"): content
        for path, content in tree.items()
        if path.startswith(f"{PACKAGE}/")
    }
    files["LICENSE"] = licence
    return facts, {**files, manifest.NAME: manifest.written(facts, files)}


def _facts(tree: Tree) -> manifest.Facts:
    project = tomllib.loads(tree["pyproject.toml"].decode())["project"]
    about = _constants(tree[f"{PACKAGE}/_about.py"].decode())
    return manifest.Facts(
        package=project["name"],
        version=about["__version__"],
        document=about["DOCUMENT"],
        document_version=about["DOCUMENT_VERSION"],
        document_sha256=about["DOCUMENT_SHA256"],
        generator=about["GENERATOR"],
        requires_python=project["requires-python"],
        requires=project["dependencies"],
    )


def _constants(source: str) -> dict[str, str]:
    """Return the constants that a module defines, without running it."""
    return {
        node.target.id: node.value.value
        for node in ast.parse(source).body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }
