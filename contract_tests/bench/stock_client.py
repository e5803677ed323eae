"""Generate the stock client: the output of openapi-python-client with its default templates."""

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
    """Return the name and the installed version of openapi-python-client, as one text.

    Raises:
        Unmeasurable: If the generator is not installed.
    """
    try:
        return f"{_GENERATOR} {metadata.version(_GENERATOR)}"
    except metadata.PackageNotFoundError:
        raise Unmeasurable(
            f"{_GENERATOR} is not installed: install the dependency group dev"
        ) from None


def generate(folder: Path) -> None:
    """Generate a client with openapi-python-client and default templates, for comparison.

    Args:
        folder: The folder for the package `stock_client`.

    Raises:
        Unmeasurable: If the generator fails or prints a warning.
    """
    config = folder / "config.yaml"
    # No hooks, because formatting does not change the benchmark.
    config.write_text(f"package_name_override: {PACKAGE}\npost_hooks: []\n", "utf-8")
    words = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    # After a warning, the client may be incomplete.
    words += ["--path", str(DOCUMENT), "--config", str(config), "--fail-on-warning"]
    words += ["--output-path", str(folder / PACKAGE)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder)
    if ended.returncode:
        output = " ".join((ended.stderr or ended.stdout).split())[-300:]
        raise Unmeasurable(f"the generator of the stock client fails: {output}")
