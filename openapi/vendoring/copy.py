"""A vendored copy in another project's tree: written, upgraded and verified."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from openapi.codegen.errors import OutputError
from openapi.codegen.output.files import Tree
from openapi.codegen.output.write import swap
from openapi.repository import CLIENT
from openapi.vendoring import manifest
from openapi.vendoring.errors import EditedError, VendorError
from openapi.vendoring.source import PACKAGE


class Copy(NamedTuple):
    """A copy as it was found.

    Attributes:
        version: The version that it is a copy of; None if its manifest cannot tell.
        edits: One line for each file that was changed, added or removed since it was made.
        files: Its files, the manifest among them.
    """

    version: str | None
    edits: list[str]
    files: Tree


def find(parent: Path) -> Copy | None:
    """Return the copy that a folder holds, or None if it holds nothing of that name.

    Of one without a manifest, that is all that can be told.

    Raises:
        VendorError: If what it holds under that name is a file or a link.
        OSError: If it cannot be read.
    """
    folder = parent / PACKAGE
    if not os.path.lexists(folder):
        return None
    if folder.is_symlink() or not folder.is_dir():
        raise VendorError(f"{folder} is not a folder of its own; move it away")
    files = {path.as_posix(): _content(folder / path) for path in _files(folder)}
    if not files:
        return None
    if manifest.NAME not in files:
        return Copy(None, [f"removed: {manifest.NAME}"], files)
    said = manifest.read(files[manifest.NAME])
    if said is None:
        return Copy(None, [f"changed: {manifest.NAME}"], files)
    others = {path: content for path, content in files.items() if path != manifest.NAME}
    return Copy(said.version, said.edits(others), files)


def put(parent: Path, files: Tree, *, force: bool) -> Copy | None:
    """Write a copy into a folder, and return the one that it replaces, if any.

    The new copy is complete before the old one is touched; what fails leaves the old one.

    Raises:
        EditedError: If the copy that is there has been edited, unless forced.
        VendorError: If it cannot be written there.
        OSError: If what is there cannot be read.
    """
    folder = parent / PACKAGE
    if folder.resolve().is_relative_to(CLIENT):
        raise VendorError(f"{parent} is what is copied from; give a folder of another project")
    old = find(parent)
    if old is not None and old.edits and not force:
        raise EditedError(old.edits)
    if old is None or old.files != files:
        try:
            swap(folder, files, keep_builds=False)
        except OutputError as error:
            raise VendorError(str(error)) from error
    return old


def _files(folder: Path) -> Iterator[Path]:
    """Yield the relative path of each file; a link to a folder is one, and caches are none."""
    for parent, folders, names in os.walk(folder, onerror=_fail):
        here = Path(parent)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from ((here / name).relative_to(folder) for name in (*names, *links))


def _fail(error: OSError) -> None:
    raise error


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""
