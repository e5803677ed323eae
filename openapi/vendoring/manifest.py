"""The manifest of a copy of the client: the version and the hash of each file.

The manifest detects accidental changes, such as an edit or a missing file. A person who edits the
copy can also write a new manifest. To detect such an edit, compare the copy with a trusted copy.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from openapi.codegen.output.files import Tree

NAME = "VENDORED.json"

_NOTE = (
    "Copied by `python -m openapi.vendoring`. Do not edit these files: "
    "`python -m openapi.vendoring --verify` names each file that was changed, added or removed."
)


class Origin(NamedTuple):
    """The metadata of a copied client: the version, the OpenAPI document and the requirements."""

    package: str
    version: str
    document: str
    document_version: str
    document_sha256: str
    generator: str
    requires_python: str
    requires: list[str]


class Manifest(NamedTuple):
    """The manifest of a copy of the client.

    Attributes:
        version: The version of the copied client.
        files: The SHA-256 of each file except the manifest, in hexadecimal.
    """

    version: str
    files: Mapping[str, str]

    def edits(self, found: Tree) -> list[str]:
        """Compare the files of a copied client with the hashes in the manifest.

        Returns:
            A line such as `changed: client.py` for each added, changed or removed file.
        """
        kinds = {path: _kind(self.files.get(path), content) for path, content in found.items()}
        kinds |= dict.fromkeys(self.files.keys() - found.keys(), "removed")
        return [f"{kind}: {path}" for path, kind in sorted(kinds.items()) if kind]


def render(origin: Origin, files: Tree) -> bytes:
    """Return the manifest of a copy of the client, as the bytes of a JSON file."""
    content = {
        "note": _NOTE,
        **origin._asdict(),
        "files": {path: _sha256(files[path]) for path in sorted(files)},
    }
    return _text(content | {"seal": _seal(content)})


def parse(text: bytes) -> Manifest | None:
    """Parse a manifest, the JSON file with the hashes of the files of a copied client.

    Return None if the manifest is invalid or was edited.
    """
    try:
        content: dict[str, Any] = json.loads(text)
        seal = content.pop("seal")
        manifest = Manifest(content["version"], dict(content["files"]))
        intact = seal == _seal(content) and _unix(text) == _text(content | {"seal": seal})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return manifest if intact else None


def _kind(recorded: str | None, content: bytes) -> str:
    if recorded is None:
        return "added"
    # git may convert all line endings of a file. A conversion of some of them is an edit.
    converted = content.count(b"\n") == content.count(b"\r\n")
    same = recorded == _sha256(content) or (converted and recorded == _sha256(_unix(content)))
    return "" if same else "changed"


def _text(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2) + "\n").encode()


def _seal(content: Mapping[str, Any]) -> str:
    return _sha256(_text(content))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _unix(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")
