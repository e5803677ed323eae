"""The command `python -m openapi.vendoring`: its options, output and exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from openapi.console import Parser
from openapi.vendoring import manifest
from openapi.vendoring.copy import find_copy, write_copy
from openapi.vendoring.errors import EditedError, VendorError
from openapi.vendoring.source import PACKAGE, client_files

_EXAMPLES = f"""\
examples:
  # Copy the client to ../shop/shop/_vendor/{PACKAGE}/.
  python -m openapi.vendoring ../shop/shop/_vendor
  # Print the names of the files of this copy that were edited.
  python -m openapi.vendoring --verify ../shop/shop/_vendor

The code of shop imports the copy with `from shop._vendor.{PACKAGE} import Client`.

exit status:
  0  The copy is written. With --verify, the copy has no edits.
  1  The copy has edits. Without --force, the command does not overwrite these edits.
  2  The copy cannot be read or written. With --verify, the copy or its manifest may be missing.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `python -m openapi.vendoring` with some arguments and return its exit status.

    Args:
        arguments: The command-line arguments, or None for `sys.argv[1:]`.
    """
    options = _parser().parse_args(arguments)
    try:
        if options.verify:
            return _verify(options.folder)
        return _vendor(options.folder, force=options.force)
    except (VendorError, OSError) as error:
        print(f"openapi.vendoring: {error}", file=sys.stderr)
        return 2


def _vendor(parent: Path, *, force: bool) -> int:
    origin, files = client_files()
    try:
        old = write_copy(parent, files, force=force)
    except EditedError as edited:
        _print_edits(edited.lines)
        print(
            f"{parent / PACKAGE} has edits or was copied by another tool; "
            "to overwrite the copy, use --force."
        )
        return 1
    if old is not None and old.files == files:
        print(f"{parent / PACKAGE} is already a copy of {origin.package} {origin.version}.")
        return 0
    before = f"; the old copy was of {old.version}" if old and old.version else ""
    print(f"{parent / PACKAGE} is now a copy of {origin.package} {origin.version}{before}.")
    print(f"It needs Python {origin.requires_python} and {', '.join(origin.requires)}.")
    return 0


def _verify(parent: Path) -> int:
    found = find_copy(parent)
    if found is None:
        raise VendorError(
            f"{parent} does not contain {PACKAGE}; "
            "check the path, or first copy the client to this folder"
        )
    if manifest.NAME not in found.files:
        problem = f"{parent / PACKAGE} has no {manifest.NAME}, so its files cannot be verified"
        remedy = f"replace it with `python -m openapi.vendoring --force {parent}`"
        raise VendorError(f"{problem}; {remedy}")
    if found.edits:
        _print_edits(found.edits)
        print(f"{parent / PACKAGE} has edits.")
        return 1
    print(f"{parent / PACKAGE} is an unedited copy of version {found.version}.")
    return 0


def _print_edits(edits: Sequence[str]) -> None:
    for edit in edits:
        kind, _, path = edit.partition(": ")
        print(f"{kind}: {PACKAGE}/{path}")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m openapi.vendoring",
        description=f"Copy {PACKAGE} into another project, where it can be imported from any "
        "parent package. With --verify, verify such a copy.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "folder",
        type=Path,
        metavar="DIR",
        help=f"the folder in which {PACKAGE}/ is written or verified",
    )
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--verify",
        action="store_true",
        help="compare the copy with its manifest, and write no file",
    )
    choice.add_argument(
        "--force", action="store_true", help="overwrite the copy even if it was edited"
    )
    return parser
