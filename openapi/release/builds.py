"""Build both distributions, twice, and compare the bytes.

The second build starts from the sdist of the first, in another folder, at another time of the
files, with another hash seed, time zone and umask: so the sdist is known to be complete, and
whoever builds from it, or from the tag, gets what was published.
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
    """One of the two.

    Attributes:
        name: As it is installed.
        source: The folder it is built from.
        package: The one package that it installs.
    """

    name: str
    source: Path
    package: str

    @property
    def stem(self) -> str:
        """What the names of its files begin with."""
        return f"{self.name.replace('-', '_')}-"


CLIENT = Distribution("bitgo-oes", CLIENT_FOLDER, "bitgo_oes")
SUITE = Distribution("bitgo-oes-contract", ROOT, "bitgo_oes_contract")

_ELSEWHERE = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Chatham"}


class Built(NamedTuple):
    """The files of a distribution."""

    wheel: Path
    sdist: Path


def build(
    distribution: Distribution,
    source: Path,
    output: Path,
    variables: dict[str, str] | None = None,
) -> Built:
    """Build the wheel and the sdist of a distribution, both from a folder.

    Raises:
        Failed: If that is not possible.
    """
    options = ("--no-isolation", "--wheel", "--sdist", "--outdir", output)
    run(module("build", *options, source), source, variables=variables)
    (wheel,) = output.glob(f"{distribution.stem}*.whl")
    (sdist,) = output.glob(f"{distribution.stem}*.tar.gz")
    return Built(wheel, sdist)


def build_again(distribution: Distribution, first: Built, scratch: Path) -> list[Finding]:
    """Build a distribution from its own sdist, and compare each file with the first build's.

    Raises:
        Failed: If it cannot be built.
    """
    with tarfile.open(first.sdist) as archive:
        archive.extractall(scratch / distribution.name, filter="data")
    (source,) = (scratch / distribution.name).iterdir()
    for path in source.rglob("*"):
        os.utime(path)
    before = os.umask(0o077)
    try:
        second = build(distribution, source, scratch / "again", _ELSEWHERE)
    finally:
        os.umask(before)
    return [_compared(*pair) for pair in zip(first, second, strict=True)]


def _compared(first: Path, second: Path) -> Finding:
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (first, second)]
    subject = f"{first.name}: built twice, the same bytes"
    if hashes[0] == hashes[1]:
        return Finding(subject, Status.HOLDS, f"sha256 {hashes[0]}")
    return Finding(subject, Status.FAILS, f"sha256 {hashes[0]}, then {hashes[1]}")
