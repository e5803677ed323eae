"""Run load tests with locust, in one process or in several worker processes."""

from __future__ import annotations

import logging
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event
from typing import Any

from attrs import asdict, evolve, field, frozen
from locust import runners
from locust.env import Environment
from locust.exception import RPCError
from locust.rpc import Message
from locust.runners import STATE_STOPPED, STATE_STOPPING, LocalRunner, MasterRunner
from locust.stats import RequestStats

from ..report.verdict import Verdict
from .check_results import CheckResult, CheckResults, Outcome
from .locust_user import user_class
from .plan import LoadError, Plan
from .processor_time import ProcessorMeter

#: Users that each process starts per second, the maximum that locust recommends.
SPAWN_RATE = 100

#: Seconds that the master waits for workers to join, and for workers to quit.
WORKER_TIMEOUT = 60.0

#: Milliseconds that a worker waits at its end until its last messages are sent.
LINGER = 5_000

#: Seconds without a message after which the master regards a worker as lost. locust has no option
#: for its default of 3 seconds, in which a worker on a busy machine may send nothing.
runners.HEARTBEAT_LIVENESS = 30

#: Seconds between two lines of progress.
PROGRESS_INTERVAL = 5.0

#: The type of the locust messages in which workers send their check results.
_CHECK_RESULT = "check_result"

#: The key of the processor share of a worker in the statistics that locust sends to the master.
_PROCESSOR_SHARE = "processor_share"


@frozen
class LoadOptions:
    """The options of a load run.

    Attributes:
        users: The number of concurrent users.
        seconds: The duration after which the run ends; None for no limit.
        checks: The number of checks after which the run ends; None for no limit.
    """

    users: int
    seconds: float | None = None
    checks: int | None = None


@frozen
class RunResult:
    """The result of a load run: the results of the checks, and locust's request statistics."""

    checks: CheckResults
    stats: RequestStats
    processor_share: float
    """The largest share of a processor core that a process of the load generator used."""


@frozen
class _Collector:
    """A collector of the check results of a load run.

    The event `finished` is set after the number of checks at which the user wants the run to end.
    """

    checks: CheckResults
    options: LoadOptions
    finished: Event = field(factory=Event)
    processor_shares: dict[str, float] = field(factory=dict)
    """The share of a processor core that each worker process used, by the id of the worker."""

    @classmethod
    def of(cls, plan: Plan, options: LoadOptions) -> _Collector:
        """Return an empty collector for the results of a load run."""
        return cls(CheckResults(Verdict.of(plan.rules, plan.seed)), options)

    def add(self, result: CheckResult) -> None:
        """Add the result of one check. Set `finished` if the load run has made enough checks."""
        self.checks.add(result)
        if self.options.checks is not None and self.checks.reaches(self.options.checks):
            self.finished.set()


def run_in_process(plan: Plan, options: LoadOptions, log: Callable[[str], None]) -> RunResult:
    """Run all users in this process, and return the result of the load run.

    Args:
        plan: The contract, the server and the rules.
        options: The number of users, and the end of the run.
        log: The function that prints a line of progress.
    """
    collector = _Collector.of(plan, options)
    environment = Environment(user_classes=[user_class(plan, collector.add)])
    return _run(environment.create_local_runner(), collector, log)


def run_with_workers(
    plan: Plan,
    options: LoadOptions,
    log: Callable[[str], None],
    *,
    workers: int,
    address: tuple[str, int],
    worker_command: Sequence[str] | None,
) -> RunResult:
    """Run all users in worker processes, which send their results to this process.

    Args:
        plan: The contract, the server and the rules.
        options: The number of users, and the end of the run.
        log: The function that prints a line of progress.
        workers: The number of worker processes.
        address: The host and port on which the master listens. Port 0 selects a free port.
        worker_command: The arguments of `python` that start a worker, without `--join`; None if the
            user starts the workers.

    Returns:
        The results of all workers.

    Raises:
        LoadError: If the master cannot listen on the address, or a worker does not join in time.
    """
    collector = _Collector.of(plan, options)
    environment = Environment(user_classes=[user_class(plan, collector.add)])

    def receive(environment: Environment, msg: Message) -> None:  # noqa: ARG001
        collector.add(CheckResult(**{**msg.data, "outcome": Outcome(msg.data["outcome"])}))

    def receive_share(client_id: str, data: dict[str, Any]) -> None:
        collector.processor_shares[client_id] = data[_PROCESSOR_SHARE]

    environment.events.worker_report.add_listener(receive_share)  # type: ignore[no-untyped-call]
    runner = _master_runner(environment, *address)
    runner.register_message(_CHECK_RESULT, receive)
    master = f"{address[0]}:{runner.server.port}"
    commands = [] if worker_command is None else [[*worker_command, "--join", master]] * workers
    with _subprocesses(commands) as processes:
        if not processes:
            log(f"waiting for {workers} workers to join {master}")
        _wait_for_workers(runner, workers, processes, master)

        def all_connected() -> bool:
            connected = len(runner.clients) - len(runner.clients.missing)
            return connected >= workers and all(p.poll() is None for p in processes)

        result = _run(runner, collector, log, all_connected, workers)
        # A worker that does not end by itself is terminated.
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(WORKER_TIMEOUT)
    return result


