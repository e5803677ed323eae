"""Two YAML parsers: a strict one to generate code, and a quick one to compare documents.

Measured in CPU time with the provider's document of 4 MB and with our document of 18 kB:

    parse_strictly (ruamel.yaml)    9.1 s     37 ms
    parse_quickly (yaml-rs)         0.08 s    0.2 ms

The strict parser rejects text that yaml-rs accepts:

- yaml-rs drops an unknown tag.
- yaml-rs keeps control characters, apart from the NUL character, which both parsers reject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from openapi.pointer import Token

_MERGE = "<<"
# The beginning of a YAML document. The marker is always at the beginning of a line.
_MARKER = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_PREAMBLE = re.compile(r"\s*((#|%).*\s*)*")
_ANCHOR = re.compile(r"[:\-,\[{]\s+&([^\s,\[\]{}]+)|^&([^\s,\[\]{}]+)", re.MULTILINE)
_ALIAS = re.compile(r"[:\-,\[{]\s+\*([^\s,\[\]{}]+)")


class ParseError(ValueError):
    """Raised if a text is not valid YAML. The message names the line and the column if known."""


def parse_strictly(text: str) -> Any:
    """Parse a text in YAML 1.2 or JSON with ruamel.yaml, and return its value.

    Raises:
        ParseError: If the text is not valid, has a duplicate key or an unknown tag.
    """
    from ruamel.yaml import YAML

    with _raising_parse_errors():
        # With pure=True, the messages do not depend on whether the C library is installed.
        return YAML(typ="safe", pure=True).load(text)


@contextmanager
def _raising_parse_errors() -> Iterator[None]:
    """Raise a `ParseError` with the line instead of an error of ruamel.yaml."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        yield
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ParseError(f"{where}{error.problem or error.context}") from error
    except YAMLError as error:
        raise ParseError(str(error)) from error


def parse_quickly(text: str) -> Any:
    """Parse a text in YAML 1.2 or JSON with yaml-rs, and return its value.

    Merge keys (`<<`) are resolved.

    Raises:
        ParseError: If the text is not valid, has a duplicate key or a NUL character, contains two
            YAML documents, or has an alias inside its own anchor.
        ValueError: If a merge key holds neither a mapping nor a list of mappings.
    """
    from yaml_rs import YAMLDecodeError, loads

    if "\0" in text:  # yaml-rs drops the text after it
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ParseError(f"line {line}: the text has a NUL character")
    try:
        content = loads(text, parse_datetime=False)
    except YAMLDecodeError as error:
        if " line " not in str(error):
            parse_strictly(text)  # raises a `ParseError` with the line
        where, *rest = str(error).splitlines() or ["it does not parse"]
        where = where.removeprefix("YAML parse error at ")
        raise ParseError(f"{where}: {rest[-1].strip()}" if rest else where) from error
    _reject_second_document(text, content)
    anchors = {one or other for one, other in _ANCHOR.findall(text)}
    if not anchors.isdisjoint(_ALIAS.findall(text)):
        _reject_cycles(text)
    return _merged(content) if _MERGE in text else content


def line_of(text: str, location: Sequence[Token]) -> int | None:
    """Return the line, counted from 1, of a value in YAML or JSON; None if it cannot be found.

    Args:
        text: The text of the document.
        location: The keys and indices that lead from the top of the document to the value.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, RecursionError):
        return None
    line = None
    for token in location:
        if isinstance(node, MappingNode):
            pairs = {str(key.value): (key, value) for key, value in node.value}
            if str(token) not in pairs:
                break
            key, node = pairs[str(token)]
            line = key.start_mark.line + 1
        elif isinstance(node, SequenceNode) and str(token).isdecimal():
            if int(token) >= len(node.value):
                break
            node = node.value[int(token)]
            line = node.start_mark.line + 1
    return line


def _reject_second_document(text: str, content: Any) -> None:
    """Raise a `ParseError` if a text contains two YAML documents, which yaml-rs reads as a list."""
    if not isinstance(content, list):
        return
    begin = _PREAMBLE.match(text)
    markers = [each.start() for each in _MARKER.finditer(text)]
    second = next((each for each in markers if not begin or each > begin.end()), None)
    if second is not None:
        line = text.count("\n", 0, second) + 1
        raise ParseError(f"line {line}: a second YAML document begins")


def _reject_cycles(text: str) -> None:
    """Raise a `ParseError` if an alias is inside its own anchor, which yaml-rs reads as null."""
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import ScalarNode

    def visit(node: Any, above: tuple[Any, ...]) -> None:
        if any(node is each for each in above):
            line = node.start_mark.line + 1
            raise ParseError(f"line {line}: the anchor contains an alias of itself")
        if node is None or isinstance(node, ScalarNode) or id(node) in visited:
            return
        for each in node.value:
            for inner in each if isinstance(each, tuple) else (each,):
                visit(inner, (*above, node))
        visited.add(id(node))

    visited: set[int] = set()
    with _raising_parse_errors():
        node = YAML(typ="safe", pure=True).compose(text)
    visit(node, ())


def _merged(node: Any) -> Any:
    """Return a node with its merge keys resolved (https://yaml.org/type/merge.html).

    Merge keys are part of YAML 1.1, and not of YAML 1.2.
    """
    if isinstance(node, list):
        return [_merged(each) for each in node]
    if not isinstance(node, dict):
        return node
    own = {key: _merged(each) for key, each in node.items()}
    merged = own.pop(_MERGE, [])
    sources = merged if isinstance(merged, list) else [merged]
    if not all(isinstance(source, dict) for source in sources):
        raise ValueError("a merge key `<<` holds something other than mappings")
    for source in sources:
        own = {**source, **own}  # the first mapping that has a key wins
    return own
