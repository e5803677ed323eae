"""The command `python -m openapi.upstream`: its options, output and exit status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from openapi.changes.model.difference import brief
from openapi.changes.render import difference_to_json
from openapi.changes.report import reporting_invalid_documents
from openapi.changes.sources import STANDARD_INPUT
from openapi.console import Parser, from_here
from openapi.document import Document, DocumentError, from_bytes, read
from openapi.excerpt import addresses, excerpt
from openapi.repository import DOCUMENT, ROOT
from openapi.upstream.deviations import DeviationsError, entry, read_deviations
from openapi.upstream.drift import Drift, Finding, compare

DEVIATIONS = ROOT / "openapi" / "deviations.toml"
_EXAMPLES = """\
examples:
  # Print the differences that openapi/deviations.toml does not record.
  python -m openapi.upstream api.yaml
  # Print an entry for openapi/deviations.toml that records these differences.
  python -m openapi.upstream api.yaml --record
  # Print the operation of api.yaml with its components, as JSON.
  python -m openapi.upstream api.yaml --excerpt

Review each printed difference. Then change our document, or add the entry that --record prints to
openapi/deviations.toml and write the reason for the difference into the entry.

exit status:
  0  The deviations file records every difference.
  1  The deviations file does not record a difference, or one of its entries no longer applies.
  2  A document, the deviations file or an option is invalid.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare our OpenAPI document with the provider's, and return the exit status.

    Args:
        arguments: The command-line arguments, or None for `sys.argv[1:]`.
    """
    options = _parser().parse_args(arguments)
    try:
        ours = read(options.document)
        provided = _excerpt(_read(options.file), ours)
        if options.excerpt:
            print(json.dumps(provided.content, indent=2, ensure_ascii=False))
            return 0
        deviations = read_deviations(options.deviations)
        with reporting_invalid_documents(ours, provided):
            ours = _excerpt(ours, ours)
            drift = compare(ours.content, provided.content, deviations)
    except (DeviationsError, DocumentError, OSError) as error:
        print(f"openapi.upstream: {error}", file=sys.stderr)
        return 2
    print(options.format(drift))
    return 1 if drift.findings else 0


def _read(source: str) -> Document:
    if source == STANDARD_INPUT:
        return from_bytes(Path("standard input"), sys.stdin.buffer.read())
    return read(Path(source))


def _excerpt(document: Document, ours: Document) -> Document:
    with reporting_invalid_documents(document):
        return Document(document.path, document.text, excerpt(document, addresses(ours)))


def _as_table(drift: Drift) -> str:
    lines: list[str] = []
    for each in drift.findings:
        gravest = each.differences[0].class_.label if each.differences else "stale"
        lines.append(fill(f"{gravest:16} {each.sentence}", 100, subsequent_indent=" " * 17))
        lines.append(f"{'':16} at {each.place}")
        if each.differences:
            old, new = each.differences[0].old, each.differences[0].new
            lines.append(f"{'':16} ours: {brief(old.value)}; theirs: {brief(new.value)}")
        if each.recorded:
            lines.append(f"{'':16} recorded because: {each.recorded.reason}")
        lines.append("")
    return "\n".join([*lines, _conclusion(drift)])


def _conclusion(drift: Drift) -> str:
    known = f"{drift.recorded} recorded deviations apply"
    if not drift.findings:
        return f"No new differences; {known}."
    return f"Differences to review: {len(drift.findings)}; {known}."


def _as_json(drift: Drift) -> str:
    content = {
        "drift": bool(drift.findings),
        "recorded": drift.recorded,
        "findings": [_finding(each) for each in drift.findings],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "place": finding.place,
        "hash": finding.hash,
        "class": finding.differences[0].class_.label if finding.differences else None,
        "sentence": finding.sentence,
        "reason_recorded": finding.recorded.reason if finding.recorded else None,
        "differences": [difference_to_json(each) for each in finding.differences],
    }


def _as_entry(drift: Drift) -> str:
    new = [(each.place, each.hash) for each in drift.findings if each.differences]
    return entry(new) if new else "# Nothing to record."


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m openapi.upstream",
        description="Compare our operation with the provider's whole document, and print "
        "the differences that are not recorded.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "file", metavar="FILE", help="the provider's document, or `-` for standard input"
    )
    for option, path, meaning in (
        ("--document", DOCUMENT, "the document of this project"),
        ("--deviations", DEVIATIONS, "the file of reviewed differences"),
    ):
        parser.add_argument(
            option,
            type=Path,
            default=from_here(path),
            metavar="FILE",
            help=f"{meaning} (default: %(default)s)",
        )
    formats = parser.add_mutually_exclusive_group()
    for option, written, meaning in (
        ("--json", _as_json, "print the differences as one JSON object"),
        ("--record", _as_entry, "print the differences as an entry of the deviations file"),
    ):
        formats.add_argument(
            option,
            dest="format",
            action="store_const",
            const=written,
            default=_as_table,
            help=meaning,
        )
    formats.add_argument(
        "--excerpt", action="store_true", help="print the provider's operation as JSON"
    )
    return parser
