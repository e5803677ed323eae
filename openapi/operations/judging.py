"""Generate the clients of operations in several processes, and judge each client."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from openapi.codegen.input.errors import CodegenError
from openapi.codegen.output.files import Tree
from openapi.document import Document, DocumentError
from openapi.operations.provider import Selected, document_of, load_provider
from openapi.operations.round_trips import Findings, Problem, RoundTrips
from openapi.validation import first_problem

_ADDRESS = re.compile(r"0x[0-9a-f]{6,}|object at|<class ")
_POINTER = re.compile(r"#/\S*")
_ERROR = re.compile(r"(?P<folder>of_\w+)/(?P<rest>\S+:\d+: error: .*)")


class Judgement(NamedTuple):
    """The judgement of the client of one operation.

    Attributes:
        selected: The operation.
        refusal: The sentence with which codegen refuses the operation, or an empty string.
        problems: What is wrong with the client, or with the refusal.
        calls: The number of calls of the client.
        undrawn: The places for which no valid value was found.
    """

    selected: Selected
    refusal: str
    problems: list[Problem]
    calls: int = 0
    undrawn: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """One of the words `right`, `refused` and `wrong`."""
        if self.problems:
            return "wrong"
        return "refused" if self.refusal else "right"


_whole: Document


def judge_all(
    upstream: Path, selected: Sequence[Selected], folder: Path, *, seed: int, workers: int
) -> Iterator[Judgement]:
    """Generate a client for each operation and yield the judgements, in any order.

    Args:
        upstream: The folder with the provider's documents.
        selected: The operations.
        folder: The folder to which the clients are written.
        seed: The seed of the values.
        workers: The number of processes.
    """
    with ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_start, initargs=(upstream,)
    ) as pool:
        futures = [pool.submit(_judge, each, folder, seed) for each in selected]
        for future in as_completed(futures):
            yield future.result()


def type_errors(folder: Path, names: Sequence[str]) -> dict[str, Problem]:
    """Run mypy in strict mode once on all packages, and return the first error of each package."""
    arguments = ["--strict", "--config-file=", f"--cache-dir={os.devnull}", "--no-error-summary"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *arguments, *names],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"mypy failed: {(done.stdout + done.stderr)[-500:]}")
    found: dict[str, Problem] = {}
    for line in done.stdout.splitlines():
        match = _ERROR.search(line)
        if match:
            found.setdefault(match["folder"], Problem("type", "package", match["rest"]))
    return found


def _start(upstream: Path) -> None:
    global _whole
    _whole = load_provider(upstream)


def _judge(selected: Selected, folder: Path, seed: int) -> Judgement:
    try:
        document = document_of(selected, _whole)
        tree = _generated(document)
    except (CodegenError, DocumentError) as error:
        return _judged_refusal(selected, str(error))
    place = folder / selected.folder
    _write(place, tree, document)
    try:
        found = RoundTrips(place, document, seed).findings()
    except Exception:
        problem = Problem("crash", "package", traceback.format_exc(limit=-3)[-700:])
        found = Findings([problem], 0, [])
    return Judgement(selected, "", found.problems, found.calls, tuple(found.undrawn))


def _generated(document: Document) -> Tree:
    from openapi.codegen.generate import generate  # slow

    problem = first_problem(document.content)
    if problem is not None:
        raise DocumentError(document.path, problem, "correct the document")
    return generate(document)


def _judged_refusal(selected: Selected, sentence: str) -> Judgement:
    problems: list[Problem] = []
    if _ADDRESS.search(sentence):
        problems.append(Problem("refusal", "sentence", f"it names an object: {sentence}"))
    elif not _POINTER.search(sentence):
        problems.append(Problem("refusal", "sentence", f"it has no JSON Pointer: {sentence}"))
    return Judgement(selected, sentence, problems)


def _write(place: Path, tree: Tree, document: Document) -> None:
    for path, content in tree.items():
        if path.endswith((".py", "py.typed")):
            file = place / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    (place / "__init__.py").touch()
    (place / "document.json").write_text(document.text, "utf-8")
