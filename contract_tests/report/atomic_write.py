"""Files that are whole or not there, whatever happens while they are written."""

from __future__ import annotations

from pathlib import Path


def part_of(path: Path) -> Path:
    """Return where a file is written until it is whole; on the same disk, so that it can move."""
    return path.with_name(f".{path.name}.part")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that readers see the old one or the new one, and never a half."""
    part = part_of(path)
    part.write_text(text, "utf-8")
    part.replace(path)
