"""The last released OpenAPI document, which is the base of the next version."""

from __future__ import annotations

from pathlib import Path

from openapi.changes.sources import load

_FOLDER = "released"


class ReleaseError(Exception):
    """Raised if an OpenAPI document cannot be released. The error message is one sentence."""


def baseline_path(document: Path) -> Path:
    """Return the path at which the last released version of an OpenAPI document is kept."""
    return document.parent / _FOLDER / document.name


def version_complaint(document: Path) -> str | None:
    """Return an error message if the version of an OpenAPI document is too low, else None.

    The differences from the last released document determine the lowest version.

    Raises:
        DocumentError: If the document or the last released document cannot be read.
    """
    baseline = baseline_path(document)
    if not baseline.is_file() or baseline.read_bytes() == document.read_bytes():
        return None
    from openapi.changes.report import compare_documents  # a slow import

    return compare_documents(load(str(baseline)), load(str(document))).version_problem


def release(document: Path) -> str:
    """Copy an OpenAPI document to the path of the last released document.

    Returns:
        A sentence with the path of the copy and the version of the document.

    Raises:
        DocumentError: If the document or the last released document cannot be read.
        ReleaseError: If the version of the document is too low.
    """
    version = load(str(document)).version
    problem = version_complaint(document)
    if problem is not None:
        raise ReleaseError(problem)
    baseline = baseline_path(document)
    baseline.parent.mkdir(exist_ok=True)
    baseline.write_bytes(document.read_bytes())
    return f"{baseline} is now a copy of version {version}, which is the last released version."
