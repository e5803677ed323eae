"""Run other programs, without the environment variables that change what the programs do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from openapi.release.report import Finding, Status

# Variables that change where Python finds modules, how pytest runs, and the time in a build.
_DROPPED = ("PYTHON", "PYTEST_", "VIRTUAL_ENV", "SOURCE_DATE_EPOCH")

TOOLS = (
    *("build", "check-wheel-contents", "hatchling", "nox"),
    *("twine", "uv", "validate-pyproject"),
)

LIMIT = 600
"""The time limit of a program, in seconds."""


class ProgramError(Exception):
    """Raised if a program exits with an unexpected status. The message has the program's output."""


def run(
    command: Sequence[str | Path],
    folder: Path,
    *,
    expected: int = 0,
    variables: dict[str, str] | None = None,
) -> str:
    """Run a program and return its output.

    Args:
        command: The program with its arguments.
        folder: The working directory.
        expected: The exit status of a successful run.
        variables: Additional environment variables.

    Raises:
        ProgramError: If the program exits with another status, or exceeds the time limit.
    """
    try:
        ended = subprocess.run(
            command,
            cwd=folder,
            env=environment() | (variables or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ProgramError(f"the program has not ended after {LIMIT} s") from None
    if ended.returncode != expected:
        raise ProgramError(
            f"exit status {ended.returncode}, not {expected}\n{ended.stdout.strip()}"
        )
    return ended.stdout


def require_tools() -> None:
    """Check that the tools that build and check distributions are installed.

    Raises:
        ProgramError: If a tool is missing.
    """
    for name in TOOLS:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            remedy = "install it with `python -m pip install --group build`"
            raise ProgramError(f"{name} is missing; {remedy}") from None


def module(name: str, *arguments: str | Path) -> list[str | Path]:
    """Return the command that runs a module with the Python of this process."""
    return [sys.executable, "-m", name, *arguments]


def environment() -> dict[str, str]:
    """Return the environment of this process for another program.

    Variables that could change the result of the program are left out.
    """
    return {key: value for key, value in os.environ.items() if not key.startswith(_DROPPED)}


def finding(subject: str, command: Sequence[str | Path], folder: Path) -> Finding:
    """Run a program that performs a check. Return a success if the exit status is 0."""
    try:
        run(command, folder)
    except ProgramError as failed:
        return Finding(subject, Status.FAILS, str(failed))
    return Finding(subject, Status.HOLDS)
