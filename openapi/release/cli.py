"""The command `python -m openapi.release`: its options, output and exit status."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from openapi.console import Parser
from openapi.release.builds import CLIENT, SUITE, build, build_again
from openapi.release.installation import use_installed
from openapi.release.metadata import checks, version
from openapi.release.processes import ProgramError, require_tools
from openapi.release.report import Finding, Status, exit_status, table
from openapi.repository import ROOT

_EXAMPLES = """\
examples:
  # Build both distributions into dist/.
  python -m openapi.release
  # Build both distributions into another folder.
  python -m openapi.release --output ../new

exit status:
  0  Every check holds. Versions of Python that are not installed are not checked.
  1  A check fails.
  2  A distribution cannot be built, or a tool is missing.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `python -m openapi.release` with some arguments and return its exit status.

    Args:
        arguments: The command-line arguments, or None for `sys.argv[1:]`.
    """
    options = _parser().parse_args(arguments)
    try:
        require_tools()
        with TemporaryDirectory(prefix="bitgo-oes-") as scratch:
            findings = list(_findings(Path(scratch)))
            status = exit_status(findings)
            if status == 0:
                _replace_files(Path(scratch), options.output)
    except (ProgramError, OSError) as error:
        print(f"openapi.release: the distributions cannot be built: {error}", file=sys.stderr)
        return 2
    print(table(findings))
    return status


def _findings(scratch: Path) -> Iterator[Finding]:
    built = {each: build(each, each.source, scratch / "dist") for each in (CLIENT, SUITE)}
    versions = {each.name: version(files.wheel) for each, files in built.items()}
    status = Status.HOLDS if len(set(versions.values())) == 1 else Status.FAILS
    detail = ", ".join(f"{name} {number}" for name, number in versions.items())
    yield Finding("both distributions have the same version", status, detail)
    for distribution, files in built.items():
        yield from build_again(distribution, files, scratch)
        yield from checks(distribution, files, scratch)
    (scratch / "nox").mkdir()
    yield from use_installed(scratch / "dist", scratch / "nox")


def _replace_files(scratch: Path, output: Path) -> None:
    output.mkdir(parents=True, exist_ok=True)
    for distribution in (CLIENT, SUITE):
        for old in output.glob(f"{distribution.stem}*"):
            old.unlink()
    for new in (scratch / "dist").iterdir():
        shutil.copy(new, output)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m openapi.release",
        description="Build the wheels and sdists of both distributions, check their metadata, and "
        "use each distribution in virtual environments without other packages.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "dist",
        metavar="DIR",
        help="the folder for the built files. They are written if every check holds, and replace "
        "older files of the distributions (default: dist)",
    )
    return parser
