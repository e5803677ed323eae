"""Tests of the lines that tell the user how long a slow run lasts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ..contract import load
from ..report.request_observers import Progress
from ..server.transport.observer import Attempt
from ..server.transport.request import Credential, Request

ATTEMPT = Attempt(
    Request(load().operations[0], {}, (), Credential(None)), datetime.now(UTC), 0.1, None
)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def progress() -> tuple[Progress, Clock, list[str]]:
    clock: Clock = Clock()
    lines: list[str] = []
    return Progress(lines.append, clock), clock, lines


def test_a_slow_run_prints_an_estimate_of_the_time_left_every_thirty_seconds() -> None:
    observer, clock, lines = progress()
    observer.checks, observer.checks_done = 30, 10
    for second in range(65):
        clock.seconds = second
        observer.sent(ATTEMPT)

    assert lines == [
        "10 of 30 checks done after 30 s; about 60 s left",
        "10 of 30 checks done after 60 s; about 120 s left",
    ]


def test_a_fast_run_prints_no_estimate() -> None:
    observer, clock, lines = progress()
    observer.checks, observer.checks_done = 30, 29
    clock.seconds = 29.0
    observer.sent(ATTEMPT)

    assert lines == []


@pytest.mark.parametrize("done", [0, 1, 4])
def test_an_estimate_needs_five_checks_that_have_ended(done: int) -> None:
    observer, clock, lines = progress()
    observer.checks, observer.checks_done, clock.seconds = 30, done, 830.0
    observer.sent(ATTEMPT)

    assert lines == [f"{done} of 30 checks done after 830 s"]


def test_a_run_without_a_known_number_of_checks_prints_no_progress() -> None:
    observer, clock, lines = progress()
    clock.seconds = 100.0
    observer.sent(ATTEMPT)

    assert lines == []
