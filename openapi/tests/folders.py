"""What a test can tell about a folder: all there is to know of every file in it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """A file or folder, as far as a program could have touched it."""

    mode: int
    modified: int
    content: bytes | None


def snapshot(folder: Path) -> dict[str, Entry]:
    """Return everything in a folder, and the folder itself."""
    return {str(path.relative_to(folder)): _entry(path) for path in (folder, *folder.rglob("*"))}


def _entry(path: Path) -> Entry:
    status = path.lstat()
    content = path.read_bytes() if path.is_file() else None
    return Entry(status.st_mode, status.st_mtime_ns, content)
