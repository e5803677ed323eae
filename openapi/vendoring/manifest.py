"""The manifest of a vendored copy: what it is, and the hash of each of its files.

It guards against accidents: an edit, a bad merge, a file left behind. It is no signature; who can
edit the copy can write another manifest too. Compare with a copy of your own to be sure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from openapi.codegen.output.files import Tree

NAME = "VENDORED.json"

_NOTE = (
    "Copied by `python -m openapi.vendoring`. Edit nothing here: "
    "`python -m openapi.vendoring --verify` names each file that was changed, added or removed."
)


class Facts(NamedTuple):
    """What a copy is a copy of."""

    package: str
    version: str
    document: str
    document_version: str
    document_sha256: str
    generator: str
    requires_python: str
    requires: list[str]


class Manifest(NamedTuple):
    """What the manifest of a copy says.

    Attributes:
        version: The version of the distribution that was copied.
        files: For each file but the manifest, its SHA-256 in hexadecimal.
    """

    version: str
    files: Mapping[str, str]

    def edits(self, found: Tree) -> list[str]:
        """Name each file of a copy that was changed, added or removed since; one line for each."""
        kinds = {path: _kind(self.files.get(path), content) for path, content in found.items()}
        kinds |= dict.fromkeys(self.files.keys() - found.keys(), "removed")
        return [f"{kind}: {path}" for path, kind in sorted(kinds.items()) if kind]


def written(facts: Facts, files: Tree) -> bytes:
    """Return the manifest of a copy, as the content of its file."""
    content = {
        "note": _NOTE,
        **facts._asdict(),
        "files": {path: _sha256(files[path]) for path in sorted(files)},
    }
    return _text(content | {"seal": _seal(content)})


def read(text: bytes) -> Manifest | None:
    """Read a manifest; None if it is not as it was written."""
    try:
        content: dict[str, Any] = json.loads(text)
        seal = content.pop("seal")
        manifest = Manifest(content["version"], dict(content["files"]))
        intact = seal == _seal(content) and _unix(text) == _text(content | {"seal": seal})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return manifest if intact else None


def _kind(written: str | None, content: bytes) -> str:
    if written is None:
        return "added"
    # A checkout may turn all the line endings of a file; a change of some is an edit.
    turned = content.count(b"\n") == content.count(b"\r\n")
    same = written == _sha256(content) or (turned and written == _sha256(_unix(content)))
    return "" if same else "changed"


def _text(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2) + "\n").encode()


def _seal(content: Mapping[str, Any]) -> str:
    return _sha256(_text(content))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _unix(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")
