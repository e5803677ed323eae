"""Fetch axe-core, which finds accessibility problems, and verify its hash.

npm fetches the package once into the user's cache. The package is not part of the repository.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

_VERSION = "4.14.1"
_SHA512 = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
"""The hash of the package, as the npm registry states it (`npm view axe-core dist.integrity`)."""

_FILE = f"axe-core-{_VERSION}.tgz"
_LIMIT = 120
"""The time limit of npm, in seconds."""


class AxeCoreError(Exception):
    """The error for an axe-core that cannot be fetched, or that has another hash."""


def axe_core(cache: Path | None = None) -> str:
    """Return the JavaScript of axe-core, which is fetched if the cache does not have it.

    Args:
        cache: The folder for the package. The default is `bitgo-oes` in the user's cache.

    Raises:
        AxeCoreError: If npm is missing or fails, or if the package has another hash.
    """
    package = (cache or _user_cache()) / _FILE
    if not package.is_file() or not _has_hash(package):
        _fetch(package)
    with tarfile.open(package) as archive:
        member = archive.extractfile("package/axe.min.js")
        if member is None:
            raise AxeCoreError(f"{package} has no axe.min.js.")
        return member.read().decode()


def _fetch(package: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise AxeCoreError("npm was not found, which fetches axe-core: install Node.js.")
    package.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=package.parent) as scratch:
        command = [npm, "pack", "--silent", f"axe-core@{_VERSION}", "--pack-destination", scratch]
        try:
            subprocess.run(command, cwd=scratch, check=True, capture_output=True, timeout=_LIMIT)
        except (subprocess.SubprocessError, OSError) as error:
            raise AxeCoreError(f"npm cannot fetch axe-core {_VERSION}: {error}") from None
        fetched = Path(scratch) / _FILE
        if not _has_hash(fetched):
            raise AxeCoreError(f"axe-core {_VERSION} does not have the expected hash.")
        fetched.replace(package)


def _has_hash(package: Path) -> bool:
    return hashlib.sha512(package.read_bytes()).digest() == base64.b64decode(_SHA512)


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bitgo-oes"
