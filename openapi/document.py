"""Read an OpenAPI document, and say in one sentence what is wrong with it.

`read` takes any document that parses; `load` also holds it to the OpenAPI specification and asks
for at least one operation. The values are those of JSON: what YAML adds is turned into text where
that is what its author meant (an unquoted `200:`, an unquoted date), and refused elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from openapi.pointer import UnresolvableError, resolve
from openapi.validation import first_problem

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class DocumentError(Exception):
    """A document that cannot be used.

    Attributes:
        path: The file, as it was given.
        problem: What is wrong, and where.
        remedy: What to do about it.
    """

    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        super().__init__(path, problem, remedy)
        self.path = path
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        """Return one sentence on one line."""
        return f"{self.path}: {' '.join(self.problem.split())}; {self.remedy}"


class Operation(NamedTuple):
    """One method of one path."""

    path: str
    method: str
    path_item: Mapping[str, Any]
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Document:
    """An OpenAPI document, as it was read.

    Attributes:
        path: The file, as it was given.
        text: Its text, every line ending being a line feed.
        content: What the text says. Treat it as read-only.
    """

    path: Path
    text: str = field(repr=False)
    content: dict[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """The file's name, without folders."""
        return self.path.name

    @property
    def version(self) -> str:
        """The version that the document gives itself."""
        return str(self.content["info"]["version"])

    @property
    def sha256(self) -> str:
        """The hash of the text, in hexadecimal: the same for any checkout's line endings."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def operations(self) -> Iterator[Operation]:
        """Yield every operation, in the document's order."""
        for path, path_item in self.path_items():
            for method, content in path_item.items():
                if method in METHODS:
                    yield Operation(path, method, path_item, content)

    def parameters(self, operation: Operation) -> dict[tuple[str, str], Mapping[str, Any]]:
        """Return the parameters of an operation by location and name, those of its path included.

        Raises:
            UnresolvableError: If the `$ref` of a parameter cannot be resolved.
        """
        owners = (operation.path_item, operation.content)  # the operation's own override
        every = [resolve(each, self.content) for x in owners for each in x.get("parameters", ())]
        return {(each["in"], each["name"]): each for each in every}

    def path_items(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield each path with its path item, a `$ref` in it resolved where that is possible."""
        paths = self.content.get("paths")
        for path, item in paths.items() if isinstance(paths, dict) else ():
            if not isinstance(item, dict):
                continue
            try:
                resolved = resolve(item, self.content)
            except UnresolvableError:
                resolved = None
            yield path, {**resolved, **item} if isinstance(resolved, dict) else item


def load(path: Path) -> Document:
    """Read a document that holds to the OpenAPI specification and describes an operation.

    Raises:
        DocumentError: If it cannot be read, does not parse, is not valid, or has no operation.
    """
    document = read(path)
    problem = first_problem(document.content)
    if problem is not None:
        raise DocumentError(path, problem, "correct the document")
    if not any(document.operations()):
        raise DocumentError(path, "it describes no operation", "add one under paths")
    return document


def read(path: Path) -> Document:
    """Read a document without asking whether it is valid.

    Raises:
        DocumentError: If it cannot be read, does not parse, or is not a mapping.
    """
    return parsed(path, contents(path), _parse)


def parsed(path: Path, raw: bytes, parse: Callable[[Path, str], Any]) -> Document:
    """Make a document of the bytes of a file.

    Args:
        path: What to call it when something is wrong with it.
        raw: What it holds.
        parse: Turns its text into values, and raises DocumentError where it cannot.

    Raises:
        DocumentError: If it does not parse, is not a mapping, or has what JSON has no word for.
    """
    text = _decoded(path, raw)
    try:
        content = _as_json(parse(path, text))
    except ValueError as error:
        raise DocumentError(path, str(error), "write it as JSON would have it") from error
    except RecursionError:
        problem = "it is nested too deeply, or an alias in it holds itself"
        raise DocumentError(path, problem, "write it without the alias") from None
    if not isinstance(content, dict):
        found = "empty" if content is None else f"a {type(content).__name__}"
        remedy = "an OpenAPI document is a mapping that begins with `openapi: 3.1.0`"
        raise DocumentError(path, f"its top level is {found}", remedy)
    return Document(path, text, content)


def contents(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        DocumentError: If it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DocumentError(path, "there is no such file", "check the path") from None
    except OSError as error:
        problem = f"it cannot be read ({error.strerror})"
        raise DocumentError(path, problem, "give a YAML or JSON file") from error


def _decoded(path: Path, raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(path, f"it is not UTF-8 text ({error})", "save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parse(path: Path, text: str) -> Any:  # JSON is YAML
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        # pure: the same messages, whether or not the machine has the C library
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        problem = str(error.problem or error.context)
        raise DocumentError(path, where + problem, "correct the YAML there") from error
    except YAMLError as error:
        raise DocumentError(path, str(error), "correct the YAML") from error


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {_as_key(key): _as_json(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if isinstance(value, date):  # YAML 1.2 has no dates: unquoted, they are still text
        return value.isoformat()
    if isinstance(value, str):  # in JSON an escape may be half a character
        return value.encode("utf-16", "surrogatepass").decode("utf-16")
    if value is None or isinstance(value, bool | int | float):
        return value
    raise ValueError(f"it holds a {type(value).__name__}, for which JSON has no word")


def _as_key(key: object) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, int) and not isinstance(key, bool):  # an unquoted status code
        return str(key)
    raise ValueError(f"the key {key!r} is not text")
