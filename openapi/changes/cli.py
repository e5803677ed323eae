"""The command `python -m openapi.changes`: its options, output and exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from openapi.changes.baseline import ReleaseError, baseline_path, release
from openapi.changes.render import render_changelog, render_json, render_markdown, render_table
from openapi.changes.report import Report, compare_documents
from openapi.changes.sources import STANDARD_INPUT, load
from openapi.console import Parser, from_here
from openapi.document import DocumentError
from openapi.repository import DOCUMENT

_EXAMPLES = """\
examples:
  # Compare the last released document with the current document.
  python -m openapi.changes
  # Compare the document of the previous commit with the current document.
  python -m openapi.changes HEAD~1 openapi/list-client-balances.yaml
  # Compare two files, and print the differences as JSON.
  python -m openapi.changes old.yaml new.yaml --json
  # Compare a document from standard input with the document of the current commit.
  git show main:openapi/list-client-balances.yaml | python -m openapi.changes - HEAD --markdown

If no file has the name OLD, then OLD is a git revision, and the command reads
openapi/list-client-balances.yaml from this revision. REVISION:PATH names another file of a git
revision. The same applies to NEW.

exit status:
  0  No difference is breaking. With --release, the document is released.
  1  A difference is breaking. With --release, the document was not released, because its version
     is too low.
  2  A document, a git revision or an option is invalid, or the command failed.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `python -m openapi.changes` and return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.old == options.new == STANDARD_INPUT:
        parser.error("OLD and NEW cannot both be standard input")
    try:
        if options.release:
            print(release(Path(options.new)))
            return 0
        report = compare_documents(load(options.old), load(options.new))
        render: Callable[[Report], str] = options.render
        print(render(report))
    except (DocumentError, OSError, ReleaseError) as error:
        print(f"openapi.changes: {error}", file=sys.stderr)
        return 1 if isinstance(error, ReleaseError) else 2
    except Exception as error:  # the status 1 of an unhandled error would mean "breaking"
        problem = f"the command failed ({type(error).__name__}: {error})"
        print(f"openapi.changes: {problem}; report the fault with both documents", file=sys.stderr)
        return 2
    return 1 if report.is_breaking else 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m openapi.changes",
        description="Compare two OpenAPI documents. Print the differences, the class of each\n"
        "difference, such as breaking-wire, and the next version.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    document = from_here(DOCUMENT)
    for name, default in (("old", baseline_path(document)), ("new", document)):
        parser.add_argument(
            name,
            nargs="?",
            default=str(default),
            metavar=name.upper(),
            help=f"the {name} document: a file, `-` for standard input, or a git revision "
            "(default: %(default)s)",
        )
    formats = parser.add_mutually_exclusive_group()
    for option, render, meaning in (
        ("--json", render_json, "print the differences as one JSON object"),
        ("--markdown", render_markdown, "print Markdown for a comment on a pull request"),
        ("--changelog", render_changelog, "print a draft of the next section of the CHANGELOG"),
    ):
        formats.add_argument(
            option,
            dest="render",
            action="store_const",
            const=render,
            default=render_table,
            help=meaning,
        )
    formats.add_argument(
        "--release",
        action="store_true",
        help="copy NEW to released/, so that it is the last released document",
    )
    return parser
