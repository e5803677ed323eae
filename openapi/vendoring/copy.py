"""Find, write and replace copies of the client in other projects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from openapi.codegen.input.errors import OutputError
from openapi.codegen.output.files import Tree
from openapi.codegen.output.write import swap
from openapi.repository import CLIENT
from openapi.vendoring import manifest
from openapi.vendoring.errors import EditedError, VendorError
from openapi.vendoring.source import PACKAGE


class Copy(NamedTuple):
    """A copy of the client in another project.

    The manifest of a copy records the version of the client and a hash of each file.

    Attributes:
        version: The version of the client, or None if the copy has no valid manifest.
        edits: A line for each file that was changed, added or removed after the copy was written.
        files: The files of the copy, including the manifest.
    """

    version: str | None
    edits: list[str]
    files: Tree


def find_copy(parent: Path) -> Copy | None:
    """Return the copy of the client in a folder, or None if the folder contains no copy.

    A missing manifest counts as an edit of the copy.

    Raises:
        VendorError: If the folder for the package is a file or a symbolic link.
        OSError: If the copy cannot be read.
    """
    folder = parent / PACKAGE
    if not os.path.lexists(folder):
        return None
    if folder.is_symlink() or not folder.is_dir():
        raise VendorError(
            f"{folder} is a file or a symbolic link; remove it or choose another folder"
        )
    files = {path.as_posix(): _content(folder / path) for path in _files(folder)}
    if not files:
        return None
    if manifest.NAME not in files:
        return Copy(None, [f"removed: {manifest.NAME}"], files)
    recorded = manifest.parse(files[manifest.NAME])
    if recorded is None:
        return Copy(None, [f"changed: {manifest.NAME}"], files)
    others = {path: content for path, content in files.items() if path != manifest.NAME}
    return Copy(recorded.version, recorded.edits(others), files)


def write_copy(parent: Path, files: Tree, *, force: bool) -> Copy | None:
    """Write a copy of the client into a folder, and return the replaced copy or None.

    The old copy stays in place if the new copy cannot be written.

    Args:
        parent: The folder that will contain the package.
        files: The files of the new copy.
        force: Whether to replace a copy that was edited.

    Raises:
        EditedError: If the old copy was edited, and `force` is false.
        VendorError: If the new copy cannot be written.
        OSError: If the old copy cannot be read.
    """
    folder = parent / PACKAGE
    if folder.resolve().is_relative_to(CLIENT):
        raise VendorError(
            f"{parent} is the folder of the client itself; give a folder of another project"
        )
    old = find_copy(parent)
    if old is not None and old.edits and not force:
        raise EditedError(old.edits)
    if old is None or old.files != files:
        try:
            swap(folder, files, keep_builds=False)
        except OutputError as error:
            raise VendorError(str(error)) from error
    return old


def _files(folder: Path) -> Iterator[Path]:
    """Yield the relative path of each file and each symbolic link in a folder.

    Folders named `__pycache__` are skipped.
    """
    for parent, folders, names in os.walk(folder, onerror=_fail):
        here = Path(parent)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from ((here / name).relative_to(folder) for name in (*names, *links))


def _fail(error: OSError) -> None:
    raise error


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""
