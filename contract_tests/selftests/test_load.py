"""Tests of the load command: violations, exit codes, workers, and the end of a run."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from starlette.types import ASGIApp, Receive, Scope, Send

from ..mock_server import CORRECT, build_world, create_app, render_target, serving
from ..mock_server.call import JsonObject
from ..mock_server.default_world import MEMBER
from ..mock_server.variants import behaviour_with
from .suite_process import ENVIRONMENT, ROOT, TIMEOUT, completed, run

LOAD = [sys.executable, "-m", "contract_tests.load"]


def run_load(*arguments: object) -> subprocess.CompletedProcess[str]:
    return completed([*LOAD, *map(str, arguments)])


#: Runs the load command for each line of arguments, and prints the exit status and both outputs.
RUN_EACH = f"""
import faulthandler, io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from contract_tests.load.command import main

for line in sys.stdin:
    faulthandler.dump_traceback_later({TIMEOUT}, exit=True)
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        try:
            status = main(json.loads(line))
        except SystemExit as exit:
            status = exit.code
    faulthandler.cancel_dump_traceback_later()
    print(json.dumps([status, out.getvalue(), err.getvalue()]), flush=True)
"""

RunShort = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run_short() -> Iterator[RunShort]:
    """A function that runs the load command in a process that the tests of this module share.

    The import of locust takes longer than a short run. The import also replaces blocking functions
    of the standard library, so pytest's own process cannot import the command.
    """
    words, pipe = [sys.executable, "-c", RUN_EACH], subprocess.PIPE
    with subprocess.Popen(
        words, cwd=ROOT, env=ENVIRONMENT, stdin=pipe, stdout=pipe, text=True
    ) as process:
        commands, results = process.stdin, process.stdout
        assert commands is not None
        assert results is not None

        def run(*arguments: object) -> subprocess.CompletedProcess[str]:
            words = [*map(str, arguments)]
            print(json.dumps(words), file=commands, flush=True)
            return subprocess.CompletedProcess(words, *json.loads(results.readline()))

        yield run


@contextmanager
def start_load(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    words = [*LOAD, *map(str, arguments)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        words, cwd=ROOT, env=ENVIRONMENT, stdout=pipe, stderr=pipe, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()  # a failed test must not wait for the end of the run


def master_address(master: subprocess.Popen[str]) -> str:
    """Return the network address in the first line that the main process of a load test prints."""
    assert master.stderr is not None
    return master.stderr.readline().split()[-1]


@contextmanager
def target_of(app: ASGIApp, folder: Path) -> Iterator[Path]:
    """Serve an ASGI application, and yield the path of a file with the URL of the application.

    The file also has the credentials that the contract suite needs to test the application.
    """
    path = folder / "target.toml"
    with serving(app) as url:
        path.write_text(render_target(url), "utf-8")
        yield path


def with_mixed_up_queries(app: ASGIApp, seconds: float) -> ASGIApp:
    """Return an ASGI application that mixes up the query strings of concurrent requests.

    A request gets the query string of the next request that arrives within `seconds`.
    """
    last: list[asyncio.Future[bytes]] = []

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"]
        if last and not last[0].done():
            last[0].set_result(query)
        last[:] = [asyncio.get_running_loop().create_future()]
        with suppress(TimeoutError):
            query = await asyncio.wait_for(last[0], seconds)
        await app({**scope, "query_string": query}, receive, send)

    return serve


def with_request_count(app: ASGIApp, requests: int, reached: threading.Event) -> ASGIApp:
    """Return an ASGI application that sets an event after a number of requests."""
    numbers = itertools.count(1)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if next(numbers) >= requests:
            reached.set()
        await app(scope, receive, send)

    return serve


def test_a_violation_under_concurrent_requests_is_found(
    run_short: RunShort, tmp_path: Path
) -> None:
    app = create_app(build_world(), CORRECT)
    with target_of(with_mixed_up_queries(app, 0.001), tmp_path) as path:
        alone = run("--target", path, "--rules", "filters")
    with target_of(with_mixed_up_queries(app, 60), tmp_path) as path:
        together = run_short("--target", path, "--rules", "filters", "--checks", 6)

    assert alone.returncode == 0, alone.stdout
    assert together.returncode == 1, together.stdout + together.stderr
    assert re.search(r"^filters\.exact +VIOLATED", together.stdout, re.MULTILINE)
    assert re.search(r"load +[1-9]\d* of [1-9]\d* checks violated", together.stdout)
    repetition = rf"rerun +python -m contract_tests.load --users 10 --seed \d+ --target {path} "
    assert re.search(repetition + r"--checks 6 --rules filters\.", together.stdout)
    assert re.search(r"no load +python -m pytest contract_tests/server ", together.stdout)


def test_the_mock_server_holds_every_rule_and_each_rule_is_checked() -> None:
    ended = run_load("--users", 5, "--checks", 1)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "verdict: holds" in ended.stdout
    assert "VIOLATED" not in ended.stdout
    assert re.search(r"^200 +[\d,]+ +[\d.]+ +[\d.]+ ms", ended.stdout, re.MULTILINE)
    used = re.search(r"the load generator used (\d+)% of a processor core", ended.stdout)
    assert used is not None
    assert ("limit: the load generator" in ended.stdout) == (int(used[1]) > 90)
    rules = re.findall(r"^\w+\.\w+ +holds ", ended.stdout, re.MULTILINE)
    checks = re.findall(r"(\d+) of 1 checks, 0 violations$", ended.stderr, re.MULTILINE)
    assert len(rules) > 20
    assert len(rules) <= int(checks[-1])


def test_a_run_ends_after_the_given_number_of_checks(run_short: RunShort, tmp_path: Path) -> None:
    with target_of(create_app(build_world(), CORRECT), tmp_path) as path:
        options = ("--target", path, "--rules", "data.ids", "--checks", 12, "--users", 3)
        ended = run_short(*options)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    checks = re.findall(r"(\d+) of 12 checks, 0 violations$", ended.stderr, re.MULTILINE)
    assert 12 <= int(checks[-1]) <= 12 + 3


def test_a_run_ends_after_the_given_seconds(run_short: RunShort, tmp_path: Path) -> None:
    with target_of(create_app(build_world(), CORRECT), tmp_path) as path:
        options = ("--rules", "data.ids", "--checks", 10**9, "--seconds", 0.1)
        ended = run_short("--target", path, *options)

    assert re.search(r"^\d+ of 0\.1 s: .* of 1000000000 checks", ended.stderr, re.MULTILINE)


def test_workers_find_the_same_violations(tmp_path: Path) -> None:
    app = create_app(build_world(), behaviour_with(["ignores-partner-ids"]))
    with target_of(app, tmp_path) as path:
        options = ("--rules", "filters.exact,data.ids", "--checks", 8, "--workers", 2)
        ended = run_load("--target", path, *options)

    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert re.search(r"^filters\.exact +VIOLATED +[1-9]\d* cases", ended.stdout, re.MULTILINE)
    assert re.search(r"^data\.ids +holds +[1-9]\d* cases", ended.stdout, re.MULTILINE)
    assert "request   curl" in ended.stdout


def test_a_worker_of_another_machine_joins_the_master(tmp_path: Path) -> None:
    with target_of(create_app(build_world(), CORRECT), tmp_path) as path:
        options = ("--target", path, "--rules", "data.ids")
        with (
            start_load(*options, "--listen", "127.0.0.1:0", "--checks", 4) as master,
            start_load(*options, "--join", master_address(master)) as worker,
        ):
            output, log = master.communicate(timeout=TIMEOUT)
            assert worker.wait(TIMEOUT) == 0

    assert master.returncode == 0, output + log
    assert "verdict: holds" in output


def test_a_token_that_the_server_echoes_is_redacted(run_short: RunShort, tmp_path: Path) -> None:
    def write_payload(*step: Any) -> JsonObject:
        return {**CORRECT.write_payload(*step), "clientId": MEMBER}

    app = create_app(build_world(), evolve(CORRECT, write_payload=write_payload))
    with target_of(app, tmp_path) as path:
        ended = run_short("--target", path, "--rules", "data.ids", "--checks", 1)

    assert ended.returncode == 1
    assert "$BITGO_ACCESS_TOKEN" in ended.stdout
    assert MEMBER not in ended.stdout + ended.stderr


def test_a_port_in_use_exits_2_with_one_sentence(run_short: RunShort, tmp_path: Path) -> None:
    path = tmp_path / "target.toml"
    path.write_text(render_target("http://127.0.0.1:9"), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = run_short("--target", path, "--listen", address)

    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        f"contract_tests.load: cannot listen on {address}; choose another port"
    ]


def test_a_server_that_does_not_respond_is_not_judged(run_short: RunShort, tmp_path: Path) -> None:
    path = tmp_path / "target.toml"
    path.write_text(render_target("http://127.0.0.1:9"), "utf-8")

    ended = run_short("--target", path, "--users", 2, "--checks", 2, "--rules", "data.ids")

    assert ended.returncode == 2, ended.stdout
    assert "verdict: not judged" in ended.stdout
    assert "does not respond" in ended.stdout


WRONG_USAGE: list[tuple[str, list[str], str]] = [
    ('rate = "5/1s"\n', [], "a load test would exceed the request limit"),
    ("max_requests = 5\n", [], "set max_requests = 0"),
    ("", ["--rules", "filters.exakt"], "did you mean filters.exact"),
    ("", ["--users", "0"], "'0' is not a number of users"),
    ("", ["--checks", "0"], "'0' is not a number of checks"),
    ("", ["--seconds", "soon"], "'soon' is not a number of seconds"),
    ("", ["--join", "nowhere"], "'nowhere' is not HOST:PORT"),
    ("", ["--listen", "127.0.0.1:0", "--join", "127.0.0.1:1"], "not allowed with"),
    ("nothing = 1\n", [], "nothing"),
]


def test_wrong_usage_exits_2_with_one_sentence(run_short: RunShort, tmp_path: Path) -> None:
    for number, (limits, options, sentence) in enumerate(WRONG_USAGE):
        path = tmp_path / f"target{number}.toml"
        path.write_text(limits + render_target("http://127.0.0.1:9"), "utf-8")

        ended = run_short("--target", path, *options)

        assert (ended.returncode, ended.stdout) == (2, ""), options
        assert sentence in ended.stderr
        assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr


@pytest.mark.parametrize("workers", [(), ("--workers", 1)], ids=["in process", "workers"])
def test_an_interrupted_run_prints_its_results(tmp_path: Path, workers: tuple[object, ...]) -> None:
    reached = threading.Event()
    app = with_request_count(create_app(build_world(), CORRECT), 200, reached)
    with target_of(app, tmp_path) as path:
        options = ("--target", path, "--rules", "data.ids", "--users", 1, "--checks", 10**9)
        with start_load(*options, *workers) as load:
            assert reached.wait(TIMEOUT)
            load.terminate()
            output, log = load.communicate(timeout=TIMEOUT)

    assert load.returncode == 2
    assert re.search(r"^data\.ids +holds +[1-9]\d* cases", output, re.MULTILINE)
    assert "interrupted" in output
    assert log.splitlines()[-1] == "interrupted"
    expected = re.compile(r"interrupted|joining the master at \S+|\d+ s: \d+ requests, .*")
    assert [line for line in log.splitlines() if not expected.fullmatch(line)] == []


def test_a_run_ends_when_its_last_worker_disconnects(tmp_path: Path) -> None:
    reached = threading.Event()
    app = with_request_count(create_app(build_world(), CORRECT), 50, reached)
    with target_of(app, tmp_path) as path:
        options = ("--target", path, "--rules", "data.ids")
        with start_load(*options, "--listen", "127.0.0.1:0", "--checks", 10**9) as master:
            with start_load(*options, "--join", master_address(master)) as worker:
                assert reached.wait(TIMEOUT)
                worker.terminate()
                worker.communicate(timeout=TIMEOUT)
            output, log = master.communicate(timeout=TIMEOUT)

    assert worker.returncode == master.returncode == 2
    assert "interrupted" in output
    assert "a worker has disconnected" in log
