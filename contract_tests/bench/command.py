"""The command `python -m contract_tests.bench`: its options, its output and its exit codes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from attrs import evolve

from openapi.console import Parser

from ..catalogue import suggestion
from .peers.cache import DEFAULT, Cache
from .results import readme
from .results.question import Question, Unmeasurable
from .results.run import Run
from .results.table import table
from .setting import QUICK, QUICK_PLAN, Effort, Setting

Answer: TypeAlias = Callable[[Setting], Iterator[Question]]

_HOLDS, _MISSED, _NOT_JUDGED = 0, 1, 2

_EPILOG = """\
subjects:
  client    Compare the generated client with the client of the parent commit, with the clients that
            openapi-python-client (the stock client) and openapi-generator generate, with clients
            written by hand (httpx with json, pydantic or msgspec), and with JSON parsers alone.
  suite     Compare the server suite with `schemathesis run`, against the same mock server.
  mock      Compare the mock server with Prism and Steady.
  workflow  Compare the commands of openapi/ with other generators and tools for differences.

examples:
  # Run all benchmarks.
  python -m contract_tests.bench
  # Run all benchmarks in at most 60 seconds, with less precision.
  python -m contract_tests.bench --quick
  # Compare the client with the client of a release, and write the figures and pictures.
  python -m contract_tests.bench client --parent v0.1.0 --json bench.json --pictures bench
  # Run all benchmarks, and replace the tables and pictures of README.md.
  python -m contract_tests.bench --publish --upstream DIR

The measurements of the compared programs alternate, so that ratios are reliable even on a busy
machine. Times are valid only for this machine. The first run installs the compared programs into
the cache folder, which takes some minutes and needs the package registries. A program that cannot
be installed is named as missing, and the others are compared.

exit status:
  0  All figures are within their limits.
  1  A figure exceeds its limit.
  2  A subject could not be measured, or the arguments are invalid.
"""


def main(
    arguments: Sequence[str] | None = None, subjects: Mapping[str, Answer] | None = None
) -> int:
    """Run the benchmarks, print their figures, and return the exit code.

    Args:
        arguments: The command-line arguments; None for those of this process.
        subjects: The functions that run the benchmarks, by the name of the benchmark, such as
            `mock`; None for all benchmarks.
    """
    known = _SUBJECTS if subjects is None else subjects
    parser = _parser(list(known))
    options = parser.parse_args(arguments)
    if options.publish and options.subjects:
        parser.error("README.md shows all subjects, so --publish needs a run without SUBJECT")
    if options.show is None:
        run = _measure(options, known)
    else:
        try:
            run = _read(options.show)
        except (OSError, ValueError, LookupError, TypeError) as error:
            print(f"contract_tests.bench: {options.show}: {error}", file=sys.stderr)
            return _NOT_JUDGED
    status = {True: _HOLDS, False: _MISSED, None: _NOT_JUDGED}[run.holds]
    try:
        _write(options, run)
    except (OSError, ValueError) as error:
        print(f"contract_tests.bench: the report was not written: {error}", file=sys.stderr)
        return status or _NOT_JUDGED
    return status


def _measure(options: argparse.Namespace, known: Mapping[str, Answer]) -> Run:
    setting = _setting(options)
    found: list[Question] = []
    failed: dict[str, str] = {}
    for subject in dict.fromkeys(options.subjects or known):
        try:
            for question in known[subject](setting):
                found.append(question)
                print(table(question) + "\n", flush=True)
        except Unmeasurable as error:
            failed[subject] = str(error)
            print(f"contract_tests.bench: {subject}: {error}", file=sys.stderr)
    return Run(found, failed, quick=setting.effort.quick)


def _read(file: Path) -> Run:
    run = Run.from_json(json.loads(file.read_text("utf-8")))
    for question in run.questions:
        print(table(question) + "\n")
    return run


def _write(options: argparse.Namespace, run: Run) -> None:
    if options.json is not None:
        run.write_json(options.json)
    if options.pictures is not None:
        run.write_pictures(options.pictures)
    if options.publish:
        readme.publish(run)


def _client(setting: Setting) -> Iterator[Question]:
    from .questions import clients

    return clients.answers(setting)


def _suite(setting: Setting) -> Iterator[Question]:
    from .questions import suite

    return suite.answers(setting)


def _mock(setting: Setting) -> Iterator[Question]:
    from .questions import mock

    return mock.answers(setting)


def _workflow(setting: Setting) -> Iterator[Question]:
    from .questions import workflow

    return workflow.answers(setting)


# Each subject is imported when it runs, because it can need packages that another does not need.
_SUBJECTS: Mapping[str, Answer] = {
    "client": _client,
    "suite": _suite,
    "mock": _mock,
    "workflow": _workflow,
}


def _setting(options: argparse.Namespace) -> Setting:
    effort = QUICK if options.quick else Effort()
    if options.rounds is not None:
        effort = evolve(effort, rounds=options.rounds)
    return Setting(effort, Cache(options.cache), options.parent, options.upstream)


def _parser(subjects: Sequence[str]) -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m contract_tests.bench",
        description="Measure the client, the server suite, the mock server and the commands of\n"
        "openapi/, and compare each of them with other programs. Compare the figures with their\n"
        "limits.",
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
        "--quick",
        action="store_true",
        help="measure with less precision: "
        + ", ".join(f"{subject} {seconds:.0f} s" for subject, seconds in QUICK_PLAN.items())
        + " on a quiet machine with two cores and a filled cache folder",
    )
    parser.add_argument(
        "--rounds",
        type=_positive,
        metavar="N",
        help="the number of measurements of each fast figure; slow figures are measured less often "
        f"(default: {Effort().rounds}; with --quick, {QUICK.rounds})",
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="also write the figures to FILE as JSON"
    )
    parser.add_argument(
        "--pictures",
        type=Path,
        metavar="DIR",
        help="also write a bar chart of each question to the folder DIR as SVG",
    )
    parser.add_argument(
        "--publish",
        action="store_true",
        help="also replace the figures, pictures and tables that README.md shows",
    )
    parser.add_argument(
        "--show",
        type=Path,
        metavar="FILE",
        help="show the figures in FILE, which --json has written, instead of measuring",
    )
    parser.add_argument(
        "--parent",
        default="HEAD~1",
        metavar="REVISION",
        help="the git revision of this project to compare the client with (default: HEAD~1)",
    )
    parser.add_argument(
        "--upstream",
        type=Path,
        metavar="DIR",
        help="the folder with the provider's whole document, for the command `openapi.upstream`",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=DEFAULT,
        metavar="DIR",
        help="the folder of the installed compared programs (default: a folder in the environment)",
    )
    return parser


def _one_of(subjects: Sequence[str]) -> Callable[[str], str]:
    def subject(word: str) -> str:
        if word not in subjects:
            hint = suggestion(word, subjects, f"the subjects are {', '.join(subjects)}")
            raise argparse.ArgumentTypeError(f"unknown subject {word!r}; {hint}")
        return word

    return subject


def _positive(word: str) -> int:
    if not (word.isascii() and word.isdigit() and int(word) > 0):
        raise argparse.ArgumentTypeError(f"{word} is not a number of rounds; use an integer from 1")
    return int(word)
