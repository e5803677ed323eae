"""Put a new tree in the place of an old one, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from openapi.codegen.errors import OutputError
from openapi.codegen.output.files import Tree, files, is_built
from openapi.codegen.output.header import has_header

# A generated distribution is told by these; the package alone may stand in somebody's project.
_TOLD_BY = ("pyproject.toml", "README.md")


def require_ours(folder: Path) -> None:
    """Ask whether a folder may be replaced: it is absent, empty, or was generated.

    Raises:
        OutputError: If it holds anything else.
    """
    remedy = "give a new or an empty folder with --output"
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is not a folder; {remedy}")
    if (folder / ".git").exists():
        raise OutputError(f"{folder} is a repository of its own; {remedy}")
    told = any(has_header(folder / name) for name in _TOLD_BY)
    if not told and any(files(folder)):
        raise OutputError(f"{folder} holds files that were not generated; {remedy}")


def swap(folder: Path, tree: Tree, *, keep_builds: bool = True) -> None:
    """Write a tree to a folder, in the place of what was generated there before.

    The new tree is complete before the old one is touched. What was built from the old one, such
    as `dist`, is taken over, unless `keep_builds` is false.

    Raises:
        OutputError: If it cannot be written. The text says where the old tree is: nearly always
            where it was.
    """
    folder = folder.resolve()  # a link to a folder stays a link
    old = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Beside the folder, since a rename does not cross file systems.
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
        old = beside / "old"
        try:
            _write(beside / "new", tree)
            if keep_builds:
                _take_over_builds(folder, beside / "new")
            _exchange(folder, beside / "new", old)
        finally:
            if folder.exists() or not old.exists():
                shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        problem = f"{folder} cannot be written ({error.strerror or error})"
        kept = f"its files are in {old}" if old and old.exists() else "its files are as before"
        raise OutputError(f"{problem}; {kept}") from error


def _write(folder: Path, tree: Tree) -> None:
    folder.mkdir()
    for path, content in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _take_over_builds(folder: Path, new: Path) -> None:
    for each in folder.iterdir() if folder.exists() else ():
        if is_built(each.name) and each.is_dir():
            shutil.copytree(each, new / each.name, symlinks=True)


def _exchange(folder: Path, new: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        if old.exists():
            old.rename(folder)
        raise
