"""Check the metadata of wheels and sdists with twine and similar tools, and the file py.typed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from openapi.release.builds import Built, Distribution
from openapi.release.processes import finding, module
from openapi.release.report import Finding, Status


def checks(distribution: Distribution, built: Built, scratch: Path) -> Iterator[Finding]:
    """Check the metadata and the file py.typed of a distribution, and yield each result."""
    name = distribution.name
    yield finding(
        f"{name}: validate-pyproject",
        module("validate_pyproject", distribution.source / "pyproject.toml"),
        scratch,
    )
    yield finding(f"{name}: twine check", module("twine", "check", "--strict", *built), scratch)
    yield finding(
        f"{name}: check-wheel-contents finds only {distribution.package}",
        module(
            *("check_wheel_contents", "--no-config"),
            *("--toplevel", distribution.package, built.wheel),
        ),
        scratch,
    )
    yield typed(distribution, built.wheel)


def typed(distribution: Distribution, wheel: Path) -> Finding:
    """Check that type checkers use the annotations of the package in a wheel.

    They ignore the annotations of an installed package without the file py.typed.
    """
    with zipfile.ZipFile(wheel) as archive:
        holds = f"{distribution.package}/py.typed" in archive.namelist()
    subject = f"{distribution.name}: type checkers use the annotations of {distribution.package}"
    if holds:
        return Finding(subject, Status.HOLDS)
    return Finding(subject, Status.FAILS, f"{wheel.name} has no {distribution.package}/py.typed")


def version(wheel: Path) -> str:
    """Return the version in the metadata of a wheel."""
    return str(_metadata(wheel)["Version"])


def _metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return BytesParser().parsebytes(archive.read(name))
