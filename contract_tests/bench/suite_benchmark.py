"""The benchmark that compares the server suite with `schemathesis run` on the same mock server.

Both programs run as processes with default options, one after the other in each round.
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
from . import limits
from .comparison import Comparison, Figure, Unmeasurable

ROUNDS = 5
SUITE = Path(__file__).parents[1] / "server"


METHOD = """\
Wall-clock seconds of whole processes with default options: medians over rounds that run the suite
and schemathesis in turn. The requests of schemathesis are the cases that it reports."""


def measure(rounds: int = ROUNDS) -> Comparison:
    """Measure the server suite and `schemathesis run` in turn, and return the results.

    Args:
        rounds: The number of runs of each program.

    Raises:
        Unmeasurable: If a run fails.
    """
    times: dict[str, list[float]] = {"default": [], "quick": [], "schemathesis": []}
    request_counts: dict[str, int] = {}
    with TemporaryDirectory() as folder, serving(create_app(build_world())) as base_url:
        target = Path(folder, "target.toml")
        target.write_text(render_target(base_url), "utf-8")
        for seed in range(rounds):
            for profile in ("default", "quick"):
                seconds, request_counts[profile] = _suite(target, profile, seed)
                times[profile].append(seconds)
            seconds, request_counts["schemathesis"] = _schemathesis(base_url, folder)
            times["schemathesis"].append(seconds)
    figures = [
        *_figures("default", times, request_counts, seconds=None, requests=limits.DEFAULT_REQUESTS),
        *_figures(
            "quick",
            times,
            request_counts,
            seconds=limits.QUICK_SECONDS,
            requests=limits.QUICK_REQUESTS,
        ),
    ]
    return Comparison("suite", f"schemathesis run {version('schemathesis')}", METHOD, figures)


def _figures(
    profile: str,
    times: dict[str, list[float]],
    request_counts: dict[str, int],
    *,
    seconds: float | None,
    requests: int,
) -> list[Figure]:
    """Return two benchmark figures of the server suite: the duration and the number of requests.

    Args:
        profile: The name of the profile, which determines how thoroughly the suite tests.
        times: The durations of all runs in seconds, by profile. The key "schemathesis" stands for
            `schemathesis run`.
        request_counts: The number of requests per run, with the same keys as `times`.
        seconds: The longest allowed duration; None for the duration of `schemathesis run`.
        requests: The highest allowed number of requests.
    """
    ours, peer = times[profile], times["schemathesis"]
    ratio = median(mine / other for mine, other in zip(ours, peer, strict=True))
    name = f"{profile} profile"
    time = partial(Figure, name, "s", median(ours), median(peer), ratio)
    count = partial(
        Figure, f"{name}, requests", "", request_counts[profile], request_counts["schemathesis"]
    )
    return [
        time(1.0, "ratio") if seconds is None else time(seconds, "ours"),
        count(None, requests, "ours"),
    ]


def _suite(target: Path, profile: str, seed: int) -> tuple[float, int]:
    options = ["--target", str(target), "--profile", profile, "--seed", str(seed)]
    words = [sys.executable, "-m", "pytest", str(SUITE), "-q", "-p", "no:cacheprovider", *options]
    seconds, ended = _timed(words, None)
    found = re.search(r"(\d+) requests", ended.stdout)
    if ended.returncode or found is None:
        raise Unmeasurable(
            f"the server suite with the profile {profile} exits with {ended.returncode}, "
            "or prints no number of requests"
        )
    return seconds, int(found[1])


def _schemathesis(base_url: str, folder: str) -> tuple[float, int]:
    # schemathesis may report false violations and exit with 1. The comparison ignores them.
    header = f"Authorization: Bearer {MEMBER}"
    command = str(Path(sys.executable).with_name("schemathesis"))
    words = [command, "run", str(DOCUMENT), "--url", base_url, "--header", header]
    seconds, ended = _timed(words, folder)
    found = re.search(r"(\d+) generated", ended.stdout)
    if found is None:
        raise Unmeasurable(
            f"schemathesis run exits with {ended.returncode} without a number of cases"
        )
    return seconds, int(found[1])


def _timed(
    words: Sequence[str], folder: str | None
) -> tuple[float, subprocess.CompletedProcess[str]]:
    began = time.perf_counter()
    ended = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    return time.perf_counter() - began, ended
