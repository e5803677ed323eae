"""Check the installed tools of the generator, and format code with ruff.

`pyproject.toml` pins the tools, because another version could generate a different client.
"""

from __future__ import annotations

import os
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from openapi.codegen.input.errors import GenerationError, ToolchainError
from openapi.repository import ROOT, python_versions

GENERATOR = "openapi-python-client"

# The defaults of a formatter change from release to release, so each option is given.
_STYLE = ("--isolated", "--no-cache", "--no-respect-gitignore")
_SETTINGS = (
    "line-length = 100",
    "exclude = []",
    "extend-exclude = []",
    "lint.isort.combine-as-imports = true",
)


def pins(pyproject: Path = ROOT / "pyproject.toml") -> dict[str, str]:
    """Return the versions that the dependency group `codegen` pins with `==`, by package.

    Raises:
        ToolchainError: If the group cannot be read, or does not pin openapi-python-client and ruff.
    """
    return {name: pin for name, pin in _required(pyproject).items() if pin is not None}


def require_pins(pyproject: Path = ROOT / "pyproject.toml") -> None:
    """Check that the packages of the dependency group `codegen` have their pinned versions.

    Raises:
        ToolchainError: If a package is missing or has another version.
    """
    for name, pin in _required(pyproject).items():
        remedy = "install it with `python -m pip install --group dev`"
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            raise ToolchainError(f"{name} {pin or ''} is missing; {remedy}") from None
        if pin is not None and installed != pin:
            raise ToolchainError(f"{name} must be {pin}, but is {installed}; {remedy}")


def _required(pyproject: Path) -> dict[str, str | None]:
    """Return the packages of the dependency group `codegen` with their pinned versions.

    The version of a package is None if the package is not pinned with `==`.
    """
    try:
        group = tomllib.loads(pyproject.read_text("utf-8"))["dependency-groups"]["codegen"]
        requirements = [Requirement(each) for each in group if isinstance(each, str)]
    except (OSError, ValueError, KeyError) as error:
        problem = f"{pyproject.name} has no readable dependency group codegen ({error})"
        raise ToolchainError(f"{problem}; restore it from the repository") from error
    required = {each.name: _pin(each.specifier) for each in requirements}
    for name in (GENERATOR, "ruff"):
        if required.get(name) is None:
            problem = f"{pyproject.name} does not pin {name} in the dependency group codegen"
            raise ToolchainError(f"{problem}; pin it with ==")
    return required


def _pin(specifier: SpecifierSet) -> str | None:
    """Return the version that a specifier pins with `==`, or None if it is a range."""
    match [(each.operator, each.version) for each in specifier]:
        case [("==", version)]:
            return version
    return None


def tidy(folder: Path) -> None:
    """Format the Python files in a folder in place, sort imports, and remove unused imports.

    Raises:
        ToolchainError: If ruff does not run.
        GenerationError: If ruff finds an error that it cannot fix, such as an undefined name.
    """
    _ruff(folder, "check", "--quiet", "--fix", "--select", "F,I")
    _ruff(folder, "format", "--quiet")


def _ruff(folder: Path, *arguments: str) -> None:
    # `require_pins` reports a missing package, so the import of this module must not fail.
    from ruff import find_ruff_bin

    oldest = f"py{python_versions()[0].replace('.', '')}"
    try:
        command = [find_ruff_bin(), *arguments, *_STYLE, "--target-version", oldest]
    except FileNotFoundError:
        problem = "the program of ruff is missing; install it again"
        raise ToolchainError(f"{problem} with `python -m pip install --group dev`") from None
    for setting in _SETTINGS:
        command += ["--config", setting]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RUFF_")}
    # The folder is the working directory, so that no message has a path of this machine.
    done = subprocess.run(
        [*command, "."],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        output = " ".join((done.stdout + done.stderr).split())
        error = GenerationError if arguments[0] == "check" and done.stdout else ToolchainError
        raise error(f"ruff {arguments[0]} failed on the generated code: {output[:500]}")
