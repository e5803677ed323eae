"""Many callers at once see what a single one does not, and what it sees, too."""

from __future__ import annotations

import asyncio
import itertools
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from starlette.types import ASGIApp, Receive, Scope, Send

from ..faults.server import behaviour_with
from ..mock_server import CORRECT, build_world, create_app, render_target, serving
from ..mock_server.call import JsonObject
from ..mock_server.default_world import MEMBER
from .suite_process import ENVIRONMENT, PATIENCE, ROOT, completed, run

LOAD = [sys.executable, "-m", "contract_tests.load"]


def loaded(*arguments: object) -> subprocess.CompletedProcess[str]:
    return completed([*LOAD, *map(str, arguments)])


@contextmanager
def running(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    words = [*LOAD, *map(str, arguments)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        words, cwd=ROOT, env=ENVIRONMENT, stdout=pipe, stderr=pipe, text=True
    ) as started:
        yield started


@contextmanager
def target_of(app: ASGIApp, folder: Path) -> Iterator[Path]:
    path = folder / "target.toml"
    with serving(app) as url:
        path.write_text(render_target(url), "utf-8")
        yield path


def mixing_up(app: ASGIApp, seconds: float) -> ASGIApp:
    """Answer each request with the next one's query, if it arrives within so many seconds."""
    last: list[asyncio.Future[bytes]] = []

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"]
        if last and not last[0].done():
            last[0].set_result(query)
        last[:] = [asyncio.get_running_loop().create_future()]
        with suppress(TimeoutError):
            query = await asyncio.wait_for(last[0], seconds)
        await app({**scope, "query_string": query}, receive, send)

    return answer


def counting(app: ASGIApp, requests: int, reached: threading.Event) -> ASGIApp:
    """Set an event when so many requests have come."""
    numbers = itertools.count(1)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if next(numbers) >= requests:
            reached.set()
        await app(scope, receive, send)

    return answer


def test_what_only_load_brings_about_is_seen(tmp_path: Path) -> None:
    app = create_app(build_world(), CORRECT)
    with target_of(mixing_up(app, 0.001), tmp_path) as path:
        alone = run("--target", path, "--rules", "filters")
    with target_of(mixing_up(app, 60), tmp_path) as path:
        together = loaded("--target", path, "--rules", "filters", "--checks", 6)

    assert alone.returncode == 0, alone.stdout
    assert together.returncode == 1, together.stdout + together.stderr
    assert re.search(r"^filters\.exact +VIOLATED", together.stdout, re.MULTILINE)
    assert re.search(r"load +in [1-9]\d* of [1-9]\d* checks", together.stdout)


def test_a_mock_under_load_keeps_every_rule_and_each_is_checked_once_at_least() -> None:
    ended = loaded("--users", 5, "--checks", 1)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "verdict: holds" in ended.stdout
    assert "VIOLATED" not in ended.stdout
    assert re.search(r"^200 +[\d,]+ +[\d.]+ +\d+ ms", ended.stdout, re.MULTILINE)
    rules = re.findall(r"^\w+\.\w+ +holds ", ended.stdout, re.MULTILINE)
    checks = re.findall(r"(\d+) of 1 checks, 0 violations$", ended.stderr, re.MULTILINE)
    assert len(rules) > 20
    assert len(rules) <= int(checks[-1])


def test_no_more_is_checked_than_what_was_asked_for_and_what_is_under_way(tmp_path: Path) -> None:
    with target_of(create_app(build_world(), CORRECT), tmp_path) as path:
        options = ("--target", path, "--rules", "data.ids", "--checks", 12, "--users", 3)
        ended = loaded(*options)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    checks = re.findall(r"(\d+) of 12 checks, 0 violations$", ended.stderr, re.MULTILINE)
    assert 12 <= int(checks[-1]) <= 12 + 3


def test_seconds_end_a_run_whose_checks_take_longer(tmp_path: Path) -> None:
    with target_of(create_app(build_world(), CORRECT), tmp_path) as path:
        options = ("--rules", "data.ids", "--checks", 10**9, "--seconds", 0.1)
        ended = loaded("--target", path, *options)

    assert re.search(r"^\d+ of 0\.1 s: .* of 1000000000 checks", ended.stderr, re.MULTILINE)


def test_workers_share_the_callers_and_find_the_same(tmp_path: Path) -> None:
    app = create_app(build_world(), behaviour_with(["ignores-partner-ids"]))
    with target_of(app, tmp_path) as path:
        options = ("--rules", "filters.exact,data.ids", "--checks", 8, "--workers", 2)
        ended = loaded("--target", path, *options)

    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert re.search(r"^filters\.exact +VIOLATED +[1-9]\d* cases", ended.stdout, re.MULTILINE)
    assert re.search(r"^data\.ids +holds +[1-9]\d* cases", ended.stdout, re.MULTILINE)
    assert "request   curl" in ended.stdout


def test_workers_join_from_elsewhere(tmp_path: Path) -> None:
    with target_of(create_app(build_world(), CORRECT), tmp_path) as path:
        options = ("--target", path, "--rules", "data.ids")
        with running(*options, "--listen", "127.0.0.1:0", "--checks", 4) as leader:
            assert leader.stderr is not None
            here = leader.stderr.readline().split()[-1]
            with running(*options, "--join", here) as worker:
                said, complained = leader.communicate(timeout=PATIENCE)
                assert worker.wait(PATIENCE) == 0

    assert leader.returncode == 0, said + complained
    assert "verdict: holds" in said


def test_a_token_that_a_server_echoes_is_not_shown(tmp_path: Path) -> None:
    def write_payload(*step: Any) -> JsonObject:
        return {**CORRECT.write_payload(*step), "clientId": MEMBER}

    app = create_app(build_world(), evolve(CORRECT, write_payload=write_payload))
    with target_of(app, tmp_path) as path:
        ended = loaded("--target", path, "--rules", "data.ids", "--checks", 1)

    assert ended.returncode == 1
    assert "$BITGO_ACCESS_TOKEN" in ended.stdout
    assert MEMBER not in ended.stdout + ended.stderr


def test_a_port_that_is_taken_is_wrong_usage(tmp_path: Path) -> None:
    path = tmp_path / "target.toml"
    path.write_text(render_target("http://127.0.0.1:9"), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        here = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = loaded("--target", path, "--listen", here)

    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        f"contract_tests.load: {here} cannot be listened at; choose another port"
    ]


def test_a_server_that_does_not_answer_is_no_verdict(tmp_path: Path) -> None:
    path = tmp_path / "target.toml"
    path.write_text(render_target("http://127.0.0.1:9"), "utf-8")

    ended = loaded("--target", path, "--users", 2, "--checks", 2, "--rules", "data.ids")

    assert ended.returncode == 2, ended.stdout
    assert "verdict: not judged" in ended.stdout
    assert "does not respond" in ended.stdout


@pytest.mark.parametrize(
    ("more", "options", "sentence"),
    [
        ('rate = "5/1s"\n', (), "has limits that load would exceed"),
        ("max_requests = 5\n", (), "set max_requests = 0"),
        ("", ("--rules", "filters.exakt"), "did you mean filters.exact?"),
        ("", ("--users", "0"), "'0' is not a number of callers"),
        ("", ("--checks", "0"), "'0' is not a number of checks"),
        ("", ("--seconds", "soon"), "'soon' is not a number of seconds"),
        ("", ("--join", "nowhere"), "'nowhere' is not HOST:PORT"),
        ("", ("--listen", "127.0.0.1:0", "--join", "127.0.0.1:1"), "not allowed with"),
        ("nothing = 1\n", (), "nothing"),
    ],
)
def test_what_cannot_be_loaded_gets_2_and_one_sentence(
    tmp_path: Path, more: str, options: tuple[str, ...], sentence: str
) -> None:
    path = tmp_path / "target.toml"
    path.write_text(more + render_target("http://127.0.0.1:9"), "utf-8")

    ended = loaded("--target", path, *options)

    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert ended.stdout == ""


@pytest.mark.parametrize("workers", [(), ("--workers", 1)], ids=["here", "workers"])
def test_who_ends_a_run_gets_what_it_has_found(tmp_path: Path, workers: tuple[object, ...]) -> None:
    reached = threading.Event()
    app = counting(create_app(build_world(), CORRECT), 200, reached)
    with target_of(app, tmp_path) as path:
        options = ("--target", path, "--rules", "data.ids", "--users", 1, "--checks", 10**9)
        with running(*options, *workers) as load:
            assert reached.wait(PATIENCE)
            load.terminate()
            said, complained = load.communicate(timeout=PATIENCE)

    assert load.returncode == 2
    assert re.search(r"^data\.ids +holds +[1-9]\d* cases", said, re.MULTILINE)
    assert "interrupted" in said
    assert complained.splitlines()[-1] == "ended before its time"
    told = re.compile(r"ended before its time|joining \S+|\d+ s: \d+ requests, .*")
    assert [line for line in complained.splitlines() if not told.fullmatch(line)] == []


def test_a_run_ends_when_no_worker_is_left(tmp_path: Path) -> None:
    reached = threading.Event()
    app = counting(create_app(build_world(), CORRECT), 50, reached)
    with target_of(app, tmp_path) as path:
        options = ("--target", path, "--rules", "data.ids")
        with running(*options, "--listen", "127.0.0.1:0", "--checks", 10**9) as leader:
            assert leader.stderr is not None
            here = leader.stderr.readline().split()[-1]
            with running(*options, "--join", here) as worker:
                assert reached.wait(PATIENCE)
                worker.terminate()
                worker.communicate(timeout=PATIENCE)
            said, complained = leader.communicate(timeout=PATIENCE)

    assert worker.returncode == leader.returncode == 2
    assert "interrupted" in said
    assert "a worker is gone" in complained
