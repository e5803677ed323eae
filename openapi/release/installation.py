"""Use nox to test the installed distributions with each Python version on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openapi.release.processes import ProgramError, environment, module
from openapi.release.report import Finding, Status
from openapi.repository import ROOT

_STATUSES = {"success": Status.HOLDS, "skipped": Status.NOT_CHECKED}


def use_installed(wheels: Path, scratch: Path) -> Iterator[Finding]:
    """Run the nox session `installed`, which tests the wheels, and yield the results.

    Each result is for one Python version with the lowest or the newest dependencies. The output of
    nox goes to standard error.

    Args:
        wheels: The folder with the wheel of each distribution.
        scratch: An empty folder for temporary files.

    Raises:
        ProgramError: If nox or the mock server does not start.
    """
    report = scratch / "report.json"
    with _mock(scratch / "target.toml") as target:
        subprocess.run(
            module(
                *("nox", "--session", "installed", "--no-error-on-missing-interpreters"),
                *("--envdir", scratch, "--report", report, "--", wheels, target),
            ),
            cwd=ROOT,
            env=environment(),
            stdout=sys.stderr,
            check=False,
        )
    if not report.exists():
        raise ProgramError("nox wrote no report; see the output of nox")
    yield from findings(json.loads(report.read_text("utf-8")))


def findings(report: dict[str, Any]) -> Iterator[Finding]:
    """Yield the result of each session in a report that nox has written with `--report`."""
    for session in report["sessions"]:
        status = _STATUSES.get(session["result"], Status.FAILS)
        detail = session["reason"] or ("see the output of nox" if status is Status.FAILS else "")
        (signature,) = session["signatures"]
        yield Finding(signature, status, detail)


@contextmanager
def _mock(target: Path) -> Iterator[Path]:
    """Run the mock server from this repository.

    Yield the path of the file to which the mock server writes the URL and a token.
    """
    command = module("contract_tests.mock_server", "--port", "0", "--write-target", target)
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
    ) as mock:
        try:
            if mock.stdout is None or not mock.stdout.readline().startswith("listening "):
                raise ProgramError("the mock server does not start")
            yield target
        finally:
            mock.terminate()
