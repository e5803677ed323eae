"""Runs callers in this process, or in several, here and on other machines."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import evolve, frozen
from locust.env import Environment
from locust.exception import RPCError
from locust.runners import LocalRunner, MasterRunner
from locust.stats import RequestStats

from ..report.verdict import Verdict
from .check_results import Finding, Outcome, Tally
from .locust_user import ANSWER, callers
from .plan import Plan, PlanError

#: Callers that start in one second, in each process; locust advises against more.
RAMP = 100

#: Seconds that workers get to start and to join.
PATIENCE = 60.0

#: Seconds between two lines of progress.
INTERVAL = 5.0

_KEY = "findings"


@frozen
class Load:
    """How many callers call for how long."""

    users: int
    seconds: float


@frozen
class Result:
    """What a run has found, and how fast it was answered."""

    tally: Tally
    stats: RequestStats


def run_here(plan: Plan, load: Load, say: Callable[[str], None]) -> Result:
    """Run all callers in this process."""
    tally = _tally(plan)
    environment = Environment(user_classes=[callers(plan, tally.enter)])
    return _run(environment.create_local_runner(), tally, load, say)


def run_workers(
    plan: Plan,
    load: Load,
    say: Callable[[str], None],
    workers: int,
    address: tuple[str, int],
    command: Sequence[str],
) -> Result:
    """Let workers run the callers: started by a command, or by nobody here without one.

    Raises :class:`PlanError` if they cannot come, or do not in time.
    """
    tally = _tally(plan)
    environment = Environment(user_classes=[callers(plan, tally.enter)])

    def collect(client_id: str, data: dict[str, Any]) -> None:  # noqa: ARG001
        for finding in map(Finding.unpacked, data.get(_KEY, ())):
            if finding.rule in tally.verdict.rules:  # who joins may have been given others
                tally.enter(finding)

    environment.events.worker_report.add_listener(collect)  # type: ignore[no-untyped-call]
    runner = _leader(environment, *address)
    here = f"{address[0]}:{runner.server.port}"
    with _started([*command, "--join", here] if command else [], workers) as processes:
        if not processes:
            say(f"waiting for {workers} workers to join {here}")
        end = time.monotonic() + PATIENCE
        while len(runner.clients.ready) < workers:
            if time.monotonic() > end or any(p.poll() is not None for p in processes):
                found = len(runner.clients.ready)
                runner.quit()
                raise PlanError(f"only {found} of {workers} workers joined {here}")
            time.sleep(0.05)

        def all_there() -> bool:
            return not runner.clients.missing and all(p.poll() is None for p in processes)

        result = _run(runner, tally, load, say, all_there, workers)
        for process in processes:
            process.wait(PATIENCE)
    return result


def _leader(environment: Environment, host: str, port: int) -> MasterRunner:
    logging.disable()  # it is said below
    try:
        return environment.create_master_runner(host, port)
    except (RPCError, SystemExit):  # the second, where something else listens there
        raise PlanError(f"{host}:{port} cannot be listened at; choose another port") from None
    finally:
        logging.disable(logging.NOTSET)


def join(plan: Plan, host: str, port: int) -> None:
    """Be a worker until who leads the run ends it.

    Raises :class:`PlanError` if for five minutes nobody does.
    """
    found: list[Finding] = []
    told: set[tuple[str, Outcome]] = set()

    def keep(finding: Finding) -> None:
        about = (finding.rule, finding.outcome)
        # Others would not be kept: it is enough to send one.
        found.append(evolve(finding, text="") if about in told else finding)
        told.add(about)

    environment = Environment(user_classes=[callers(plan, keep)])

    def hand_over(client_id: str, data: dict[str, Any]) -> None:  # noqa: ARG001
        data[_KEY] = [finding.packed() for finding in found]
        found.clear()

    environment.events.report_to_master.add_listener(hand_over)  # type: ignore[no-untyped-call]
    try:
        runner = environment.create_worker_runner(host, port)
    except ConnectionError:
        raise PlanError(f"nobody leads a run at {host}:{port}") from None
    runner.greenlet.join()


def _tally(plan: Plan) -> Tally:
    return Tally(Verdict.of(plan.rules, plan.seed))


def _run(
    runner: LocalRunner | MasterRunner,
    tally: Tally,
    load: Load,
    say: Callable[[str], None],
    all_there: Callable[[], bool] = lambda: True,
    processes: int = 1,
) -> Result:
    verdict, stats = tally.verdict, runner.stats
    began = time.monotonic()
    try:
        runner.start(load.users, spawn_rate=min(load.users, RAMP * processes))
        while (left := began + load.seconds - time.monotonic()) > 0:
            time.sleep(min(left, INTERVAL))
            say(_progress(time.monotonic() - began, load, tally, stats))
        verdict.interrupted = not all_there()
        if verdict.interrupted:
            say("a worker is gone, and what it has found with it")
    except KeyboardInterrupt:
        say("ended before its time")
    verdict.seconds = time.monotonic() - began
    runner.quit()
    verdict.requests = requests(stats)
    return Result(tally, stats)


def requests(stats: RequestStats) -> int:
    """Return how many requests were sent."""
    return sum(entry.num_requests for (_, kind), entry in stats.entries.items() if kind == ANSWER)


def _progress(seconds: float, load: Load, tally: Tally, stats: RequestStats) -> str:
    return (
        f"{seconds:.0f} of {load.seconds:g} s: {requests(stats)} requests, "
        f"{tally.checks.total()} checks, {tally.violated.total()} violations"
    )


@contextmanager
def _started(command: Sequence[str], count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start workers by a command, if there is one, and stop those that are left at the end."""
    words = [sys.executable, *command]
    # Ctrl-C is for who leads them.
    processes = [
        subprocess.Popen(words, start_new_session=True) for _ in range(count if command else 0)
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
            process.wait()
