"""Functions that write a file atomically: readers see the old or the new content, never a part."""

from __future__ import annotations

from pathlib import Path


def partial_path(path: Path) -> Path:
    """Return the path under which a file is written before it is renamed, in the same folder."""
    return path.with_name(f".{path.name}.part")


def write_atomically(path: Path, text: str) -> None:
    """Write text to a file as UTF-8 and replace an existing file in one step."""
    partial = partial_path(path)
    partial.write_text(text, "utf-8")
    partial.replace(path)
