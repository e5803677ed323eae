"""A distribution as its files, by path; and how two of them differ.

Paths are relative, with `/` between their parts. Line endings are no difference: a checkout may
have its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

Tree = Mapping[str, bytes]

# What tools leave in a distribution: its builds at the top only, since further down a tag of the
# document may have such a name; caches anywhere.
_BUILDS = ("build", "dist", "*.egg-info")
_CACHES = ("__pycache__", "*.egg-info", ".mypy_cache", ".ruff_cache", ".pytest_cache")


class Difference(NamedTuple):
    """How a folder differs from what would be generated.

    Attributes:
        missing: Files that the folder lacks.
        extra: Files that would not be generated.
        changed: Files that would be generated with other content.
    """

    missing: list[str]
    extra: list[str]
    changed: list[str]


def difference(found: Tree, generated: Tree) -> Difference:
    """Compare what a folder holds with what would be generated."""
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
    """Return what a folder holds, without what tools leave there; nothing if there is none.

    A link to a file is read as that file; a link to a folder, or to nothing, as an empty one.

    Raises:
        OSError: If something in it cannot be read.
    """
    return {path.as_posix(): _content(folder / path) for path in files(folder)}


def files(folder: Path) -> Iterator[Path]:
    """Yield the relative path of every file that `read_tree` reads."""
    for parent, folders, names in os.walk(folder, onerror=_fail):
        here = Path(parent).relative_to(folder)
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        folders[:] = [name for name in folders if not _is_ignored(here / name)]
        yield from (here / name for name in (*names, *links) if not _is_ignored(here / name))


def is_built(name: str) -> bool:
    """Whether the name of a folder at the top of a distribution says that it was built from it."""
    return any(fnmatchcase(name, pattern) for pattern in _BUILDS)


def _is_ignored(path: Path) -> bool:
    return is_built(path.parts[0]) or any(
        fnmatchcase(part, pattern) for part in path.parts for pattern in _CACHES
    )


def _fail(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def _unix(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")
