"""Write programs that use every public name of a generated client, with type annotations.

The programs also call the constructors of models. CONTRIBUTING.md does not list these as public,
but only a constructor can create the body of a request.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from openapi.codegen.output.files import Tree

PACKAGE = "client_package"
"""The name that stands for the client's package in the text of a program."""

_ROOT = "bitgo_oes"
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class _Module(NamedTuple):
    """A module of the client: its name without the name of the package, and its syntax tree."""

    name: str
    body: list[ast.stmt]

    def imports(self) -> Iterator[tuple[str, str]]:
        """Yield each imported name, and the absolute import statement for the name."""
        for each in ast.walk(ast.Module(self.body, [])):
            if isinstance(each, ast.ImportFrom):
                origin = each.module or ""
                if each.level:
                    above = self.name.split(".")[: -each.level]
                    origin = ".".join([PACKAGE, _ROOT, *above, *filter(None, [each.module])])
                for alias in each.names:
                    suffix = f" as {alias.asname}" if alias.asname else ""
                    name = alias.asname or alias.name
                    yield name, f"from {origin} import {alias.name}{suffix}"

    def classes(self) -> list[ast.ClassDef]:
        return [each for each in self.body if isinstance(each, ast.ClassDef)]

    def functions(self) -> list[_Function]:
        return [
            each
            for each in self.body
            if isinstance(each, _Function) and not each.name.startswith(("_", "read_"))
        ]


def program(client: Tree) -> str:
    """Return a program that uses the functions, models, errors and environments of a client."""
    modules = [
        _Module(name.removesuffix(".py").partition("/")[2].replace("/", "."), body)
        for name, content in client.items()
        if name.startswith(f"{_ROOT}/") and name.endswith(".py") and "__init__" not in name
        for body in [ast.parse(content).body]
    ]
    statements = list(_uses(modules))
    used = {
        each.id
        for statement in statements
        for each in ast.walk(ast.parse(statement))
        if isinstance(each, ast.Name)
    }
    imports = {name: line for module in modules for name, line in module.imports()}
    for module in modules:
        if module.name.startswith("models."):
            classes = (each.name for each in module.classes())
            imports |= {x: f"from {PACKAGE}.{_ROOT}.models import {x}" for x in classes}
    lines = [line for name, line in sorted(imports.items()) if name in used]
    lines = ["from __future__ import annotations", "from collections.abc import Sequence", *lines]
    return "\n".join([*lines, *statements, ""])


def _uses(modules: list[_Module]) -> Iterator[str]:
    """Yield statements that call each function and read each attribute of a generated client."""
    models = {
        model.name: model
        for module in modules
        if module.name.startswith("models.")
        for model in module.classes()
        if any(isinstance(each, _Function) and each.name == "to_dict" for each in model.body)
    }
    sent: set[str] = set()
    received: set[str] = set()
    for module in modules:
        if module.name.count(".") == 2 and module.name.startswith("api."):
            package, _, name = module.name.rpartition(".")
            yield f"from {PACKAGE}.{_ROOT}.{package} import {name}"
            for function in module.functions():
                yield from _calls(name, function)
                sent |= _names(each.annotation for each in _arguments(function))
                received |= _names([function.returns])
            # The errors contain bodies that the signatures of the functions do not name.
            readers = {line.split()[1] for _, line in module.imports() if " import read_" in line}
            received |= {
                model.name
                for each in modules
                if f"{PACKAGE}.{_ROOT}.{each.name}" in readers
                for model in each.classes()
            }
    for name in sorted(_reached(received, models)):
        for attribute, annotation in _attributes(models[name]):
            yield (
                f"def read_{name}_{attribute}(model: {name}) -> {_readable(annotation)}:\n"
                f"    return model.{attribute}"
            )
    for name in sorted(_reached(sent, models)):
        attributes = dict(_attributes(models[name]))
        arguments = ", ".join(f"{key}: {annotation}" for key, annotation in attributes.items())
        passed = ", ".join(f"{key}={key}" for key in attributes)
        yield f"def create_{name}({arguments}) -> {name}:\n    return {name}({passed})"
    yield f"from {PACKAGE}.{_ROOT} import Environment, errors"
    for module in modules:
        if module.name == "client":
            (environment,) = (x for x in module.classes() if x.name == "Environment")
            yield from (f"Environment.{name}" for name in _assigned(environment.body))
        if module.name == "errors":
            names = ast.literal_eval(_assigned(module.body)["__all__"])
            yield from (f"errors.{name}" for name in names)


def _calls(module: str, function: _Function) -> Iterator[str]:
    """Yield the code of two functions that call a given function.

    The first function passes all arguments, and the second passes only the required arguments.
    """
    arguments = _arguments(function)
    defaults = [
        *[None] * (len(function.args.args) - len(function.args.defaults)),
        *function.args.defaults,
        *function.args.kw_defaults,
    ]
    required = [each for each, default in zip(arguments, defaults, strict=True) if default is None]
    is_coroutine = isinstance(function, ast.AsyncFunctionDef)
    define, wait = ("async def", "await ") if is_coroutine else ("def", "")
    result = _readable(ast.unparse(function.returns)) if function.returns else "None"
    for name, passed in (("all", arguments), ("required", required)):
        taken = ", ".join(f"{x.arg}: {ast.unparse(x.annotation)}" for x in passed if x.annotation)
        given = ", ".join(f"{each.arg}={each.arg}" for each in passed)
        yield (
            f"{define} {function.name}_of_{module}_with_{name}({taken}) -> {result}:\n"
            f"    return {wait}{module}.{function.name}({given})"
        )


def _readable(annotation: str) -> str:
    """Return a type annotation in which `Sequence`, which can only be read, replaces `list`."""
    return re.sub(r"\blist\[", "Sequence[", annotation)


def _arguments(function: _Function) -> list[ast.arg]:
    return [*function.args.args, *function.args.kwonlyargs]


def _attributes(model: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Yield the public attributes of a model, and their annotations."""
    for each in model.body:
        if not isinstance(each, ast.AnnAssign) or not isinstance(each.target, ast.Name):
            continue
        if not each.target.id.startswith("_"):
            yield each.target.id, ast.unparse(each.annotation)


def _assigned(statements: list[ast.stmt]) -> dict[str, ast.expr]:
    """Return the expressions that a list of statements assigns, by the names of the variables."""
    return {
        target.id: each.value
        for each in statements
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }


def _names(annotations: Iterable[ast.expr | None]) -> set[str]:
    return {
        each.id
        for annotation in annotations
        if annotation is not None
        for each in ast.walk(annotation)
        if isinstance(each, ast.Name)
    }


def _reached(names: set[str], models: dict[str, ast.ClassDef]) -> set[str]:
    """Return the models with the given names, and all models that their attributes contain."""
    found: set[str] = set()
    waiting = names & models.keys()
    while waiting:
        found |= waiting
        attributes = (each for name in waiting for each in models[name].body)
        annotations = (x.annotation for x in attributes if isinstance(x, ast.AnnAssign))
        waiting = (_names(annotations) & models.keys()) - found
    return found
