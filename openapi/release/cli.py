"""The command `python -m openapi.release`: its options, what it prints, and how it exits."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from openapi.console import Parser
from openapi.release.builds import CLIENT, SUITE, build, build_again
from openapi.release.installation import used
from openapi.release.metadata import checked, version
from openapi.release.processes import Failed, require_tools
from openapi.release.report import Finding, Status, exit_status, table
from openapi.repository import ROOT

_EXAMPLES = """\
examples:
  python -m openapi.release                    build into dist/, check, install and use
  python -m openapi.release --output /tmp/new

exit status:
  0  all that could be checked holds; a Python that is not on this machine is not checked
  1  something does not hold
  2  nothing could be built
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        require_tools()
        with TemporaryDirectory(prefix="bitgo-oes-") as scratch:
            findings = list(_findings(Path(scratch)))
            status = exit_status(findings)
            if status == 0:
                _keep(Path(scratch), options.output)
    except (Failed, OSError) as error:
        print(f"openapi.release: nothing can be built: {error}", file=sys.stderr)
        return 2
    print(table(findings))
    return status


def _findings(scratch: Path) -> Iterator[Finding]:
    built = {each: build(each, each.source, scratch / "dist") for each in (CLIENT, SUITE)}
    versions = {each.name: version(files.wheel) for each, files in built.items()}
    alike = len(set(versions.values())) == 1
    said = ", ".join(f"{name} {number}" for name, number in versions.items())
    yield Finding("both have one version", Status.HOLDS if alike else Status.FAILS, said)
    for distribution, files in built.items():
        yield from build_again(distribution, files, scratch)
        yield from checked(distribution, files, scratch)
    (scratch / "nox").mkdir()
    yield from used(scratch / "dist", scratch / "nox")


def _keep(scratch: Path, output: Path) -> None:
    output.mkdir(parents=True, exist_ok=True)
    for distribution in (CLIENT, SUITE):
        for old in output.glob(f"{distribution.stem}*"):
            old.unlink()
    for new in (scratch / "dist").iterdir():
        shutil.copy(new, output)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m openapi.release",
        description="Build the wheels and sdists of both distributions, hold their metadata to the "
        "ecosystem's tools, and use each in environments that hold nothing else.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "dist",
        metavar="DIR",
        help="the folder for what is built, if all holds; older builds in it are removed "
        "(default: dist)",
    )
    return parser
