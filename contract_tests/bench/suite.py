"""The server suite beside ``schemathesis run``: the same correct mock, the same document.

Both are whole processes, as users start them, and each round runs one after the other, so that
what else the machine does weighs on both. schemathesis runs with its defaults.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from attrs import frozen

from ..installed import DOCUMENT
from ..mock_server import create_app, render_target, serving, shipped_world
from ..mock_server.shipped import MEMBER

ROUNDS = 5
SUITE = Path(__file__).parents[1] / "server"


@frozen
class Measured:
    """Medians over the rounds, in seconds, and how much was asked in the last round."""

    suite: float
    quick: float
    schemathesis: float
    suite_requests: int
    quick_requests: int
    schemathesis_cases: int

    def __str__(self) -> str:
        return (
            f"default profile   {self.suite:6.2f} s  {self.suite_requests} requests\n"
            f"quick profile     {self.quick:6.2f} s  {self.quick_requests} requests\n"
            f"schemathesis run  {self.schemathesis:6.2f} s  {self.schemathesis_cases} cases\n"
            f"default profile / schemathesis run: {self.suite / self.schemathesis:.2f}"
        )


def measure(rounds: int = ROUNDS) -> Measured:
    """Run each of them in turn, so many times. Raises RuntimeError if a run of ours fails."""
    times: dict[str, list[float]] = {"default": [], "quick": [], "schemathesis": []}
    asked: dict[str, int] = {}
    with TemporaryDirectory() as folder, serving(create_app(shipped_world())) as base_url:
        target = Path(folder, "target.toml")
        target.write_text(render_target(base_url), "utf-8")
        for seed in range(rounds):
            for profile in ("default", "quick"):
                seconds, asked[profile] = _suite(target, profile, seed, folder)
                times[profile].append(seconds)
            seconds, asked["schemathesis"] = _schemathesis(base_url, folder)
            times["schemathesis"].append(seconds)
    return Measured(
        median(times["default"]),
        median(times["quick"]),
        median(times["schemathesis"]),
        asked["default"],
        asked["quick"],
        asked["schemathesis"],
    )


def _suite(target: Path, profile: str, seed: int, folder: str) -> tuple[float, int]:
    options = ["--target", str(target), "--profile", profile, "--seed", str(seed)]
    words = [sys.executable, "-m", "pytest", str(SUITE), "-q", "-p", "no:cacheprovider", *options]
    seconds, ended = _timed(words, None)
    found = re.search(r"(\d+) requests", ended.stdout)
    if ended.returncode or found is None:
        raise RuntimeError(f"the {profile} profile exits with {ended.returncode} in {folder}")
    return seconds, int(found[1])


def _schemathesis(base_url: str, folder: str) -> tuple[float, int]:
    # Its own reports of a false alarm or two are no failure of the comparison.
    header = f"Authorization: Bearer {MEMBER}"
    command = str(Path(sys.executable).with_name("schemathesis"))
    words = [command, "run", str(DOCUMENT), "--url", base_url, "--header", header]
    seconds, ended = _timed(words, folder)
    found = re.search(r"(\d+) generated", ended.stdout)
    if found is None:
        raise RuntimeError(f"schemathesis run exits with {ended.returncode}, and says nothing")
    return seconds, int(found[1])


def _timed(
    words: Sequence[str], folder: str | None
) -> tuple[float, subprocess.CompletedProcess[str]]:
    began = time.perf_counter()
    ended = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    return time.perf_counter() - began, ended


if __name__ == "__main__":
    print(measure())
