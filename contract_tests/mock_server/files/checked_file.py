"""Read a YAML or JSON file, and check its content with a JSON schema.

An error message is one sentence, with the file, the line and the JSON Pointer of the wrong value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import attrs

from ...catalogue import suggestion
from . import json_text, yaml_text
from .parse_error import ParseError

if TYPE_CHECKING:
    from jsonschema_rs import Validator

Steps = tuple[str | int, ...]
"""The keys and the indexes that lead to a value."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_MOST_COMPARED = 20
"""The largest number of errors in a file from which the error with the first line is reported."""

_LONGEST_SHOWN = 60
"""The largest number of characters of a value in an error message."""


class FileError(ValueError):
    """Raised if a file is unreadable or invalid. The message names file, line and JSON Pointer."""


@attrs.frozen
class CheckedFile:
    """The content of a file that satisfies a JSON schema.

    Attributes:
        name: The name of the file in error messages.
        content: The content of the file, which consists of JSON values.
        line_of: A function that returns the line of the value at a path, counted from 1; None for
            a content that is not from a file.
    """

    name: str
    content: Any
    line_of: Callable[[Steps], int] | None = attrs.field(default=None, repr=False)

    def fail(self, path: Steps, sentence: str) -> NoReturn:
        """Raise the `FileError` for a wrong value.

        Args:
            path: The keys and the indexes that lead to the value.
            sentence: What is wrong with the value.
        """
        pointer = "".join(f"/{_escaped(step)}" for step in path)
        line = f":{self.line_of(path)}" if self.line_of else ""
        where = f": {pointer}" if pointer else ""
        raise FileError(f"{self.name}{line}{where}: {sentence}")


def read(path: Path, schema: Path) -> CheckedFile:
    """Read a file, and check its content.

    Args:
        path: A JSON file if the name ends with `.json`, and otherwise a YAML file.
        schema: The file of a JSON schema that the content must satisfy.

    Raises:
        FileError: If the file cannot be read, is malformed, or does not satisfy the schema.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FileError(f"{path}:{line}: the file is not encoded in UTF-8.") from None
    return parse(text, str(path), schema, is_json=path.suffix.lower() == ".json")


def parse(text: str, name: str, schema: Path, *, is_json: bool) -> CheckedFile:
    """Parse a text in JSON or YAML, and check its content.

    Args:
        text: The text.
        name: The name of the text in error messages.
        schema: The file of a JSON schema that the content must satisfy.
        is_json: Whether the text is JSON. Otherwise it is YAML.

    Raises:
        FileError: If the text is malformed, or does not satisfy the schema.
    """
    try:
        if is_json:
            checked = CheckedFile(
                name, json_text.load(text), lambda path: json_text.line_of(text, path)
            )
        else:
            checked = CheckedFile(name, *yaml_text.load(text))
    except ParseError as error:
        raise FileError(f"{name}:{error.line}: {error.sentence}") from None
    _check(checked, schema)
    return checked


def check(content: Any, name: str, schema: Path) -> CheckedFile:
    """Check a Python value, such as a dictionary of JSON values, against a JSON schema.

    Raises:
        FileError: If the value does not satisfy the schema.
    """
    try:
        checked = CheckedFile(name, json_text.load(json.dumps(content)))
    except (TypeError, ValueError, RecursionError) as error:
        raise FileError(f"{name}: the value is not JSON: {error}.") from None
    _check(checked, schema)
    return checked


def _check(checked: CheckedFile, schema: Path) -> None:
    definition, validator = _validator(schema)
    try:
        errors = list(islice(validator.iter_errors(checked.content), _MOST_COMPARED))
    except UnicodeEncodeError:
        path = next(path for path, text in _texts(checked.content) if _SURROGATE.search(text))
        checked.fail(path, "the text has half of a surrogate pair.")
    found = [each for error in errors for each in _explained(error, definition)]
    if found:
        line_of = checked.line_of or (lambda _path: 0)
        checked.fail(*min(found, key=lambda each: line_of(each[0])))


@cache
def _validator(schema: Path) -> tuple[Any, Validator]:
    """Return the content of a JSON Schema file, and the validator for the schema."""
    # Imported only here, because the import takes time and most mocks read no file.
    import jsonschema_rs

    definition = json.loads(schema.read_text("utf-8"))
    return definition, jsonschema_rs.validator_for(definition)


def _texts(content: Any, path: Steps = ()) -> Iterator[tuple[Steps, str]]:
    """Yield the path and the text of each string and of each key in a JSON value."""
    if isinstance(content, str):
        yield path, content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield (*path, key), key
            yield from _texts(value, (*path, key))
    elif isinstance(content, list):
        for at, value in enumerate(content):
            yield from _texts(value, (*path, at))


def _explained(error: Any, definition: Any) -> Iterator[tuple[Steps, str]]:
    """Yield the path and the description of each wrong value in an error of jsonschema-rs."""
    path: Steps = tuple(error.instance_path)
    match error.kind.name, error.kind.as_dict():
        case "additionalProperties", {"unexpected": names}:
            owner = _schema_at(definition, error.schema_path[:-1])
            for name in names:
                yield (*path, name), _unknown_key(name, owner)
        case "required", {"property": name}:
            yield path, f"the key {name} is missing."
        case _:
            expected = _schema_at(definition, error.schema_path[:-1]).get("description", "")
            shown = json.dumps(error.instance, ensure_ascii=False)
            if len(shown) > _LONGEST_SHOWN:
                shown = shown[: _LONGEST_SHOWN - 1] + "…"
            yield path, f"{shown} is invalid; expected: {expected}"


def _unknown_key(name: str, owner: Any) -> str:
    known = owner.get("properties")
    if known is None:
        return f"the key is invalid; expected: {owner['description']}"
    hint = suggestion(name, known, f"the keys are {', '.join(known)}")
    return f"the key is unknown; {hint}."


def _schema_at(definition: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        definition = definition[step]
    return definition


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
