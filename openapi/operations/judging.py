"""Generate and test the clients of operations in several processes."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
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


_RUNTIME = Path(__file__).parents[1] / "codegen" / "runtime"
_NOT_SHARED = frozenset({"__init__.py", "_about.py"})
_SHARED = "of_shared_runtime"


class Judgement(NamedTuple):
    """The result of generating and testing the client of one operation.

    Attributes:
        selected: The operation.
        refusal: The message with which the generator rejects the operation, or an empty string.
        problems: The errors of the client, or of the message in `refusal`.
        calls: The number of test calls of the client.
        undrawn: The parameters and bodies that were not tested, as no valid value was found.
    """

    selected: Selected
    refusal: str
    problems: list[Problem]
    calls: int = 0
    undrawn: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """The outcome: `wrong` if there are problems, `refused` if only a refusal, else `right`."""
        if self.problems:
            return "wrong"
        return "refused" if self.refusal else "right"


_whole: Document


def judge_all(
    upstream: Path, selected: Sequence[Selected], folder: Path, *, seed: int, workers: int
) -> Iterator[Judgement]:
    """Generate and test a client for each operation, and yield the results in any order.

    Args:
        upstream: The folder with the provider's documents.
        selected: The operations.
        folder: The folder to which the clients are written.
        seed: The seed of the random values in the test calls.
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
    with TemporaryDirectory(prefix="operations-types-") as place:
        _copy_with_one_runtime(folder, Path(place), names)
        return _type_errors(Path(place), [*names, _SHARED])


def _copy_with_one_runtime(folder: Path, place: Path, names: Sequence[str]) -> None:
    """Copy generated packages, and let all copies import the runtime of one shared package.

    The runtime is equal in all packages and contains most of the code. mypy then checks the runtime
    only once.
    """
    shutil.copytree(folder / names[0], place / _SHARED)
    modules = [path for path in _RUNTIME.rglob("*.py") if path.name not in _NOT_SHARED]
    for name in names:
        shutil.copytree(folder / name, place / name)
        for module in modules:
            path = module.relative_to(_RUNTIME)
            shared = ".".join((_SHARED, "bitgo_oes", *path.with_suffix("").parts))
            imported = ", ".join(
                f"{each} as {each}" for each in _names_in(ast.parse(module.read_text("utf-8")).body)
            )
            (place / name / "bitgo_oes" / path).write_text(f"from {shared} import {imported}\n")


def _names_in(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that the statements of a module define."""
    for node in statements:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Assign(targets=targets):
                yield from (each.id for each in targets if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.If():
                yield from _names_in(node.body)


def _type_errors(folder: Path, names: Sequence[str]) -> dict[str, Problem]:
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
    from openapi.codegen.generate import generate  # the import is slow

    problem = first_problem(document.content)
    if problem is not None:
        raise DocumentError(document.path, str(problem), "correct the document")
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
