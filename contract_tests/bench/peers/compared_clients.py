"""Prepare the clients to compare: this project's client, and the clients of other tools.

An earlier revision of this project's client is compared, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from attrs import evolve, field, frozen

from openapi.repository import CLIENT

from ..results.question import OURS, Figure, Question, Unmeasurable
from ..setting import Setting
from . import client_packages
from .cache import Missing
from .client_process import Program
from .python_environment import PythonEnvironment

WITH_MSGSPEC, PARENT = "ours + msgspec", "parent"
STOCK, OPENAPI_GENERATOR = "stock", "openapi-generator"
JSON, PYDANTIC, MSGSPEC = "httpx + json", "httpx + pydantic", "httpx + msgspec"
ORJSON, STRUCTS = "orjson.loads", "msgspec structs"


@frozen
class Clients:
    """The clients that can be measured, and the reasons for those that cannot.

    Attributes:
        programs: The clients by name.
        missing: The reason for each missing client, by name.
    """

    programs: Mapping[str, Program]
    missing: dict[str, str] = field(factory=dict)

    def question(
        self,
        name: str,
        title: str,
        method: str,
        figures: Sequence[Figure],
    ) -> Question:
        """Return the results of a benchmark, with the measured and the missing clients."""
        measured = {
            name: program.description
            for name, program in self.programs.items()
            if any(name in figure.values for figure in figures)
        }
        return Question(name, title, method, figures, measured, dict(self.missing))


def prepare(setting: Setting) -> Clients:
    """Install or generate the clients that the benchmarks compare.

    Raises:
        Unmeasurable: If this project's client cannot be measured.
    """
    try:
        environment = PythonEnvironment(setting.cache)
    except Missing as error:
        raise Unmeasurable(f"the environment of the clients cannot be made: {error}") from None
    makers: dict[str, Callable[[], Program]] = {
        PARENT: lambda: _parent(setting, environment.python),
        STOCK: lambda: _stock(setting, environment.python),
        OPENAPI_GENERATOR: lambda: _openapi_generator(setting, environment),
        JSON: partial(_handwritten, environment, JSON, "httpx"),
        PYDANTIC: partial(_handwritten, environment, PYDANTIC, "pydantic"),
        MSGSPEC: partial(_handwritten, environment, MSGSPEC, "msgspec"),
        ORJSON: partial(_handwritten, environment, ORJSON, "orjson"),
        STRUCTS: partial(_handwritten, environment, STRUCTS, "msgspec"),
    }
    ours = Program("generated", "this project's client", environment.python, [CLIENT])
    description = "this project's client with the extra msgspec"
    programs = {
        OURS: ours,
        WITH_MSGSPEC: evolve(ours, client="generated with msgspec", description=description),
    }
    missing = {}
    for name, make in makers.items():
        try:
            programs[name] = make()
        except Missing as error:
            missing[name] = str(error)
    return Clients(programs, missing)


def _parent(setting: Setting, python: Path) -> Program:
    commit, folder = client_packages.revision(setting.cache, setting.parent)
    return Program("generated", f"the client of commit {commit}", python, [folder])


def _stock(setting: Setting, python: Path) -> Program:
    folder = client_packages.stock_client(setting.cache)
    name = f"{client_packages.STOCK_GENERATOR} {client_packages.stock_version()}"
    return Program("stock", f"the output of {name}", python, [folder])


def _openapi_generator(setting: Setting, environment: PythonEnvironment) -> Program:
    folder = client_packages.openapi_generator_client(setting.cache, environment)
    version = environment.version("openapi-generator-cli")
    description = f"the output of openapi-generator {version} for Python"
    return Program("openapi-generator", description, environment.python, [folder])


def _handwritten(environment: PythonEnvironment, name: str, package: str) -> Program:
    version = environment.version(package)
    return Program(name, f"{name}, {package} {version}", environment.python)
