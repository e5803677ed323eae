"""Run the type checkers mypy and pyright, in strict mode, on generated packages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from openapi.repository import ROOT


def mypy(folder: Path, names: Iterable[str]) -> list[str]:
    """Run mypy on packages and modules in a folder, and return the lines of its errors."""
    # Each worker of pytest-xdist has a cache of its own, which saves the analysis of the libraries.
    cache = ROOT / ".mypy_cache" / "clients" / os.environ.get("PYTEST_XDIST_WORKER", "main")
    return _lines(folder, "mypy", "--strict", "--config-file=", f"--cache-dir={cache}", *names)


def pyright(folder: Path, names: Iterable[str]) -> list[str]:
    """Run pyright on packages and modules in a folder, and return the lines of its errors."""
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": [*names]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    return _lines(folder, "pyright", "--pythonpath", sys.executable)


def _lines(folder: Path, *command: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return [
        line for line in done.stdout.splitlines() if re.search(r":\d+: error: | - error: ", line)
    ]
