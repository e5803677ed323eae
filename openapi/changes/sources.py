"""Read OpenAPI documents from files, from standard input and from git revisions."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from openapi.document import Document, DocumentError, from_bytes, read
from openapi.repository import DOCUMENT, ROOT
from openapi.validation import Problem, version_problem

DOCUMENT_PATH = DOCUMENT.relative_to(ROOT).as_posix()  # in every git revision
STANDARD_INPUT = "-"
_TIMEOUT_SECONDS = 30


def load(source: str) -> Document:
    """Read an OpenAPI document for a comparison.

    A git revision stands for the project's own document in that revision.

    Args:
        source: The path of a file, `-` for standard input, a git revision, or `REVISION:PATH`.

    Raises:
        DocumentError: If the source does not exist, or is not a supported OpenAPI document.
    """
    document = _read(source)
    content = document.content
    problem = version_problem(content)
    if problem is not None:
        raise document.error(problem)
    if not isinstance(content.get("info"), dict) or not isinstance(content.get("paths", {}), dict):
        key = "paths" if isinstance(content.get("info"), dict) else "info"
        raise document.error(Problem((key,), "its `info` or `paths` is not a mapping"))
    if "version" not in content["info"]:
        raise document.error(Problem(("info",), "its `info` has no version"))
    if not any(document.operations()) and not content.get("webhooks"):
        raise DocumentError(document.path, "it describes no operation", "add one under `paths`")
    return document


def _read(source: str) -> Document:
    path = Path(source)
    if source == STANDARD_INPUT:
        return from_bytes(Path("standard input"), sys.stdin.buffer.read())
    if path.exists() and not path.is_dir():
        return read(path)
    raw = _from_git(source)
    if raw is None and path.is_dir():
        raise DocumentError(path, "it is a folder", "give a file, `-` or a revision")
    if raw is None:
        problem = "there is no such file, and no such git revision"
        raise DocumentError(path, problem, "give a file, `-` or a revision such as HEAD~1")
    return from_bytes(path, raw)


def _from_git(source: str) -> bytes | None:
    if shutil.which("git") is None:
        problem = "there is no such file, and git is not installed, which reads revisions"
        raise DocumentError(Path(source), problem, "give a file or `-`, or install git")
    revision, _, name = source.partition(":")
    verify = ("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not revision or _git("rev-parse", *verify) is None:
        return None
    raw = _git("cat-file", "blob", f"{revision}:{name or DOCUMENT_PATH}")
    if raw is None:
        problem = f"the revision has no file {name or DOCUMENT_PATH}"
        raise DocumentError(Path(source), problem, "give another file as REVISION:PATH")
    return raw


def _git(command: str, *arguments: str) -> bytes | None:
    """Return the output of git, or None if git fails."""
    try:
        completed = subprocess.run(
            ["git", "-C", str(ROOT), command, *arguments],  # noqa: S607, the git on the PATH
            capture_output=True,
            check=True,
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return completed.stdout
