"""The command `python -m openapi.vendoring`: its options, what it prints, and how it exits."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from openapi.console import Parser
from openapi.vendoring import manifest
from openapi.vendoring.copy import find, put
from openapi.vendoring.errors import EditedError, VendorError
from openapi.vendoring.source import PACKAGE, copied

_EXAMPLES = f"""\
examples:
  python -m openapi.vendoring ../shop/shop/_vendor             write ../shop/shop/_vendor/{PACKAGE}/
  python -m openapi.vendoring --verify ../shop/shop/_vendor    name what was edited there since

  Then, in shop: from shop._vendor.{PACKAGE} import Client

exit status:
  0  the copy is written, or as it was written
  1  the copy was edited; without --force, it is not overwritten
  2  neither can be said: nothing is vendored there, or it cannot be read or written
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        if options.verify:
            return _verify(options.folder)
        return _vendor(options.folder, force=options.force)
    except (VendorError, OSError) as error:
        print(f"openapi.vendoring: {error}", file=sys.stderr)
        return 2


def _vendor(parent: Path, *, force: bool) -> int:
    facts, files = copied()
    try:
        old = put(parent, files, force=force)
    except EditedError as edited:
        _name(edited.lines)
        print(
            f"{parent / PACKAGE} was edited, or put there in another way; to replace it, --force."
        )
        return 1
    if old is not None and old.files == files:
        print(f"{parent / PACKAGE} is {facts.package} {facts.version} already.")
        return 0
    before = f", in the place of {old.version}" if old and old.version else ""
    print(f"{parent / PACKAGE} is {facts.package} {facts.version}{before}.")
    print(f"It needs Python {facts.requires_python} and {', '.join(facts.requires)}.")
    return 0


def _verify(parent: Path) -> int:
    found = find(parent)
    if found is None:
        raise VendorError(f"{parent} holds no {PACKAGE}; vendor it there first, or check the path")
    if manifest.NAME not in found.files:
        problem = f"{parent / PACKAGE} has no {manifest.NAME}, so its files cannot be verified"
        remedy = f"replace it with `python -m openapi.vendoring --force {parent}`"
        raise VendorError(f"{problem}; {remedy}")
    if found.edits:
        _name(found.edits)
        print(f"{parent / PACKAGE} is not as it was vendored.")
        return 1
    print(f"{parent / PACKAGE} is as it was vendored, version {found.version}.")
    return 0


def _name(edits: Sequence[str]) -> None:
    for edit in edits:
        kind, _, path = edit.partition(": ")
        print(f"{kind}: {PACKAGE}/{path}")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m openapi.vendoring",
        description=f"Put {PACKAGE} into another project's tree, so that it imports from there "
        "under any parent package; or verify such a copy.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help=f"the folder that holds {PACKAGE}/, or is to"
    )
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--verify", action="store_true", help="compare the copy with its manifest, write nothing"
    )
    choice.add_argument("--force", action="store_true", help="overwrite a copy that was edited")
    return parser
