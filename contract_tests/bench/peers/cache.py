"""The cache folder of the compared programs, and the commands that fill the folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

DEFAULT = Path(sys.prefix) / "bench-peers"
"""The default cache folder: inside the environment, but not on the import path."""


class Missing(Exception):
    """Raised if a compared program cannot be installed or started on this machine."""


class Cache:
    """A cache of the compared programs: a subfolder for each installed or generated program.

    Args:
        folder: The folder of the cache, which is created when it is needed.
    """

    def __init__(self, folder: Path = DEFAULT) -> None:
        self.folder = folder.resolve()

    def entry(self, name: str, inputs: Iterable[str | bytes], fill: Callable[[Path], None]) -> Path:
        """Return the subfolder of a program. A missing subfolder is created and filled.

        Args:
            name: The beginning of the name of the subfolder.
            inputs: The texts or bytes that determine the content, such as versions. Other inputs
                give another subfolder.
            fill: A function that fills the subfolder, or raises `Missing`.
        """
        digest = hashlib.sha256()
        for each in inputs:
            digest.update(each.encode() if isinstance(each, str) else each)
            digest.update(b"\0")
        entry = self.folder / f"{name}-{digest.hexdigest()[:12]}"
        filled = entry / ".filled"
        if not filled.exists():
            shutil.rmtree(entry, ignore_errors=True)
            try:
                entry.mkdir(parents=True)
            except OSError as error:
                raise Missing(f"the cache folder cannot be written: {error}") from None
            fill(entry)
            filled.touch()
        return entry


def run(words: Sequence[str], *, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run a command that installs or generates a program, and return its output.

    Raises:
        Missing: If the command does not exist, or fails.
    """
    try:
        ended = subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise Missing(f"{Path(words[0]).name} cannot be started: {error.strerror}") from None
    if ended.returncode:
        output = " ".join((ended.stderr or ended.stdout).split())
        raise Missing(f"{Path(words[0]).name} fails: {output[-300:]}")
    return ended.stdout
