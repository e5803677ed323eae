"""Read a document in a fifth of a second where `openapi.document` takes ten.

The provider's whole document has four megabytes, and a comparison must not take a second. The
parser is strict about duplicate keys, as the slow one is; it reads dates as text, as YAML 1.2 does,
and overlooks unknown tags. What generates code keeps to the slow one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openapi.document import Document, DocumentError, contents, parsed

_MERGE = "<<"


def read(path: Path) -> Document:
    """Read a file without asking whether it is a valid document.

    Raises:
        DocumentError: If it cannot be read, does not parse, or is not a mapping.
    """
    return from_bytes(path, contents(path))


def from_bytes(path: Path, raw: bytes) -> Document:
    """Read the bytes of a file.

    Args:
        path: What to call it when something is wrong with it.
        raw: What it holds.

    Raises:
        DocumentError: If it does not parse, or is not a mapping.
    """
    return parsed(path, raw, _parse)


def _parse(path: Path, text: str) -> Any:
    from yaml_rs import YAMLDecodeError, loads

    try:
        content = loads(text, parse_datetime=False)
    except YAMLDecodeError as error:
        where, *rest = str(error).splitlines() or ["it does not parse"]
        where = where.removeprefix("YAML parse error at ")
        problem = f"{where}: {rest[-1].strip()}" if rest else where
        raise DocumentError(path, problem, "correct the YAML there") from error
    return _merged(content) if _MERGE in text else content


def _merged(node: Any) -> Any:
    """Take in what mappings merge (https://yaml.org/type/merge.html), which YAML 1.2 leaves out."""
    if isinstance(node, list):
        return [_merged(each) for each in node]
    if not isinstance(node, dict):
        return node
    own = {key: _merged(each) for key, each in node.items()}
    merged = own.pop(_MERGE, [])
    sources = merged if isinstance(merged, list) else [merged]
    if not all(isinstance(source, dict) for source in sources):
        raise ValueError("it merges what is no mapping")
    for source in sources:
        own = {**source, **own}  # what stands first wins
    return own
