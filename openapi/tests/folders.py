"""Take snapshots of folders, to detect whether a program has changed a file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """The mode, the modification time in nanoseconds and the content of a file or folder."""

    mode: int
    modified: int
    content: bytes | None


def snapshot(folder: Path) -> dict[str, Entry]:
    """Return the mode, modification time and content of each file in a folder.

    The result maps relative paths to entries. The folder and all subfolders also have entries,
    but without content.
    """
    return {str(path.relative_to(folder)): _entry(path) for path in (folder, *folder.rglob("*"))}


def _entry(path: Path) -> Entry:
    status = path.lstat()
    content = path.read_bytes() if path.is_file() else None
    return Entry(status.st_mode, status.st_mtime_ns, content)
