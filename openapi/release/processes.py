"""Run other programs, so that nothing of this process's surroundings reaches them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from openapi.release.report import Finding, Status

# Where Python finds modules, how pytest runs, and when a build is said to have been made.
_OURS = ("PYTHON", "PYTEST_", "VIRTUAL_ENV", "SOURCE_DATE_EPOCH")

TOOLS = (
    *("build", "check-wheel-contents", "hatchling", "nox"),
    *("twine", "uv", "validate-pyproject"),
)

LIMIT = 600
"""Seconds, after which a program has hung."""


class Failed(Exception):
    """A program exited with another status than it should. The text is what it printed."""


def run(
    command: Sequence[str | Path],
    folder: Path,
    *,
    expected: int = 0,
    variables: dict[str, str] | None = None,
) -> str:
    """Run a program in a folder and return what it prints.

    Raises:
        Failed: If its exit status is not the expected one, or it does not end.
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
        raise Failed(f"no end after {LIMIT} s") from None
    if ended.returncode != expected:
        raise Failed(f"exit status {ended.returncode}, not {expected}\n{ended.stdout.strip()}")
    return ended.stdout


def require_tools() -> None:
    """Ask whether what builds and checks is installed.

    Raises:
        Failed: If it is not.
    """
    for name in TOOLS:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            remedy = "install it with `python -m pip install --group build`"
            raise Failed(f"{name} is missing; {remedy}") from None


def module(name: str, *arguments: str | Path) -> list[str | Path]:
    """Return the command that runs a module of this environment."""
    return [sys.executable, "-m", name, *arguments]


def environment() -> dict[str, str]:
    """Return the environment variables that a program is given."""
    return {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}


def finding(subject: str, command: Sequence[str | Path], folder: Path) -> Finding:
    """Run a check of others' making, which exits with 0 where it finds nothing."""
    try:
        run(command, folder)
    except Failed as failed:
        return Finding(subject, Status.FAILS, str(failed))
    return Finding(subject, Status.HOLDS)
