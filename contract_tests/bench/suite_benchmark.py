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
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from ..installation import DOCUMENT
from ..mock_server import build_world, create_app, render_target, serving
from ..mock_server.default_world import MEMBER
from .comparison import Comparison, Figure, Unmeasurable

ROUNDS = 5
SUITE = Path(__file__).parents[1] / "server"


METHOD = """\
Seconds of whole runs, as users start them; medians over rounds that run each in turn. What
schemathesis counts as cases are requests. It runs with its defaults."""


def measure(rounds: int = ROUNDS) -> Comparison:
    """Run each of them in turn, so many times. Raises `Unmeasurable` if a run fails."""
    times: dict[str, list[float]] = {"default": [], "quick": [], "schemathesis": []}
    asked: dict[str, int] = {}
    with TemporaryDirectory() as folder, serving(create_app(build_world())) as base_url:
        target = Path(folder, "target.toml")
        target.write_text(render_target(base_url), "utf-8")
        for seed in range(rounds):
            for profile in ("default", "quick"):
                seconds, asked[profile] = _suite(target, profile, seed, folder)
                times[profile].append(seconds)
            seconds, asked["schemathesis"] = _schemathesis(base_url, folder)
            times["schemathesis"].append(seconds)
    figures = [
        *_figures("default", times, asked, seconds=None, requests=1000),
        *_figures("quick", times, asked, seconds=5.0, requests=300),
    ]
    return Comparison("suite", f"schemathesis run {version('schemathesis')}", METHOD, figures)


def _figures(
    profile: str,
    times: dict[str, list[float]],
    asked: dict[str, int],
    *,
    seconds: float | None,
    requests: int,
) -> list[Figure]:
    """Return the time of a profile and its requests; without a limit, it is the peer's time."""
    ours, peer = times[profile], times["schemathesis"]
    ratio = median(mine / other for mine, other in zip(ours, peer, strict=True))
    name = f"{profile} profile"
    time = partial(Figure, name, "s", median(ours), median(peer), ratio)
    count = partial(Figure, f"{name}, requests", "", asked[profile], asked["schemathesis"])
    return [
        time(1.0, "ratio") if seconds is None else time(seconds, "ours"),
        count(None, requests, "ours"),
    ]


def _suite(target: Path, profile: str, seed: int, folder: str) -> tuple[float, int]:
    options = ["--target", str(target), "--profile", profile, "--seed", str(seed)]
    words = [sys.executable, "-m", "pytest", str(SUITE), "-q", "-p", "no:cacheprovider", *options]
    seconds, ended = _timed(words, None)
    found = re.search(r"(\d+) requests", ended.stdout)
    if ended.returncode or found is None:
        raise Unmeasurable(f"the {profile} profile exits with {ended.returncode} in {folder}")
    return seconds, int(found[1])


def _schemathesis(base_url: str, folder: str) -> tuple[float, int]:
    # Its own reports of a false alarm or two are no failure of the comparison.
    header = f"Authorization: Bearer {MEMBER}"
    command = str(Path(sys.executable).with_name("schemathesis"))
    words = [command, "run", str(DOCUMENT), "--url", base_url, "--header", header]
    seconds, ended = _timed(words, folder)
    found = re.search(r"(\d+) generated", ended.stdout)
    if found is None:
        raise Unmeasurable(f"schemathesis run exits with {ended.returncode}, and says nothing")
    return seconds, int(found[1])


def _timed(
    words: Sequence[str], folder: str | None
) -> tuple[float, subprocess.CompletedProcess[str]]:
    began = time.perf_counter()
    ended = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    return time.perf_counter() - began, ended
