"""Compare the commands of `openapi/` with the tools that a user would run instead."""

from __future__ import annotations

import copy
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import frozen
from ruamel.yaml import YAML

from openapi.repository import ROOT

from ...installation import DOCUMENT
from ..limits import CHECK, UPSTREAM
from ..peers.cache import Cache, Missing
from ..peers.client_packages import (
    STOCK_GENERATOR,
    openapi_generator_command,
    stock_command,
    stock_version,
)
from ..peers.node_packages import VERSIONS, node_package, program
from ..peers.python_environment import PythonEnvironment
from ..processes import timed
from ..results.question import OURS, Figure, Limit, Question, Unmeasurable
from ..setting import Effort, Setting

STOCK, OPENAPI_GENERATOR, SMART_DIFF = "stock", "openapi-generator", "api-smart-diff"
SIZES = (1, 5, 20, 50)
_COMPARE = Path(__file__).parents[1] / "peers" / "compare_documents.cjs"

_METHOD = """\
CPU time of whole processes. A document with several operations has copies of the operation of this
project's document under other paths. `changes` compares the document with a copy in which a
property is no longer required. `upstream` compares this project's document with the same operation
of the provider's whole document, which has 4 MB; api-smart-diff compares the two whole documents.
The stock generator formats its output, which is its default; openapi-generator does not."""


@frozen
class _Tools:
    """The compared tools that are installed.

    Attributes:
        environment: The environment of openapi-generator; None if it is missing.
        modules: The folder with the modules of api-smart-diff; None if it is missing.
        programs: The descriptions of the tools.
        missing: The reason for each missing tool.
    """

    environment: PythonEnvironment | None
    modules: Path | None
    programs: dict[str, str]
    missing: dict[str, str]

    def generators(self, document: Path, folder: Path) -> dict[str, list[str]]:
        """Return the command of each tool that generates a client from an OpenAPI document."""
        ours = [*_module("openapi.codegen"), "--document", str(document), "--output"]
        commands = {OURS: [*ours, str(folder / "ours")]}
        if STOCK in self.programs:
            commands[STOCK] = stock_command(document, folder, formatted=True)
        if self.environment is not None:
            other = folder / "openapi-generator"
            other.mkdir(exist_ok=True)
            commands[OPENAPI_GENERATOR] = openapi_generator_command(
                self.environment, document, other, "client", "urllib3"
            )
        return commands

    def comparers(self, old: Path, new: Path) -> dict[str, list[str]]:
        """Return the command of each tool that lists the changes between two OpenAPI documents."""
        commands = {OURS: [*_module("openapi.changes"), str(old), str(new)]}
        return {**commands, **self.smart_diff(old, new)}

    def smart_diff(self, old: Path, new: Path) -> dict[str, list[str]]:
        """Return the command with which api-smart-diff compares two OpenAPI documents.

        The result is an empty dictionary if api-smart-diff is not installed.
        """
        if self.modules is None:
            return {}
        return {SMART_DIFF: [program("node"), str(_COMPARE), str(self.modules), str(old), str(new)]}


def answers(setting: Setting) -> Iterator[Question]:
    """Measure the commands that keep a client up to date, and yield the results.

    Raises:
        Unmeasurable: If a command of this project fails.
    """
    tools = _tools(setting.cache)
    with TemporaryDirectory(prefix="bitgo-oes-") as name:
        figures = list(_figures(setting, tools, Path(name)))
    yield Question(
        "workflow", "keep a client up to date", _METHOD, figures, tools.programs, tools.missing
    )


def _figures(setting: Setting, tools: _Tools, folder: Path) -> Iterator[Figure]:
    effort = setting.effort
    for size in SIZES:
        document, changed = _documents(size, folder)
        if size == 1 or not effort.quick:
            commands = tools.generators(document, folder)
            yield _figure("generate", commands, effort, tools.missing, size=size)
        commands = tools.comparers(document, changed)
        yield _figure("changes", commands, effort, tools.missing, size=size, differing=True)
    check = {OURS: [*_module("openapi.codegen"), "--check"]}
    if STOCK in tools.programs:
        check[STOCK] = stock_command(DOCUMENT, folder, formatted=True)
    limits = [Limit(CHECK, STOCK)]
    name = "check, compared with generate"
    yield _figure(name, check, effort, tools.missing, limits=limits)
    whole = _whole_document(setting.upstream)
    if whole is None:
        tools.missing["the provider's whole document"] = "name its folder with --upstream"
    else:
        commands = {OURS: [*_module("openapi.upstream"), str(whole)]}
        commands |= tools.smart_diff(whole, DOCUMENT)
        limits = [Limit(UPSTREAM)]
        yield _figure("upstream", commands, effort, tools.missing, limits=limits, differing=True)