def run_as_worker(plan: Plan, host: str, port: int) -> None:
    """Run users in this process as a locust worker, until the master ends the run.

    Raises:
        LoadError: If no master responds at the address within five minutes.
    """
    described: set[tuple[str, str, Outcome]] = set()
    meter = ProcessorMeter()

    def report_share(client_id: str, data: dict[str, Any]) -> None:  # noqa: ARG001
        data[_PROCESSOR_SHARE] = meter.share

    def send(result: CheckResult) -> None:
        key = (result.rule, result.operation, result.outcome)
        # The master keeps one text of these, so further texts need not be sent.
        sent = evolve(result, text="") if key in described else result
        described.add(key)
        runner.send_message(_CHECK_RESULT, asdict(sent))

    environment = Environment(user_classes=[user_class(plan, send)])
    events = environment.events
    events.test_start.add_listener(lambda **_: meter.restart())  # type: ignore[no-untyped-call]
    events.report_to_master.add_listener(report_share)  # type: ignore[no-untyped-call]
    try:
        runner = environment.create_worker_runner(host, port)
    except ConnectionError:
        raise LoadError(f"no master responds at {host}:{port}; start it with --listen") from None
    try:
        runner.greenlet.join()
    except KeyboardInterrupt:
        runner.quit()
        raise
    finally:
        # The master waits for this last message, which otherwise only locust's own command sends.
        environment.events.quitting.fire(environment=environment)  # type: ignore[no-untyped-call]
        runner.client.close(linger=LINGER)  # type: ignore[no-untyped-call]
        runner.client.socket.context.term()


def _master_runner(environment: Environment, host: str, port: int) -> MasterRunner:
    logging.disable()  # locust logs the error that is raised below
    try:
        return environment.create_master_runner(host, port)
    except (RPCError, SystemExit):  # locust exits if another program uses the port
        raise LoadError(f"cannot listen on {host}:{port}; choose another port") from None
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _subprocesses(commands: Sequence[Sequence[str]]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start Python processes, and terminate them at the end of the `with` block."""
    # In a session of their own, the workers do not get the SIGINT of a Ctrl-C.
    processes = [
        subprocess.Popen([sys.executable, *command], start_new_session=True) for command in commands
    ]
    try:
        yield processes
    finally:
        for process in processes:
            end_process(process)


def end_process(process: subprocess.Popen[bytes]) -> None:
    """Terminate a process, and kill the process if it does not end within one minute."""
    process.terminate()
    try:
        process.wait(WORKER_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for_workers(
    runner: MasterRunner, workers: int, processes: Sequence[subprocess.Popen[bytes]], master: str
) -> None:
    end = time.monotonic() + WORKER_TIMEOUT
    while (joined := len(runner.clients.ready)) < workers:
        if time.monotonic() > end or any(p.poll() is not None for p in processes):
            runner.quit()
            raise LoadError(f"only {joined} of {workers} workers joined {master}")
        time.sleep(0.05)


def _run(
    runner: LocalRunner | MasterRunner,
    collector: _Collector,
    log: Callable[[str], None],
    all_connected: Callable[[], bool] = lambda: True,
    processes: int = 1,
) -> RunResult:
    options, verdict = collector.options, collector.checks.verdict
    # locust stops a run by itself when no worker is left.
    stopping = runner.environment.events.test_stopping
    stopping.add_listener(lambda **_: collector.finished.set())  # type: ignore[no-untyped-call]
    start, meter = time.monotonic(), ProcessorMeter()
    end = math.inf if options.seconds is None else start + options.seconds
    try:
        runner.start(options.users, spawn_rate=min(options.users, SPAWN_RATE * processes))
        while not collector.finished.is_set() and (left := end - time.monotonic()) > 0:
            collector.finished.wait(min(left, PROGRESS_INTERVAL))
            log(_progress(time.monotonic() - start, collector, runner.stats))
        stopped = runner.state in {STATE_STOPPING, STATE_STOPPED}
        verdict.interrupted = stopped or not all_connected()
        if verdict.interrupted:
            log("a worker has disconnected; the results that it had not sent yet are lost")
    except KeyboardInterrupt:
        log("interrupted")
    verdict.seconds, own_share = time.monotonic() - start, meter.share
    _quit(runner)
    verdict.requests = runner.stats.total.num_requests
    share = max(collector.processor_shares.values(), default=own_share)
    return RunResult(collector.checks, runner.stats, share)


def _quit(runner: LocalRunner | MasterRunner) -> None:
    """End a load run. The master waits up to one minute for the last results of the workers."""
    if isinstance(runner, MasterRunner):
        runner.stop(send_stop_to_client=False)
        runner.send_message("quit")
        end = time.monotonic() + WORKER_TIMEOUT
        while len(runner.clients) > len(runner.clients.missing) and time.monotonic() < end:
            time.sleep(0.05)
    runner.quit()


def _progress(seconds: float, collector: _Collector, stats: RequestStats) -> str:
    checks, options = collector.checks, collector.options
    of_seconds = "" if options.seconds is None else f" of {options.seconds:g}"
    of_checks = "" if options.checks is None else f" of {options.checks}"
    return (
        f"{seconds:.0f}{of_seconds} s: {stats.total.num_requests} requests, "
        f"{checks.checks.total()}{of_checks} checks, {checks.violations.total()} violations"
    )
