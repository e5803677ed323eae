"""Read OpenAPI documents from YAML or JSON, with or without validation.

The parsed values are values of JSON. Unquoted dates and unquoted status codes become strings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from openapi.pointer import UnresolvableError, resolve
from openapi.validation import Problem, first_problem
from openapi.yaml import ParseError, line_of, parse_quickly, parse_strictly

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class DocumentError(Exception):
    """Raised if an OpenAPI document is invalid, or its file cannot be read.

    Attributes:
        path: The path of the document as the user has given it.
        problem: The description of the problem, with its location in the document.
        remedy: An instruction that solves the problem, such as `correct the YAML`.
    """

    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        super().__init__(path, problem, remedy)
        self.path = path
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the path of the document, the problem and the remedy as one line of text."""
        return f"{self.path}: {' '.join(self.problem.split())}; {self.remedy}"


class Operation(NamedTuple):
    """An operation of an OpenAPI document: a path with a method.

    Attributes:
        path: The path template, such as `/books/{bookId}`.
        method: The HTTP method in lower case.
        path_item: The Path Item Object that contains the operation.
        content: The Operation Object.
    """

    path: str
    method: str
    path_item: Mapping[str, Any]
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Document:
    """An OpenAPI document that was read from a file.

    Attributes:
        path: The path of the file as the user has given it.
        text: The text of the file, with line feeds as line endings.
        content: The parsed document, which must not be modified.
    """

    path: Path
    text: str = field(repr=False)
    content: dict[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """The name of the document's file without folders."""
        return self.path.name

    @property
    def version(self) -> str:
        """The version in the document's `info` object."""
        return str(self.content["info"]["version"])

    @property
    def sha256(self) -> str:
        """The SHA-256 of the document's text in hexadecimal, independent of line endings."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def error(self, problem: Problem) -> DocumentError:
        """Return a `DocumentError` for an error of the document, with its line in the file."""
        line = line_of(self.text, problem.location)
        where = f"line {line}: " if line is not None else ""
        return DocumentError(self.path, f"{where}{problem}", "correct the document")

    def operations(self) -> Iterator[Operation]:
        """Yield every operation of the document, in the order of the document."""
        for path, path_item in self.path_items():
            for method, content in path_item.items():
                if method in METHODS:
                    yield Operation(path, method, path_item, content)

    def parameters(self, operation: Operation) -> dict[tuple[str, str], Mapping[str, Any]]:
        """Return the parameters of an operation, including those of its path item.

        Returns:
            The Parameter Objects by location and name, such as `("query", "page")`.

        Raises:
            UnresolvableError: If the `$ref` of a parameter cannot be resolved.
        """
        owners = (operation.path_item, operation.content)  # parameters of the operation win
        every = [resolve(each, self.content) for x in owners for each in x.get("parameters", ())]
        return {(each["in"], each["name"]): each for each in every}

    def path_items(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield each path of the document with its Path Item Object.

        The result includes the properties to which a `$ref` in the path item refers.
        """
        paths = self.content.get("paths")
        for path, item in paths.items() if isinstance(paths, dict) else ():
            if not isinstance(item, dict):
                continue
            try:
                resolved = resolve(item, self.content)
            except UnresolvableError:
                resolved = None  # the path item keeps its own properties
            yield path, {**resolved, **item} if isinstance(resolved, dict) else item


def load(path: Path) -> Document:
    """Read and validate an OpenAPI document with at least one operation from a file.

    Raises:
        DocumentError: If the file cannot be read, or is not a valid document with an operation.
    """
    document = read(path, strict=True)
    problem = first_problem(document.content)
    if problem is not None:
        raise document.error(problem)
    if not any(document.operations()):
        raise DocumentError(path, "it describes no operation", "add one under paths")
    return document


def read(path: Path, *, strict: bool = False) -> Document:
    """Read the OpenAPI document in a file without validating it.

    Args:
        path: A YAML or JSON file.
        strict: Whether to use the strict YAML parser, which is a hundred times slower.

    Raises:
        DocumentError: If the file cannot be read or parsed, or does not contain a mapping.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise DocumentError(path, "there is no such file", "check the path") from None
    except OSError as error:
        problem = f"it cannot be read ({error.strerror})"
        raise DocumentError(path, problem, "give a YAML or JSON file") from error
    return from_bytes(path, raw, strict=strict)


def from_bytes(path: Path, raw: bytes, *, strict: bool = False) -> Document:
    """Parse the bytes of an OpenAPI document without validating it.

    Args:
        path: The name of the document in error messages.
        raw: YAML or JSON in UTF-8.
        strict: Whether to use the strict YAML parser, which is a hundred times slower.

    Raises:
        DocumentError: If the bytes cannot be parsed, or do not contain a mapping of JSON values.
    """
    text = _decoded(path, raw)
    try:
        content = _as_json((parse_strictly if strict else parse_quickly)(text))
    except ParseError as error:
        raise DocumentError(path, str(error), "correct the YAML") from error
    except ValueError as error:
        raise DocumentError(path, str(error), "use only values that JSON has") from error
    except RecursionError:
        problem = "it is nested too deeply, or an alias contains itself"
        raise DocumentError(path, problem, "write the value without the alias") from None
    if not isinstance(content, dict):
        kind = "empty" if content is None else f"a {type(content).__name__}"
        remedy = "an OpenAPI document is a mapping that begins with `openapi: 3.1.0`"
        raise DocumentError(path, f"its top level is {kind}", remedy)
    return Document(path, text, content)


def _decoded(path: Path, raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(path, f"it is not UTF-8 text ({error})", "save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_json(value: Any) -> Any:
    if isinstance(value, str):
        return _as_text(value)
    if isinstance(value, dict):
        mapping = {_as_key(key): _as_json(child) for key, child in value.items()}
        if len(mapping) < len(value):  # for example, 200 and '200'
            keys = [_as_key(key) for key in value]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise ParseError(f"the key {twice!r} occurs twice, with and without quotes")
        return mapping
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if isinstance(value, date):  # YAML 1.2 has no dates: an unquoted date is text
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    raise ValueError(f"it contains a {type(value).__name__}, which JSON does not have")


def _as_text(text: str) -> str:
    """Return a text in which each pair of surrogates is replaced by one equivalent character."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def _as_key(key: object) -> str:
    if isinstance(key, str):
        return _as_text(key)
    if isinstance(key, int) and not isinstance(key, bool):  # an unquoted status code
        return str(key)
    raise ValueError(f"the key {key!r} is not a string")
