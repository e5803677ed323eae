"""Empty environments, for each supported Python that is found here."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from openapi.release.builds import Distribution
from openapi.release.metadata import requirements
from openapi.release.processes import Failed, module, run
from openapi.repository import python_versions


class Resolution(Enum):
    """Which of the allowed versions are installed."""

    LOWEST = "lowest"
    HIGHEST = "highest"


class Combination(NamedTuple):
    """A Python, and which dependencies are chosen.

    Attributes:
        python: Its version.
        interpreter: Its path; None if it is not on this machine.
    """

    python: str
    interpreter: str | None
    resolution: Resolution

    def __str__(self) -> str:
        """Name it as the table does."""
        return f"Python {self.python}, {self.resolution.value} dependencies"


def combinations(folder: Path) -> list[Combination]:
    """Return what to try: the highest versions with each Python, the lowest with the oldest."""
    pythons = python_versions()
    found = {python: _interpreter(python, folder) for python in pythons}
    oldest = next((python for python in pythons if found[python]), pythons[0])
    return [
        Combination(oldest, found[oldest], Resolution.LOWEST),
        *(Combination(python, found[python], Resolution.HIGHEST) for python in pythons),
    ]


def create(folder: Path, combination: Combination, distribution: Distribution, wheel: Path) -> Path:
    """Make an environment with a wheel, what that needs, and nothing else; return its programs.

    Raises:
        Failed: If it cannot be installed, or what is installed does not fit together.
    """
    environment = folder / distribution.name
    programs = environment / "bin"
    wanted: list[str | Path] = [wheel]
    if combination.resolution is Resolution.LOWEST:
        # Only what is asked for directly is taken at its lowest: what others need is theirs to say.
        wanted += ["--resolution", "lowest-direct", *requirements(wheel)]
    for arguments in (
        ["venv", "--python", str(combination.interpreter), environment],
        ["pip", "install", "--python", programs / "python", *wanted],
        ["pip", "check", "--python", programs / "python"],
    ):
        run(module("uv", *arguments, "--quiet"), folder)
    return programs


def chosen(programs: Path, wheel: Path) -> str:
    """Say which versions of what a wheel asks for an environment has.

    Raises:
        Failed: If they cannot be listed.
    """
    frozen = run(module("uv", "pip", "freeze", "--python", programs / "python"), programs)
    versions = dict(line.split("==") for line in frozen.splitlines() if "==" in line)
    names = (re.split(r"[^\w.-]", each, maxsplit=1)[0] for each in requirements(wheel))
    return ", ".join(f"{name} {versions.get(name, 'is absent')}" for name in names)


def _interpreter(python: str, folder: Path) -> str | None:
    command = module("uv", "python", "find", "--no-python-downloads", "--no-project", python)
    try:
        return run(command, folder).splitlines()[-1]
    except Failed:
        return None
