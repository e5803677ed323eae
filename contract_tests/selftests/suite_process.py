"""Functions that run the server suite in a new process, and read the reports of the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "contract_tests/report/verdict.schema.json").read_text("utf-8"))
#: The timeout of processes in seconds. It only ends a process that hangs.
TIMEOUT = 600.0
FILES = {
    "verdict.json",
    "junit.xml",
    "report.html",
    "requests.har",
    "summary.md",
    "badge.svg",
}


def command(*arguments: object) -> list[str]:
    words = [sys.executable, "-m", "pytest", "contract_tests/server", "-p", "no:cacheprovider"]
    return [*words, *map(str, arguments)]


ENVIRONMENT = {
    **os.environ,
    "PYTHONDONTWRITEBYTECODE": "",
    "COLUMNS": "200",
    # Users of the suite lack trio, whose plugin for Hypothesis takes a tenth of the start.
    "HYPOTHESIS_NO_PLUGINS": "1",
    # In another folder, Hypothesis would compute its Unicode tables again.
    "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".hypothesis"),
}


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return completed(command("--profile", "quick", *arguments))


def completed(words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, and return its exit code and its output."""
    return subprocess.run(
        words,
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def read_verdict(folder: Path) -> dict[str, Any]:
    verdict: dict[str, Any] = json.loads((folder / "verdict.json").read_text("utf-8"))
    jsonschema_rs.validate(SCHEMA, verdict)
    return verdict


def read_log(folder: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((folder / "requests.har").read_text("utf-8"))["log"][
        "entries"
    ]
    return entries
