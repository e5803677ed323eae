"""Read the files of a folder as a mapping of paths to bytes, and compare two mappings.

Paths are relative, with `/` between their parts. The comparison ignores line endings, which git may
change.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

Tree = Mapping[str, bytes]
"""The files of a folder: their content by their relative path."""

# Files that other tools write into a distribution. Builds count only at the top: further down, a
# package may be named `build` after a tag of the document.
_BUILDS = ("build", "dist", "*.egg-info")
_CACHES = ("__pycache__", "*.egg-info", ".mypy_cache", ".ruff_cache", ".pytest_cache")


class Difference(NamedTuple):
    """The paths of the files in which a folder differs from the generated files.

    Attributes:
        missing: The paths of generated files that are not in the folder.
        extra: The paths of files in the folder that are not generated.
        changed: The paths of files whose content in the folder differs from the generated content.
    """

    missing: list[str]
    extra: list[str]
    changed: list[str]


def difference(found: Tree, generated: Tree) -> Difference:
    """Return the difference between the files of a folder and the generated files."""
    return Difference(
        missing=sorted(generated.keys() - found.keys()),
        extra=sorted(found.keys() - generated.keys()),
        changed=sorted(
            path
            for path in generated.keys() & found.keys()
            if _unix(found[path]) != _unix(generated[path])
        ),
    )


def read_tree(folder: Path) -> Tree:
    """Return the files of a folder by their paths, without caches and builds.

    A folder that does not exist has no files.

    Raises:
        OSError: If a file or a folder cannot be read.
    """
    return {path.as_posix(): _content(folder / path) for path in files(folder)}


def files(folder: Path) -> Iterator[Path]:
    """Yield the relative path of every file in a folder, without caches and builds."""
    for parent, folders, names in os.walk(folder, onerror=_fail):
        here = Path(parent).relative_to(folder)
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        folders[:] = [name for name in folders if not _is_ignored(here / name)]
        yield from (here / name for name in (*names, *links) if not _is_ignored(here / name))


def is_built(name: str) -> bool:
    """Return whether a top-level folder has the name of a build folder, such as `dist`."""
    return any(fnmatchcase(name, pattern) for pattern in _BUILDS)


def _is_ignored(path: Path) -> bool:
    return is_built(path.parts[0]) or any(
        fnmatchcase(part, pattern) for part in path.parts for pattern in _CACHES
    )


def _fail(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _content(file: Path) -> bytes:
    # A link to a folder, or a broken link, counts as an empty file.
    return file.read_bytes() if file.is_file() else b""


def _unix(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")
