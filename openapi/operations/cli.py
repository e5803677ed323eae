"""The command `python -m openapi.operations`: its options, output and exit status."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from openapi.console import Parser
from openapi.document import DocumentError
from openapi.operations.judging import Judgement, judge_all, type_errors
from openapi.operations.provider import Selected, SelectionError, load_provider, select

_EXAMPLES = """\
examples:
  # Test a client of every operation, in less than an hour on two cores.
  python -m openapi.operations --upstream ../provider
  # Test the operations under a path, and 15 others that the seed chooses.
  python -m openapi.operations --upstream ../provider --prefix /api/network/ --sample 15 --seed 7
  # Test one operation, and keep its document and its client to look at them.
  python -m openapi.operations --upstream ../provider --operation v2.wallet.get --keep /tmp/look

The command takes each operation with all its components out of the provider's document, generates
a client, runs `mypy --strict` once on all clients, and calls each client against a server in
memory. It compares each request with the styles of the OpenAPI Specification, and each result with
the body that the server sent: each documented status and each alternative of each oneOf.

exit status:
  0  Each client is right, and each refusal is one sentence with a JSON Pointer.
  1  A client or a refusal is wrong, or there are more refusals than --refusals allows.
  2  The folder, its document or an option is invalid.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Test a client of each operation of the provider's document, and return the exit status.

    Args:
        arguments: The command-line arguments, or None for `sys.argv[1:]`.
    """
    options = _parser().parse_args(arguments)
    try:
        selected = select(
            load_provider(options.upstream),
            ids=options.operation,
            prefix=options.prefix,
            sample=options.sample,
            seed=options.seed,
        )
        if options.keep is not None:
            options.keep.mkdir(parents=True, exist_ok=True)
            return _run(options, selected, options.keep)
        with tempfile.TemporaryDirectory(prefix="operations-") as folder:
            return _run(options, selected, Path(folder))
    except (SelectionError, DocumentError, OSError) as error:
        print(f"openapi.operations: {error}", file=sys.stderr)
        return 2


def _run(options: argparse.Namespace, selected: Sequence[Selected], folder: Path) -> int:
    started = time.monotonic()
    found: list[Judgement] = []
    for judgement in judge_all(
        options.upstream, selected, folder, seed=options.seed, workers=options.workers
    ):
        found.append(judgement)
        _progress(f"{len(found)} of {len(selected)} operations", started, step=len(found))
    generated = [each.selected.folder for each in found if not each.refusal]
    if generated:
        _progress(f"mypy on {len(generated)} packages", started, step=0)
        errors = type_errors(folder, generated)
        found = [
            each._replace(problems=[*each.problems, errors[each.selected.folder]])
            if each.selected.folder in errors
            else each
            for each in found
        ]
    _progress("", started, step=1)
    found.sort(key=lambda each: each.selected)
    print(report(found, time.monotonic() - started))
    counts = Counter(each.outcome for each in found)
    return 1 if counts["wrong"] or counts["refused"] > options.refusals else 0


def report(found: Iterable[Judgement], seconds: float) -> str:
    """Return the results of the tests as text.

    The text lists the refused operations and the wrong ones with their problems. The number of
    problems of each kind, and of operations with each outcome, follow.
    """
    lines: list[str] = []
    found = list(found)
    for outcome in ("refused", "wrong"):
        for each in found:
            if each.outcome != outcome:
                continue
            lines.append(f"{outcome:8} {each.selected.id} ({each.selected.address})")
            if each.refusal:
                lines.append(f"         {each.refusal}")
            lines += [f"         {x.kind}, {x.place}: {x.sentence}" for x in each.problems]
    counts = Counter(each.outcome for each in found)
    kinds = Counter(problem.kind for each in found for problem in each.problems)
    if kinds:
        lines.append("")
        lines += [f"{count:5} {kind}" for kind, count in kinds.most_common()]
    undrawn = sum(len(each.undrawn) for each in found)
    if undrawn:
        lines.append(f"{undrawn} schemas have no value that was found; they are not judged.")
    calls = sum(each.calls for each in found)
    lines.append(
        f"{counts['right']} right, {counts['refused']} refused, {counts['wrong']} wrong, "
        f"of {len(found)} operations; {calls} calls in {seconds:.0f} s."
    )
    return "\n".join(lines)


def _progress(text: str, started: float, *, step: int) -> None:
    """Print the progress on one line of a terminal; elsewhere, print every 25th step."""
    line = f"{time.monotonic() - started:4.0f} s  {text}" if text else ""
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
    elif step % 25 == 0:
        print(line, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m openapi.operations",
        description="Generate a client for each operation of the provider's whole document, and "
        "test every client.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--upstream",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder with the provider's whole documents, of which the newest api-*.yaml is used",
    )
    parser.add_argument(
        "--operation",
        action="append",
        default=[],
        metavar="ID",
        help="test the operation with this operationId; may be repeated",
    )
    parser.add_argument(
        "--prefix", default="", metavar="PATH", help="test the operations under this path"
    )
    parser.add_argument(
        "--sample", type=int, metavar="N", help="test N other operations, chosen at random"
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        metavar="S",
        help="seed of the sample and of the values (default: %(default)s)",
    )
    parser.add_argument(
        "--refusals",
        type=int,
        default=10,
        metavar="N",
        help="number of operations that codegen may refuse (default: %(default)s)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="number of processes (default: the number of cores, %(default)s)",
    )
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="write the documents and the clients to DIR"
    )
    return parser
