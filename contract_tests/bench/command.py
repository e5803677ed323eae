"""The command `python -m contract_tests.bench`: its options, its output and its exit codes."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from openapi.console import Parser

from .comparison import Comparison, Unmeasurable, table

Measure: TypeAlias = Callable[[int | None], Comparison]

_HOLDS, _MISSED, _NOT_JUDGED = 0, 1, 2

_EPILOG = """\
subjects:
  client  Compare the generated client with the stock client, which openapi-python-client generates
          from the same document. Measure the memory, and the time to decode and encode a body, make
          a call, create a second client, and import the package. This takes about two minutes.
  paging  Compare the iterators of the client with and without `prefetch`, with a server and a
          consumer that take 20 ms each for a page. This takes about half a minute.
  suite   Compare the server suite with `schemathesis run`, against the same mock server. This takes
          about two minutes.

examples:
  # Run all benchmarks.
  python -m contract_tests.bench
  # Run only the benchmark of the client, faster and with less precision.
  python -m contract_tests.bench client --rounds 5
  # Run all benchmarks, and also write the figures as JSON.
  python -m contract_tests.bench --json bench.json

The measurements of the two compared programs alternate, so that ratios are reliable even on a busy
machine. Times are valid only for this machine.

exit status:
  0  All figures are within their limits.
  1  A figure exceeds its limit.
  2  A subject could not be measured, or the arguments are invalid.
"""


def main(
    arguments: Sequence[str] | None = None, subjects: Mapping[str, Measure] | None = None
) -> int:
    """Run the benchmarks, print their figures, and return the exit code.

    Args:
        arguments: The command-line arguments; None for those of this process.
        subjects: The functions that run the benchmarks, by name; None for all benchmarks.
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
            print(f"contract_tests.bench: the report was not written: {error}", file=sys.stderr)
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
    from . import client_benchmark

    return client_benchmark.measure(client_benchmark.ROUNDS if rounds is None else rounds)


def _paging(rounds: int | None) -> Comparison:
    from . import paging_benchmark

    return paging_benchmark.measure(paging_benchmark.ROUNDS if rounds is None else rounds)


def _suite(rounds: int | None) -> Comparison:
    from . import suite_benchmark

    return suite_benchmark.measure(suite_benchmark.ROUNDS if rounds is None else rounds)


# Each benchmark is imported when it runs, because imports influence memory and import times.
_SUBJECTS: Mapping[str, Measure] = {"client": _client, "paging": _paging, "suite": _suite}


def _parser(subjects: Sequence[str]) -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m contract_tests.bench",
        description="Measure the generated client and the server suite, and compare each of them\n"
        "with another program. Compare the measured figures with their limits.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "subjects",
        nargs="*",
        type=_one_of(subjects),
        metavar="SUBJECT",
        help="the benchmark to run (default: all benchmarks)",
    )
    parser.add_argument(
        "--rounds",
        type=_positive,
        metavar="N",
        help="the number of measurements of each figure (default: 15 for the client, 5 for the "
        "others)",
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="also write the figures to FILE as JSON"
    )
    return parser


def _one_of(subjects: Sequence[str]) -> Callable[[str], str]:
    def subject(word: str) -> str:
        if word not in subjects:
            raise argparse.ArgumentTypeError(
                f"unknown subject {word}; the subjects are {', '.join(subjects)}"
            )
        return word

    return subject


def _positive(word: str) -> int:
    if not (word.isascii() and word.isdigit() and int(word) > 0):
        raise argparse.ArgumentTypeError(f"{word} is not a number of rounds; use an integer from 1")
    return int(word)
