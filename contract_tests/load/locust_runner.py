"""Runs callers in this process, or in several, here and on other machines."""

from __future__ import annotations

import logging
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event

from attrs import evolve, field, frozen
from locust.env import Environment
from locust.exception import RPCError
from locust.rpc import Message
from locust.runners import STATE_STOPPED, STATE_STOPPING, LocalRunner, MasterRunner
from locust.stats import RequestStats

from ..report.verdict import Verdict
from .check_results import Finding, Outcome, Tally
from .locust_user import ANSWER, callers
from .plan import Plan, PlanError

#: Callers that start in one second, in each process; locust advises against more.
RAMP = 100

#: Seconds that workers get to start and to join, and to end.
PATIENCE = 60.0

#: Milliseconds that a worker's last messages get to be sent.
GOODBYE = 5_000

#: Seconds between two lines of progress.
INTERVAL = 5.0

#: The type of the messages in which workers send findings.
_FINDING = "finding"


@frozen
class Load:
    """How many callers there are, and after how many seconds or checks the run ends."""

    users: int
    seconds: float | None = None
    checks: int | None = None


@frozen
class Result:
    """What a run has found, and how fast it was answered."""

    tally: Tally
    stats: RequestStats


@frozen
class _Collection:
    """The findings of a run. ``over`` is set once they are enough, or no more can come."""

    tally: Tally
    load: Load
    over: Event = field(factory=Event)

    @classmethod
    def of(cls, plan: Plan, load: Load) -> _Collection:
        """Start a collection that is empty."""
        return cls(Tally(Verdict.of(plan.rules, plan.seed)), load)

    def enter(self, finding: Finding) -> None:
        """Enter what came of one check."""
        self.tally.enter(finding)
        if self.load.checks is not None and self.tally.covers(self.load.checks):
            self.over.set()


def run_here(plan: Plan, load: Load, say: Callable[[str], None]) -> Result:
    """Run all callers in this process."""
    collection = _Collection.of(plan, load)
    environment = Environment(user_classes=[callers(plan, collection.enter)])
    return _run(environment.create_local_runner(), collection, say)


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
    collection = _Collection.of(plan, load)
    environment = Environment(user_classes=[callers(plan, collection.enter)])

    def collect(environment: Environment, msg: Message) -> None:  # noqa: ARG001
        finding = Finding.unpacked(msg.data[_FINDING])
        if finding.rule in collection.tally.verdict.rules:  # who joins may have been given others
            collection.enter(finding)

    runner = _leader(environment, *address)
    runner.register_message(_FINDING, collect)
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
            present = len(runner.clients) - len(runner.clients.missing)
            return present >= workers and all(p.poll() is None for p in processes)

        result = _run(runner, collection, say, all_there, workers)
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
    told: set[tuple[str, Outcome]] = set()

    def hand_over(finding: Finding) -> None:
        about = (finding.rule, finding.outcome)
        # The leader keeps one text of each kind: it is enough to send one.
        sent = evolve(finding, text="") if about in told else finding
        told.add(about)
        runner.send_message(_FINDING, {_FINDING: sent.packed()})

    environment = Environment(user_classes=[callers(plan, hand_over)])
    try:
        runner = environment.create_worker_runner(host, port)
    except ConnectionError:
        raise PlanError(f"nobody leads a run at {host}:{port}") from None
    runner.greenlet.join()
    # The leader waits for this message: it is the last. Only locust's own command sends it.
    environment.events.quitting.fire(environment=environment)  # type: ignore[no-untyped-call]
    runner.client.close(linger=GOODBYE)  # type: ignore[no-untyped-call]
    runner.client.socket.context.term()


def _run(
    runner: LocalRunner | MasterRunner,
    collection: _Collection,
    say: Callable[[str], None],
    all_there: Callable[[], bool] = lambda: True,
    processes: int = 1,
) -> Result:
    tally, load = collection.tally, collection.load
    verdict, stats = tally.verdict, runner.stats
    # locust stops by itself when no worker is left.
    stopping = runner.environment.events.test_stopping
    stopping.add_listener(lambda **_: collection.over.set())  # type: ignore[no-untyped-call]
    began = time.monotonic()
    end = math.inf if load.seconds is None else began + load.seconds
    try:
        runner.start(load.users, spawn_rate=min(load.users, RAMP * processes))
        while not collection.over.is_set() and (left := end - time.monotonic()) > 0:
            collection.over.wait(min(left, INTERVAL))
            say(_progress(time.monotonic() - began, load, tally, stats))
        stopped = runner.state in {STATE_STOPPING, STATE_STOPPED}
        verdict.interrupted = stopped or not all_there()
        if verdict.interrupted:
            say("a worker is gone, and what it has found with it")
    except KeyboardInterrupt:
        say("ended before its time")
    verdict.seconds = time.monotonic() - began
    _quit(runner)
    verdict.requests = requests(stats)
    return Result(tally, stats)


def _quit(runner: LocalRunner | MasterRunner) -> None:
    """End the run, once the workers that are left have sent what they found."""
    if isinstance(runner, MasterRunner):
        runner.stop(send_stop_to_client=False)
        runner.send_message("quit")
        end = time.monotonic() + PATIENCE
        while len(runner.clients) > len(runner.clients.missing) and time.monotonic() < end:
            time.sleep(0.05)
    runner.quit()


def requests(stats: RequestStats) -> int:
    """Return how many requests were sent."""
    return sum(entry.num_requests for (_, kind), entry in stats.entries.items() if kind == ANSWER)


def _progress(seconds: float, load: Load, tally: Tally, stats: RequestStats) -> str:
    of_seconds = "" if load.seconds is None else f" of {load.seconds:g}"
    of_checks = "" if load.checks is None else f" of {load.checks}"
    return (
        f"{seconds:.0f}{of_seconds} s: {requests(stats)} requests, "
        f"{tally.checks.total()}{of_checks} checks, {tally.violated.total()} violations"
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
