"""The stock client: what the pinned generator makes of the document with its own templates."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

from ..installation import DOCUMENT
from .comparison import Unmeasurable

PACKAGE = "stock_client"
_GENERATOR = "openapi-python-client"


def version() -> str:
    """Return the generator with its version. Raises `Unmeasurable` if it is not installed."""
    try:
        return f"{_GENERATOR} {metadata.version(_GENERATOR)}"
    except metadata.PackageNotFoundError:
        raise Unmeasurable(f"{_GENERATOR} is missing: install the dependency group dev") from None


def generate(folder: Path) -> None:
    """Write the package into a folder.

    Raises:
        Unmeasurable: If the generator fails, or only warns: the client could lack a part.
    """
    config = folder / "config.yaml"
    # How the files are formatted makes no difference to what runs.
    config.write_text(f"package_name_override: {PACKAGE}\npost_hooks: []\n", "utf-8")
    words = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    words += ["--path", str(DOCUMENT), "--config", str(config), "--fail-on-warning"]
    words += ["--output-path", str(folder / PACKAGE)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder)
    if ended.returncode:
        said = " ".join((ended.stderr or ended.stdout).split())[-300:]
        raise Unmeasurable(f"the generator of the stock client fails: {said}")
