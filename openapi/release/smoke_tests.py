"""Use both distributions as those who install them do: against the mock that one of them brings."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from openapi.release.builds import CLIENT, SUITE, Built, Distribution
from openapi.release.processes import Failed, run, surroundings
from openapi.release.report import Finding, Status
from openapi.release.virtualenvs import Combination, Resolution, chosen, create

_PROGRAM = Path(__file__).parent / "programs" / "call_the_client.py"

_FAULT, _CAUGHT_BY = "ignores-partner-ids", "filters.exact"


def tried(
    combination: Combination, built: dict[Distribution, Built], scratch: Path
) -> list[Finding]:
    """Install each distribution on its own, and use it there."""
    subjects = [f"{each.name}: {combination}" for each in (CLIENT, SUITE)]
    if combination.interpreter is None:
        reason = f"there is no Python {combination.python} on this machine"
        return [Finding(subject, Status.NOT_CHECKED, reason) for subject in subjects]
    folder = scratch / f"{combination.python}-{combination.resolution.value}"
    folder.mkdir()
    try:
        suite = create(folder, combination, SUITE, built[SUITE].wheel)
        client = create(folder, combination, CLIENT, built[CLIENT].wheel)
    except Failed as failed:
        return [Finding(subject, Status.FAILS, str(failed)) for subject in subjects]
    trials = (lambda: _call(client, suite, folder), lambda: _judge(suite, folder))
    findings = [_outcome(subject, trial) for subject, trial in zip(subjects, trials, strict=True)]
    if combination.resolution is Resolution.LOWEST:  # else a reader could not tell that they are
        for each, programs in ((CLIENT, client), (SUITE, suite)):
            versions = chosen(programs, built[each].wheel)
            subject = f"{each.name}: the lowest dependencies are"
            findings.append(Finding(subject, Status.HOLDS, versions))
    return findings


def _outcome(subject: str, trial: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, Status.HOLDS, trial())
    except Failed as failed:
        return Finding(subject, Status.FAILS, str(failed))


def _call(client: Path, suite: Path, folder: Path) -> str:
    with _mock(suite, folder) as target:
        # -I: nothing of the current folder, or of this environment, is imported.
        return run([client / "python", "-I", _PROGRAM, target], folder).strip()


def _judge(suite: Path, folder: Path) -> str:
    command = suite / "bitgo-oes-contract"
    with _mock(suite, folder) as target:
        options = ("--target", target, "--profile", "quick", "--report", "report")
        run([command, *options], folder)
    verdict = json.loads((folder / "report" / "verdict.json").read_text("utf-8"))
    with _mock(suite, folder, "--fault", _FAULT) as target:
        run([command, "--target", target, "--rules", _CAUGHT_BY], folder, expected=1)
    held = sum(rule["status"] == "holds" for rule in verdict["rules"])
    return f"{held} rules hold of the mock; its fault {_FAULT} is found"


@contextmanager
def _mock(suite: Path, folder: Path, *options: str) -> Iterator[Path]:
    """Serve the installed mock, and yield its target file."""
    target = folder / "target.toml"
    command: list[str | Path]
    command = [suite / "bitgo-oes-mock", "--port", "0", "--write-target", target, *options]
    with subprocess.Popen(
        command, cwd=folder, env=surroundings(), stdout=subprocess.PIPE, text=True
    ) as mock:
        try:
            if mock.stdout is None or not mock.stdout.readline().startswith("listening "):
                raise Failed("the mock does not start")
            yield target
        finally:
            mock.terminate()
