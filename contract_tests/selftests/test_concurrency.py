"""Tests of `--concurrency N`: the number of simultaneous requests, and the verdict."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from attrs import define, evolve
from hypothesis import strategies as st
from starlette.types import ASGIApp, Receive, Scope, Send

from ..mock_server import CORRECT, Behaviour, build_world, create_app, render_target, serving
from ..mock_server.default_world import MAIN
from ..mock_server.variants import FAULTS, VALID_VARIANTS
from ..rules import catalogue
from ..server.checks.registry import CHECKED_LAST
from ..server.checks.run_single_check import violation_of
from ..server.conformance.violation import Violation
from ..server.runner import hypothesis_runs
from ..server.runner.operation_tester import OperationTester
from ..server.runner.prefetcher import Prefetcher
from ..server.runner.profile import Profile
from ..server.transport.exchange import Exchange
from ..server.transport.observer import Attempt, Observer
from ..server.transport.request import Request
from ..server.transport.session import ConnectionClosed, Session, TargetUnusable
from ..target_file import parse
from .mock_tester import CONTRACT, mock_tester
from .suite_process import ENVIRONMENT, ROOT, TIMEOUT, command, read_verdict
from .test_confirmation import EXCHANGE

MOST = 8

#: Rules in their order in a run.
RULES = sorted(catalogue(CONTRACT.tested), key=lambda rule: rule.id in CHECKED_LAST)

#: A variant of the mock with violations of several rules, and one without a violation.
VARIANTS = {
    "ignores-partner-ids": FAULTS["ignores-partner-ids"].apply(CORRECT),
    "caps-page-size": VALID_VARIANTS["caps-page-size"].apply(CORRECT),
}


class RequestCounter:
    """An ASGI application that counts the requests under way, and delays each response."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds
        self.under_way = self.most = self.requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.under_way += 1
        self.requests += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(self.seconds)
            await self.app(scope, receive, send)
        finally:
            self.under_way -= 1


@define
class SentTargets(Observer):
    """An observer that counts how often a session sends each distinct request."""

    counts: Counter[tuple[str, str, str | None]]

    def sent(self, attempt: Attempt) -> None:
        request = attempt.request
        self.counts[request.method, request.target, request.credential.header] += 1


@contextmanager
def connected_tester(url: str, concurrency: int, observer: Observer) -> Iterator[OperationTester]:
    profile = Profile.QUICK
    target = parse(render_target(url, MAIN), "the mock")
    with Session(
        target,
        observer=observer,
        requests_per_connection=profile.requests_per_connection,
        seed=1,
        concurrency=concurrency,
    ) as session:
        operation = CONTRACT.operations[0]
        yield OperationTester(
            CONTRACT, operation, session, profile, seed=1, prefetches=concurrency > 1
        )


def run_quick(
    behaviour: Behaviour, concurrency: int
) -> tuple[set[str], Counter[tuple[str, str, str | None]], RequestCounter]:
    """Check all rules on a mock server.

    Returns:
        The ids of the violated rules, a counter of the requests that the suite sent, and the ASGI
        application, which counted the requests that arrived.
    """
    app = RequestCounter(create_app(build_world(), behaviour), 0.002)
    sent = SentTargets(Counter())
    with serving(app) as url, connected_tester(url, concurrency, sent) as tester:
        violated = {rule.id for rule in RULES if violation_of(rule.id, tester) is not None}
        assert tester.monitor.successes <= app.requests
    return violated, sent.counts, app


@pytest.mark.parametrize("variant", VARIANTS)
def test_simultaneous_requests_do_not_change_the_verdict(variant: str) -> None:
    alone, alone_sent, alone_app = run_quick(VARIANTS[variant], 1)
    violated, sent, app = run_quick(VARIANTS[variant], MOST)

    assert violated == alone
    assert alone_app.most == 1
    assert 1 < app.most <= MOST
    # After a violation, the responses to requests that were sent ahead may be discarded.
    assert sent.keys() >= alone_sent.keys() if violated else sent == alone_sent


@define
class WaitingSession:
    """A session whose responses arrive only when a given number of requests waits for them."""

    barrier: threading.Barrier
    fresh: list[bool]

    def send(self, request: Request, *, fresh: bool = False) -> Exchange:
        self.barrier.wait(TIMEOUT)
        self.fresh.append(fresh)
        return evolve(EXCHANGE, request=request)


def request(number: int) -> Request:
    return evolve(EXCHANGE.request, query=(("pageNumber", str(number)),))


def receive_each(prefetcher: Prefetcher, numbers: range) -> list[Request]:
    return [prefetcher.receive(request(number)).request for number in numbers]


@pytest.mark.parametrize("length", [1, 3])
def test_so_many_checks_take_the_time_of_one(length: int) -> None:
    rounds: list[None] = []
    session = WaitingSession(threading.Barrier(MOST, lambda: rounds.append(None)), [])
    prefetcher = Prefetcher(session, MOST)  # type: ignore[arg-type]
    groups = [range(first, first + length) for first in range(0, 4 * MOST * length, length)]
    jobs = [partial(receive_each, prefetcher, numbers) for numbers in groups]

    received = [run() for run in prefetcher.run_ahead(jobs, fresh=True)]

    assert received == [[request(number) for number in numbers] for numbers in groups]
    assert len(rounds) == 4 * length
    assert session.fresh.count(True) == len(jobs)


@define
class NumberedSession:
    """A fake session whose first response has the status 1, the second the status 2, and so on."""

    responses: int = 0
    lost: int | None = None
    """The number of the request that gets no response."""

    def send(self, request: Request, **_: object) -> Exchange:
        self.responses += 1
        exchange = evolve(EXCHANGE, request=request, status=self.responses)
        if self.responses == self.lost:
            raise ConnectionClosed("no response", exchange)
        return exchange


def prefetcher_of(session: NumberedSession, most: int = 2) -> Prefetcher:
    return Prefetcher(session, most)  # type: ignore[arg-type]


def status(prefetcher: Prefetcher, number: int) -> int:
    return prefetcher.receive(request(number)).status


def test_a_repeated_check_sends_its_requests_again() -> None:
    prefetcher = prefetcher_of(session := NumberedSession())
    (run,) = prefetcher.run_ahead([partial(status, prefetcher, 0)])
    assert [run(), run()] == [1, 2]
    assert session.responses == 2


def test_discarded_responses_are_requested_again() -> None:
    prefetcher = prefetcher_of(session := NumberedSession())
    jobs = [partial(status, prefetcher, number) for number in range(4)]
    seen = []
    for number, run in enumerate(prefetcher.run_ahead(jobs)):
        seen.append(run())
        if number == 0:
            sent = session.responses
            prefetcher.discard()
    assert all(status > sent for status in seen[1:])


def test_a_check_without_its_recorded_request_sends_another_request() -> None:
    prefetcher = prefetcher_of(NumberedSession())
    numbers = iter((0, 1))
    (run,) = prefetcher.run_ahead([lambda: status(prefetcher, next(numbers))])
    assert run() == 2


def test_a_check_that_reads_the_records_after_its_recorded_response_starts_again() -> None:
    prefetcher = prefetcher_of(NumberedSession())

    def check() -> int:
        number = status(prefetcher, 0)
        prefetcher.end_recording()
        if number == 1:
            prefetcher.discard()
            raise Violation("the records that were read later", "older records", EXCHANGE)
        return number

    (run,) = prefetcher.run_ahead([check])
    assert run() == 2


def test_a_lost_response_is_lost_for_its_check_only() -> None:
    prefetcher = prefetcher_of(NumberedSession(lost=1), most=2)
    runs = prefetcher.run_ahead([partial(status, prefetcher, number) for number in range(3)])
    outcomes: list[int | str] = []
    for run in runs:
        try:
            outcomes.append(run())
        except TargetUnusable as reason:
            outcomes.append(str(reason))
    assert outcomes.count("no response") == 1
    assert len(outcomes) == 3


def test_only_the_main_thread_reads_the_records_and_judges_responses() -> None:
    ended: list[bool] = []
    read_elsewhere: list[int] = []

    def check(tester: OperationTester, value: int) -> None:
        is_main = threading.current_thread() is threading.main_thread()
        judged = tester.monitor.successes
        unread = tester.baseline.known_view is None
        tester.send()
        assert tester.baseline.view.complete
        if unread and not is_main:
            read_elsewhere.append(value)
        assert not is_main or tester.monitor.successes > judged
        ended.append(is_main)

    with mock_tester(CORRECT, concurrency=MOST) as tester:
        tester.check_each(range(2), partial(check, tester))

    assert ended.count(True) == 2
    assert not read_elsewhere


@pytest.mark.parametrize(
    "strategy",
    [st.integers(), st.lists(st.text(max_size=3)), st.sampled_from("abc"), st.just(())],
    ids=repr,
)
def test_the_drawn_values_are_those_of_the_run(strategy: st.SearchStrategy[object]) -> None:
    checked: list[object] = []
    hypothesis_runs.check_generated(strategy, checked.append, checked.append, 20, 7, lambda: 0)
    assert hypothesis_runs.draw(strategy, 20, 7) == checked


def test_the_simplest_generated_value_that_fails_is_reported() -> None:
    def check(tester: OperationTester, size: int) -> None:
        exchange = tester.send_page(0, size)
        if size >= 3:
            raise Violation("a small page", f"a page of size {size}", exchange)

    for concurrency in (1, MOST):
        with mock_tester(CORRECT, concurrency=concurrency) as tester:
            tester = evolve(tester, unchanging=True)
            with pytest.raises(Violation, match="a page of size 3"):
                tester.check_generated(st.integers(1, 30), partial(check, tester))


@pytest.mark.parametrize("simultaneous", [True, False])
def test_a_change_during_simultaneous_requests_counts_once(simultaneous: bool) -> None:
    with mock_tester(CORRECT) as tester:
        old = tester.send_page(0, 1)
        new = evolve(old, content=old.content.replace(b'"name":"', b'"name":"Another '))
        for number in range(20):
            # The responses are judged in turn, whenever they arrived.
            arrived = 100 if simultaneous else number + 0.5
            tester.monitor.judge(evolve(new, ended=old.ended + arrived))
            tester.monitor.judge(evolve(old, ended=old.ended + number + 1))
        assert tester.monitor.records_changed
        assert (tester.monitor.changed_too_often() is None) == simultaneous


def test_an_interrupted_run_ends_its_threads_and_writes_its_reports(tmp_path: Path) -> None:
    app = RequestCounter(create_app(build_world(), CORRECT), 0.05)
    with serving(app) as url:
        target, report = tmp_path / "target.toml", tmp_path / "report"
        target.write_text(render_target(url), "utf-8")
        options = ("--target", target, "--report", report, "--concurrency", MOST, "--seed", 1)
        with subprocess.Popen(
            command(*options), cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
        ) as process:
            assert wait_until(lambda: app.most > 1)
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 2
    verdict = read_verdict(report)
    assert verdict["interrupted"]
    assert "interrupted" in output
    assert app.under_way == 0


def wait_until(condition: Callable[[], bool]) -> bool:
    event = threading.Event()
    for _ in range(6000):
        if condition():
            return True
        event.wait(0.01)
    return False