def _figure(
    quantity: str,
    commands: Mapping[str, Sequence[str]],
    effort: Effort,
    missing: dict[str, str],
    *,
    size: int | None = None,
    limits: Sequence[Limit] = (),
    differing: bool = False,
) -> Figure:
    """Measure the CPU times of commands that are run in turn, and return them as a `Figure`.

    Args:
        quantity: What is measured, such as `generate`.
        commands: The commands by program.
        effort: The precision of the measurements.
        missing: The reasons why programs are missing. The function adds each program that fails.
        size: The number of operations in the document; None if the documents have no common number.
        limits: The highest allowed values and ratios.
        differing: Whether our command may exit with 1, because the compared documents differ.

    Raises:
        Unmeasurable: If the command of this project fails.
    """
    # The stock generator calls ruff, which is beside this Python interpreter.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path}
    cpu: dict[str, list[float]] = {name: [] for name in commands}
    wall: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(1 if effort.quick else effort.rounds_of(slow=True)):
        for name in list(cpu):
            ended = timed(commands[name], ROOT, environment)
            if ended.status != 0 and not (ended.status == 1 and name == OURS and differing):
                reason = f"`{quantity}` exits with {ended.status}: {ended.output.strip()[-200:]}"
                if name == OURS:
                    raise Unmeasurable(reason)
                missing[name] = reason
                del cpu[name], wall[name]
                continue
            cpu[name].append(ended.cpu)
            wall[name].append(ended.wall)
    sized = "operations" if size is not None else ""
    return Figure.of(quantity, "s", cpu, wall=wall, size=size, sized=sized, limits=limits)


def _tools(cache: Cache) -> _Tools:
    programs = {OURS: "the commands of this project"}
    missing: dict[str, str] = {}

    def have(name: str, make: Callable[[], tuple[str, Any]]) -> Any:
        try:
            programs[name], made = make()
        except Missing as error:
            missing[name] = str(error)
            return None
        return made

    have(STOCK, lambda: (f"{STOCK_GENERATOR} {stock_version()}", None))
    environment = have(OPENAPI_GENERATOR, lambda: _openapi_generator(cache))
    modules = have(SMART_DIFF, lambda: _smart_diff(cache))
    return _Tools(environment, modules, programs, missing)


def _openapi_generator(cache: Cache) -> tuple[str, PythonEnvironment]:
    environment = PythonEnvironment(cache)
    return f"openapi-generator {environment.version('openapi-generator-cli')}", environment


def _smart_diff(cache: Cache) -> tuple[str, Path]:
    program("node")
    modules = node_package(cache, SMART_DIFF, "js-yaml") / "node_modules"
    return f"{SMART_DIFF} {VERSIONS[SMART_DIFF]}", modules


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", name]


def _documents(size: int, folder: Path) -> tuple[Path, Path]:
    """Write an OpenAPI document with `size` operations, and a changed copy; return both files."""
    document = YAML(typ="safe").load(DOCUMENT.read_text("utf-8"))
    ((path, item),) = document["paths"].items()
    document["paths"] = {}
    for number in range(size):
        copied = copy.deepcopy(item)
        copied["get"]["operationId"] += "" if not number else str(number)
        place = path if not number else path.replace("/clients/", f"/clients{number}/")
        document["paths"][place] = copied
    changed = copy.deepcopy(document)
    changed["components"]["schemas"]["NetworkBalance"]["required"].remove("name")
    files = folder / f"{size}.json", folder / f"{size}-changed.json"
    for file, content in zip(files, (document, changed), strict=True):
        file.write_text(json.dumps(content), "utf-8")
    return files


def _whole_document(folder: Path | None) -> Path | None:
    """Return the largest YAML file in a folder; None without a folder or a YAML file."""
    files = [] if folder is None else folder.resolve().glob("*.yaml")
    return max(files, key=lambda file: file.stat().st_size, default=None)
