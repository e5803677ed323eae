"""Replace a folder by generated files, either completely or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from openapi.codegen.input.errors import OutputError
from openapi.codegen.output.files import Tree, files, is_built
from openapi.codegen.output.header import has_header

# The header of one of these files marks a generated distribution. The package alone does not,
# because it may be part of another project.
_MARKERS = ("pyproject.toml", "README.md")


def require_replaceable(folder: Path) -> None:
    """Check that the replacement of a folder would delete only generated files.

    Raises:
        OutputError: If the path is not a folder, or the folder has other files or is a git
            repository.
    """
    remedy = "give a new or an empty folder with --output"
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is not a folder; {remedy}")
    if (folder / ".git").exists():
        raise OutputError(f"{folder} is a git repository; {remedy}")
    generated = any(has_header(folder / name) for name in _MARKERS)
    if not generated and any(files(folder)):
        raise OutputError(f"{folder} contains files that the generator did not write; {remedy}")


def swap(folder: Path, tree: Tree, *, keep_builds: bool = True) -> None:
    """Replace a folder by generated files, or leave the folder unchanged if an error occurs.

    Args:
        folder: The folder to replace, which need not exist.
        tree: The new files by their relative paths.
        keep_builds: Whether to keep builds in the old folder, such as `dist`.

    Raises:
        OutputError: If the files cannot be written. The message says where the old files are.
    """
    folder = folder.resolve()  # a link to a folder stays a link
    old = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # The new files are beside the folder, because a rename cannot cross file systems.
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
        old = beside / "old"
        try:
            _write(beside / "new", tree)
            if keep_builds:
                _copy_builds(folder, beside / "new")
            _exchange(folder, beside / "new", old)
        finally:
            if folder.exists() or not old.exists():
                shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        problem = f"{folder} cannot be written ({error.strerror or error})"
        kept = f"its files are in {old}" if old and old.exists() else "its files are unchanged"
        raise OutputError(f"{problem}; {kept}") from error


def _write(folder: Path, tree: Tree) -> None:
    folder.mkdir()
    for path, content in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _copy_builds(folder: Path, new: Path) -> None:
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
