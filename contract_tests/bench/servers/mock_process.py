"""This project's mock server in a process of its own, with its target file."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from openapi.repository import ROOT

from .server_process import ServerProcess


class MockProcess(ServerProcess):
    """The mock server in a process of its own, which ends after the `with` block.

    Args:
        target: The target file that the mock server writes.
        options: Other options of `python -m contract_tests.mock_server`.

    Raises:
        Missing: If the server does not start.
    """

    def __init__(self, target: Path, *options: str) -> None:
        words = [sys.executable, "-m", "contract_tests.mock_server", "--port", "{port}"]
        super().__init__([*words, "--write-target", str(target), *options], ROOT, target)
        self.target = target

    def description(self) -> dict[str, Any]:
        """Return the content of the target file."""
        return tomllib.loads(self.target.read_text("utf-8"))
