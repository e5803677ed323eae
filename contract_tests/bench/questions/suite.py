"""Compare the server suite with `schemathesis run` on the same mock server."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from openapi.repository import ROOT

from ...installation import DOCUMENT
from ...mock_server.default_world import MEMBER
from ...mock_server.variants import FAULTS
from ..limits import CONCURRENT, DEFAULT_REQUESTS, DEFAULT_TIME, QUICK_REQUESTS, QUICK_SECONDS
from ..peers.cache import Missing
from ..processes import Ended, timed
from ..results.question import OURS, Figure, Limit, Question, Unmeasurable
from ..servers.mock_process import MockProcess
from ..setting import Setting

SCHEMATHESIS, SERIAL = "schemathesis", "ours, one request at a time"
SIZES = (50, 500, 5000)
FAULTS_TRIED, QUICK_FAULTS_TRIED = 16, 2
_FAILURE = re.compile(r"^- (.+)$", re.MULTILINE)
_SLOW = [{"delay": 0.05, "times": "always"}]
"""A script with which the mock server responds after 50 ms."""

_METHOD = """\
Whole processes on this machine, each against the same mock server in another process. `schemathesis
run` has its default options and the token of a member. A fault is missed if a program reports no
failure beyond those for the mock server without faults; the faults are taken from the catalogue of
faults at equal distances. The requests of schemathesis are the cases that it reports."""


@frozen
class _Run:
    """One run of a program: its times, its number of requests, and its reported failures."""

    ended: Ended
    requests: int
    failures: frozenset[str]


def answers(setting: Setting) -> Iterator[Question]:
    """Measure the server suite and `schemathesis run`, and yield the figures.

    The figures are the times of the two programs, and the faults that each program finds.

    Raises:
        Unmeasurable: If a run fails.
    """
    programs = {
        OURS: "this project's server suite",
        SCHEMATHESIS: f"schemathesis run, version {version('schemathesis')}",
    }
    with TemporaryDirectory(prefix="bitgo-oes-") as name:
        folder = Path(name)
        try:
            figures, known = _comparison(setting, folder)
            if not setting.effort.quick:
                figures += [*_growth(folder), _concurrency(folder)]
            yield Question("suite", "give a verdict on a server", _METHOD, figures, programs)
            yield Question(
                "faults", "find faults", _METHOD, [_faults(setting, folder, known)], programs
            )
        except Missing as error:
            raise Unmeasurable(str(error)) from None


def _comparison(setting: Setting, folder: Path) -> tuple[list[Figure], frozenset[str]]:
    """Compare our suite with schemathesis on the correct mock server.

    The result has the times and numbers of requests, and the failures that schemathesis reports.
    """
    rounds: dict[str, list[_Run]] = {"default": [], "quick": [], SCHEMATHESIS: []}
    number = 1 if setting.effort.quick else setting.effort.rounds_of(slow=True)
    with MockProcess(folder / "target.toml") as mock:
        for seed in range(number):
            for profile in ("default", "quick"):
                rounds[profile].append(_suite(mock.target, "--profile", profile, seed=seed))
            rounds[SCHEMATHESIS].append(_schemathesis(mock.port, folder))
    peer = rounds[SCHEMATHESIS]
    time_limits = {
        "default": [Limit(DEFAULT_TIME, SCHEMATHESIS)],
        "quick": [Limit(QUICK_SECONDS)],
    }
    request_limits = {"default": DEFAULT_REQUESTS, "quick": QUICK_REQUESTS}
    figures = []
    for profile in ("default", "quick"):
        compare = partial(_figure, rounds[profile], peer)
        name = f"{profile} profile"
        figures += [
            compare(f"{name}, elapsed", "s", lambda run: run.ended.wall, time_limits[profile]),
            compare(f"{name}, CPU", "s", lambda run: run.ended.cpu, []),
            compare(
                f"{name}, requests",
                "",
                lambda run: run.requests,
                [Limit(request_limits[profile])],
            ),
        ]
    return figures, frozenset().union(*(run.failures for run in peer))


def _figure(
    ours: Sequence[_Run],
    peer: Sequence[_Run],
    name: str,
    unit: str,
    value: Callable[[_Run], float],
    limits: Sequence[Limit],
) -> Figure:
    rounds = {OURS: [value(run) for run in ours], SCHEMATHESIS: [value(run) for run in peer]}
    return Figure.of(name, unit, rounds, limits=limits)


def _growth(folder: Path) -> Iterator[Figure]:
    """Yield the time of the suite for mock servers with different numbers of records.

    The suite runs with the default profile.
    """
    for size in SIZES:
        options = ["--connections", str(size)]
        with MockProcess(folder / f"target-{size}.toml", *options) as mock:
            runs = [_suite(mock.target, seed=seed) for seed in range(3)]
        cpu = [run.ended.cpu for run in runs]
        wall = [run.ended.wall for run in runs]
        yield Figure.of(
            "default profile, CPU",
            "s",
            {OURS: cpu},
            wall={OURS: wall},
            size=size,
            sized="connections",
        )


def _concurrency(folder: Path) -> Figure:
    """Measure the suite with eight concurrent requests, and with one request at a time.

    The mock server takes 50 ms for a response. The suite runs with the profile quick.
    """
    script = folder / "script.json"
    script.write_text(json.dumps(_SLOW), "utf-8")
    rounds: dict[str, list[float]] = {OURS: [], SERIAL: []}
    with MockProcess(folder / "slow.toml", "--script", str(script)) as mock:
        for name, concurrency in ((OURS, "8"), (SERIAL, "1")):
            run = _suite(mock.target, "--profile", "quick", "--concurrency", concurrency)
            rounds[name].append(run.ended.wall)
    name = "quick profile, 50 ms a response, 8 requests at a time, elapsed"
    return Figure.of(name, "s", rounds, limits=[Limit(CONCURRENT, SERIAL)])


def _faults(setting: Setting, folder: Path, known: frozenset[str]) -> Figure:
    """Return how many faults each program misses.

    Args:
        setting: The setting of the run.
        folder: A temporary folder.
        known: The failures that schemathesis reports for the mock server without faults.
    """
    quick = setting.effort.quick
    number, profile = (QUICK_FAULTS_TRIED, "quick") if quick else (FAULTS_TRIED, "default")
    names = list(FAULTS)
    tried = [names[len(names) * place // number] for place in range(number)]

    def found(fault: str) -> tuple[bool, bool]:
        own = folder / fault
        own.mkdir()
        with MockProcess(own / "target.toml", "--fault", fault) as mock:
            ours = _suite(mock.target, "--profile", profile, faulty=True)
            other = _schemathesis(mock.port, own)
        return bool(ours.failures), bool(other.failures - known)

    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(found, tried))
    missed = {
        OURS: [sum(not ours for ours, _ in results)],
        SCHEMATHESIS: [sum(not other for _, other in results)],
    }
    return Figure.of(f"missed faults, of {number}, {profile} profile", "", missed)


def _suite(target: Path, *options: str, seed: int = 1, faulty: bool = False) -> _Run:
    words = [sys.executable, "-m", "pytest", "contract_tests/server", "-q", "-p"]
    words += ["no:cacheprovider", "--target", str(target), "--seed", str(seed), *options]
    ended = timed(words, ROOT)
    found = re.search(r"(\d+) requests", ended.output)
    # A run against a faulty server may also exit with 2, if the suite cannot judge the server.
    if found is None or ended.status not in ((0, 1, 2) if faulty else (0,)):
        raise Unmeasurable(
            f"the server suite exits with {ended.status}, or prints no number of requests"
        )
    failures = frozenset({"violated"}) if ended.status == 1 else frozenset[str]()
    return _Run(ended, int(found[1]), failures)


def _schemathesis(port: int, folder: Path) -> _Run:
    header = f"Authorization: Bearer {MEMBER}"
    command = str(Path(sys.executable).with_name("schemathesis"))
    url = f"http://127.0.0.1:{port}"
    words = [command, "run", str(DOCUMENT), "--url", url, "--header", header, "--no-color"]
    ended = timed(words, folder)
    found = re.search(r"(\d+) generated", ended.output)
    if found is None:
        raise Unmeasurable(f"schemathesis run exits with {ended.status} without a number of cases")
    return _Run(ended, int(found[1]), frozenset(_FAILURE.findall(ended.output)))
