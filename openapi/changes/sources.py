"""Where a document comes from: a file, standard input, or a revision of this repository."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from openapi.document import Document, DocumentError, from_bytes, read

ROOT = Path(__file__).parents[2]
DOCUMENT = "openapi/list-client-balances.yaml"
STANDARD_INPUT = "-"
_MOST_SECONDS = 30


def load(source: str) -> Document:
    """Read a document that a comparison can start from.

    Args:
        source: A file; `-`, standard input; a git revision, in which the contract is meant; or
            `REVISION:PATH`, any file of a revision.

    Raises:
        DocumentError: If there is no such thing, or it is not a document with an operation.
    """
    document = _read(source)
    content = document.content
    version = str(content.get("openapi", "not given"))
    if re.fullmatch(r"3\.[01]\.\d+", version) is None:
        problem = f"its OpenAPI version is {version}, and only 3.0.x and 3.1.x are supported"
        raise DocumentError(document.path, problem, "correct the document")
    if not isinstance(content.get("info"), dict) or not isinstance(content.get("paths", {}), dict):
        problem = "its info and paths are not both mappings"
        raise DocumentError(document.path, problem, "correct the document")
    if "version" not in content["info"]:
        raise DocumentError(document.path, "its info has no version", "correct the document")
    if not any(document.operations()):
        raise DocumentError(document.path, "it describes no operation", "add one under paths")
    return document


def _read(source: str) -> Document:
    path = Path(source)
    if source == STANDARD_INPUT:
        return from_bytes(Path("standard input"), sys.stdin.buffer.read())
    if path.exists() and not path.is_dir():
        return read(path)
    raw = _at_revision(source)
    if raw is None and path.is_dir():
        raise DocumentError(path, "it is a folder", "give a file, `-` or a revision")
    if raw is None:
        problem = "there is no such file, and no such git revision"
        raise DocumentError(path, problem, "give a file, `-` or a revision such as HEAD~1")
    return from_bytes(path, raw)


def _at_revision(source: str) -> bytes | None:
    revision, _, name = source.partition(":")
    verify = ("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not revision or _git("rev-parse", *verify) is None:
        return None
    raw = _git("cat-file", "blob", f"{revision}:{name or DOCUMENT}")
    if raw is None:
        problem = f"that revision has no file {name or DOCUMENT}"
        raise DocumentError(Path(source), problem, "name another as REVISION:PATH")
    return raw


def _git(command: str, *arguments: str) -> bytes | None:
    """Return what git prints, or None if it fails or is not there."""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), command, *arguments],  # noqa: S607, the git on the PATH
            capture_output=True,
            check=True,
            stdin=subprocess.DEVNULL,
            timeout=_MOST_SECONDS,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout
