"""Build the distributions, and check that a second build gives the same bytes.

The second build starts from the sdist (source archive) of the first build. It uses another folder,
other file times, and another hash seed, time zone and umask.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
from pathlib import Path
from typing import NamedTuple

from openapi.release.processes import module, run
from openapi.release.report import Finding, Status
from openapi.repository import CLIENT as CLIENT_FOLDER
from openapi.repository import ROOT


class Distribution(NamedTuple):
    """A distribution of this repository: the client or the contract suite.

    Attributes:
        name: The name of the distribution, such as `bitgo-oes`.
        source: The folder with the distribution's `pyproject.toml`.
        package: The name of the distribution's import package, such as `bitgo_oes`.
    """

    name: str
    source: Path
    package: str

    @property
    def stem(self) -> str:
        """The beginning of the file names of the wheel and the sdist, such as `bitgo_oes-`."""
        return f"{self.name.replace('-', '_')}-"


CLIENT = Distribution("bitgo-oes", CLIENT_FOLDER, "bitgo_oes")
SUITE = Distribution("bitgo-oes-contract", ROOT, "bitgo_oes_contract")

_OTHER_VARIABLES = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Chatham"}


class Built(NamedTuple):
    """The wheel and the sdist of a distribution, as paths."""

    wheel: Path
    sdist: Path


def build(
    distribution: Distribution,
    source: Path,
    output: Path,
    variables: dict[str, str] | None = None,
) -> Built:
    """Build the wheel and the sdist of a distribution.

    Args:
        distribution: The distribution to build.
        source: The folder with the source code.
        output: The folder for the wheel and the sdist.
        variables: Additional environment variables of the build.

    Raises:
        ProgramError: If the build fails.
    """
    options = ("--no-isolation", "--wheel", "--sdist", "--outdir", output)
    run(module("build", *options, source), source, variables=variables)
    (wheel,) = output.glob(f"{distribution.stem}*.whl")
    (sdist,) = output.glob(f"{distribution.stem}*.tar.gz")
    return Built(wheel, sdist)


def build_again(distribution: Distribution, first: Built, scratch: Path) -> list[Finding]:
    """Build a distribution from the sdist of a first build, and compare the two builds.

    Raises:
        ProgramError: If the build fails.
    """
    with tarfile.open(first.sdist) as archive:
        archive.extractall(scratch / distribution.name, filter="data")
    (source,) = (scratch / distribution.name).iterdir()
    for path in source.rglob("*"):
        os.utime(path)
    before = os.umask(0o077)
    # Equal bytes prove that the sdist is complete.
    try:
        second = build(distribution, source, scratch / "again", _OTHER_VARIABLES)
    finally:
        os.umask(before)
    return [_compared(*pair) for pair in zip(first, second, strict=True)]


def _compared(first: Path, second: Path) -> Finding:
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (first, second)]
    subject = f"{first.name}: two builds have the same bytes"
    if hashes[0] == hashes[1]:
        return Finding(subject, Status.HOLDS, f"sha256 {hashes[0]}")
    return Finding(subject, Status.FAILS, f"sha256 {hashes[0]}, then {hashes[1]}")
