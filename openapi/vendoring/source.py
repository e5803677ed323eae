"""Collect the files of a copy of the client: the package, the licence and a manifest."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from openapi.codegen.output.files import Tree, read_tree
from openapi.repository import CLIENT
from openapi.vendoring import manifest
from openapi.vendoring.errors import VendorError

PACKAGE = "bitgo_oes"


def client_files(distribution: Path = CLIENT) -> tuple[manifest.Origin, Tree]:
    """Return the metadata and the files of a copy of the client, including the manifest.

    Args:
        distribution: The folder of the generated distribution.

    Raises:
        VendorError: If a file of the distribution is missing or invalid.
    """
    try:
        tree = read_tree(distribution)
        origin = _origin(tree)
        licence = tree["LICENSE"]
    except (OSError, LookupError, ValueError) as error:
        remedy = "write it with `python -m openapi.codegen`"
        raise VendorError(
            f"{distribution} is not a complete client ({error!r}); {remedy}"
        ) from error
    files = {
        path.removeprefix(f"{PACKAGE}/"): content
        for path, content in tree.items()
        if path.startswith(f"{PACKAGE}/")
    }
    files["LICENSE"] = licence
    return origin, {**files, manifest.NAME: manifest.render(origin, files)}


def _origin(tree: Tree) -> manifest.Origin:
    project = tomllib.loads(tree["pyproject.toml"].decode())["project"]
    about = _constants(tree[f"{PACKAGE}/_about.py"].decode())
    return manifest.Origin(
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
    """Return the string constants in the source of a module, by their names."""
    return {
        node.target.id: node.value.value
        for node in ast.parse(source).body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }
