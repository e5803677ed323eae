"""The command ``python -m contract_tests.bench``: its options, what it prints, and how it exits."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from openapi.console import Parser

from .measurements import Comparison, Unmeasurable, table

Measure: TypeAlias = Callable[[int | None], Comparison]

_HOLDS, _MISSED, _NOT_JUDGED = 0, 1, 2

_EPILOG = """\
subjects:
  client  the generated client, beside the stock client that openapi-python-client makes of the
          same document: time to read, write and call, memory, a second client, the import
          (about two minutes)
  suite   the server suite, beside `schemathesis run` against the same mock (about two minutes)

examples:
  python -m contract_tests.bench                    both
  python -m contract_tests.bench client --rounds 5  sooner, and less surely
  python -m contract_tests.bench --json bench.json  the figures for a script too

Both sides run in turn, so a ratio holds on a busy machine too; a time holds for this machine only.

exit status:
  0  every limit is kept
  1  a limit is missed
  2  a subject could not be measured, or the command was used wrongly
"""


def main(
    arguments: Sequence[str] | None = None, subjects: Mapping[str, Measure] | None = None
) -> int:
    """Run the command and return its exit status.

    Args:
        arguments: The words after the command; None for those of this process.
        subjects: What can be measured, by name; None for what there is.
    """
    known = _SUBJECTS if subjects is None else subjects
    options = _parser(list(known)).parse_args(arguments)
    found: list[Comparison] = []
    failed: dict[str, str] = {}
    for subject in dict.fromkeys(options.subjects or known):
        try:
            comparison = known[subject](options.rounds)
        except Unmeasurable as error:
            failed[subject] = str(error)
            print(f"contract_tests.bench: {subject}: {error}", file=sys.stderr)
        else:
            found.append(comparison)
            print(table(comparison) + "\n")
    status = _status(found, failed)
    if options.json is not None:
        try:
            options.json.write_text(_report(found, failed, status), "utf-8")
        except OSError as error:
            print(f"contract_tests.bench: no report is written: {error}", file=sys.stderr)
            return status or _NOT_JUDGED
    return status


def _status(found: Sequence[Comparison], failed: Mapping[str, str]) -> int:
    if not all(comparison.holds for comparison in found):
        return _MISSED
    return _NOT_JUDGED if failed else _HOLDS


def _report(found: Sequence[Comparison], failed: Mapping[str, str], status: int) -> str:
    report = {
        "holds": {_HOLDS: True, _MISSED: False}.get(status),
        "python": platform.python_version(),
        "comparisons": [comparison.as_json() for comparison in found],
        "not_measured": dict(failed),
    }
    return json.dumps(report, indent=2) + "\n"


def _client(rounds: int | None) -> Comparison:
    from . import client_bench

    return client_bench.measure(client_bench.ROUNDS if rounds is None else rounds)


def _suite(rounds: int | None) -> Comparison:
    from . import suite_bench

    return suite_bench.measure(suite_bench.ROUNDS if rounds is None else rounds)


# Each is loaded when it is asked for, so that what one needs weighs on no other.
_SUBJECTS: Mapping[str, Measure] = {"client": _client, "suite": _suite}


def _parser(subjects: Sequence[str]) -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m contract_tests.bench",
        description="Measure what is ours beside a named peer, and hold it to its limits.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "subjects",
        nargs="*",
        type=_one_of(subjects),
        metavar="SUBJECT",
        help="what to measure (default: all)",
    )
    parser.add_argument(
        "--rounds",
        type=_positive,
        metavar="N",
        help="how often each is measured (default: 15 for the client, 5 for the suite)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser


def _one_of(subjects: Sequence[str]) -> Callable[[str], str]:
    def subject(word: str) -> str:
        if word not in subjects:
            raise argparse.ArgumentTypeError(f"{word} is none of {', '.join(subjects)}")
        return word

    return subject


def _positive(word: str) -> int:
    if not (word.isascii() and word.isdigit() and int(word) > 0):
        raise argparse.ArgumentTypeError(f"{word} is no number of rounds, which is 1 or more")
    return int(word)
