"""The command `python -m openapi.changes`: its options, what it prints, and how it exits."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from openapi.changes.baseline import ReleaseError, base_of, release
from openapi.changes.render import as_changelog, as_json, as_markdown, as_table
from openapi.changes.report import Verdict, judge
from openapi.changes.sources import DOCUMENT, ROOT, STANDARD_INPUT, load
from openapi.console import Parser, from_here
from openapi.document import DocumentError

_EXAMPLES = """\
examples:
  python -m openapi.changes                          the last release against the document
  python -m openapi.changes HEAD~1 openapi/list-client-balances.yaml
  python -m openapi.changes old.yaml new.yaml --json
  git show main:openapi/list-client-balances.yaml | python -m openapi.changes - HEAD --markdown

A name is first taken for a file, then for a git revision, in which the contract is meant;
REVISION:PATH means any other file of it.

exit status:
  0  nothing breaks anybody
  1  something is breaking
  2  that cannot be said: a document, a revision or the options are at fault
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.old == options.new == STANDARD_INPUT:
        parser.error("only one of the two can be standard input")
    try:
        if options.release:
            print(release(Path(options.new)))
            return 0
        verdict = judge(load(options.old), load(options.new))
    except (DocumentError, OSError, ReleaseError) as error:
        print(f"openapi.changes: {error}", file=sys.stderr)
        return 1 if isinstance(error, ReleaseError) else 2
    written: Callable[[Verdict], str] = options.format
    print(written(verdict))
    return 1 if verdict.gravest is not None and verdict.gravest.is_breaking else 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m openapi.changes",
        description="Say what changed between two OpenAPI documents, for whom it breaks, and which "
        "version comes next.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    document = from_here(ROOT / DOCUMENT)
    for name, default, meaning in (
        ("old", base_of(document), "the document that was"),
        ("new", document, "the document that is"),
    ):
        parser.add_argument(
            name,
            nargs="?",
            default=str(default),
            metavar=name.upper(),
            help=f"{meaning}: a file, `-`, or a git revision (default: %(default)s)",
        )
    formats = parser.add_mutually_exclusive_group()
    for option, written, meaning in (
        ("--json", as_json, "print one JSON object"),
        ("--markdown", as_markdown, "print a comment for a pull request"),
        ("--changelog", as_changelog, "print a draft of the CHANGELOG's next section"),
    ):
        formats.add_argument(
            option,
            dest="format",
            action="store_const",
            const=written,
            default=as_table,
            help=meaning,
        )
    formats.add_argument(
        "--release",
        action="store_true",
        help="make the document the last release, from which the next version follows",
    )
    return parser
