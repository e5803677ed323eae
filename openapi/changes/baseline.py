"""The last released document, from which the next version follows."""

from __future__ import annotations

from pathlib import Path

from openapi.changes.report import judge
from openapi.changes.sources import load

_FOLDER = "released"


class ReleaseError(Exception):
    """The document cannot be released as it is. The text is one sentence."""


def baseline_path(document: Path) -> Path:
    """Return where the last released form of a document is kept."""
    return document.parent / _FOLDER / document.name


def version_complaint(document: Path) -> str | None:
    """Say what is wrong with a document's version; None if nothing is.

    A document of which nothing was released yet may have any version.

    Raises:
        DocumentError: If it or its base cannot be read.
    """
    base = baseline_path(document)
    return judge(load(str(base)), load(str(document))).complaint if base.is_file() else None


def release(document: Path) -> str:
    """Make a document the base of the versions to come.

    Returns:
        What was done, in one sentence.

    Raises:
        DocumentError: If it or its base cannot be read.
        ReleaseError: If its version has not taken the step that is due.
    """
    complaint = version_complaint(document)
    if complaint is not None:
        raise ReleaseError(complaint)
    version = load(str(document)).version
    base = baseline_path(document)
    base.parent.mkdir(exist_ok=True)
    base.write_bytes(document.read_bytes())
    return f"{base} now holds version {version}, from which the next one follows."
