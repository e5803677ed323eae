"""Write files atomically. A reader sees the old or the new content of a file, never a part."""

from __future__ import annotations

from pathlib import Path


def partial_path(path: Path) -> Path:
    """Return the path of the temporary file to write before it is renamed to `path`."""
    return path.with_name(f".{path.name}.part")


def write_atomically(path: Path, text: str) -> None:
    """Write text to a file as UTF-8 and replace an existing file in one step."""
    partial = partial_path(path)
    partial.write_text(text, "utf-8")
    partial.replace(path)
