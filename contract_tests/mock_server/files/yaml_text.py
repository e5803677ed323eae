"""Parse and write YAML 1.2 whose values are JSON values, and find the lines of its values."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TextIO

from .json_text import number
from .parse_error import ParseError

_TAG = "tag:yaml.org,2002:"
_DECIMAL = re.compile(r"[-+]?[0-9]{1,1000}")

Steps = tuple[str | int, ...]


def load(text: str) -> tuple[Any, Callable[[Steps], int]]:
    """Parse a YAML text; return its value, and a function that finds the lines of parts.

    The function returns a line number, given the keys and indexes that lead to a part.

    Raises:
        ParseError: If the text is not YAML, has a duplicate key, or has a value that JSON does not
            have, such as a date.
    """
    # Imported only here, because the import takes time and most mocks read no file.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        # With pure=True, the messages do not depend on whether the C library is installed.
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "it cannot be parsed"
        raise ParseError(
            mark.line + 1 if mark else 1, f"the YAML is malformed: {problem}."
        ) from None
    except (YAMLError, ValueError, RecursionError) as error:
        problem = (str(error).splitlines() or ["it cannot be parsed"])[0].rstrip(".")
        raise ParseError(1, f"the YAML is malformed: {problem}.") from None
    lines: dict[Steps, int] = {(): 1}
    content = None if root is None else _Reader(lines).read(root, ())

    def line_of(path: Steps) -> int:
        while path not in lines:
            path = path[:-1]
        return lines[path]

    return content, line_of


def dump(content: Any, stream: TextIO) -> None:
    """Write JSON values to a stream as YAML, one key or item in each line."""
    # Imported only here, because the import takes time.
    from ruamel.yaml import YAML
    from ruamel.yaml.representer import SafeRepresenter

    class Representer(SafeRepresenter):
        def represent_str(self, data: Any) -> Any:
            # ruamel.yaml writes the character U+0085, which is a line break, without an escape.
            style = None if data.isprintable() else '"'
            return self.represent_scalar(f"{_TAG}str", data, style=style)

    Representer.add_representer(str, Representer.represent_str)
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = Representer
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(content, stream)


class _Reader:
    """A reader that turns YAML nodes into JSON values, and records the line of each value."""

    def __init__(self, lines: dict[Steps, int]) -> None:
        self._lines = lines
        self._open: set[int] = set()

    def read(self, node: Any, path: Steps) -> Any:
        line = node.start_mark.line + 1
        self._lines.setdefault(path, line)
        if id(node) in self._open:
            raise ParseError(line, "an alias is inside its own anchor.")
        self._open.add(id(node))
        try:
            match node.id:
                case "mapping":
                    return self._mapping(node, path)
                case "sequence":
                    return [self.read(item, (*path, at)) for at, item in enumerate(node.value)]
                case _:
                    return _scalar(str(node.tag).removeprefix(_TAG), node.value, line)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: Any, path: Steps) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if key_node.id != "scalar":
                raise ParseError(line, "a key is not a text.")
            key = key_node.value
            if key in found:
                raise ParseError(line, f"the key {key} is duplicate.")
            self._lines[*path, key] = line
            found[key] = self.read(value_node, (*path, key))
        return found


def _scalar(tag: str, text: str, line: int) -> Any:
    match tag:
        case "str":
            return text
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int" if _DECIMAL.fullmatch(text):
            return int(text)
        case "float":
            try:
                return number(text)
            except ValueError:
                pass
    sentence = f"{text[:60]} is not a text or a decimal number; quote it if it is a text."
    raise ParseError(line, sentence)
