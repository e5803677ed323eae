"""Many callers at once see what a single one does not, and what it sees, too."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from starlette.types import ASGIApp, Receive, Scope, Send

from ..faults.server import behaviour_with
from ..mock_server import CORRECT, create_app, render_target, serving, shipped_world
from ..mock_server.call import JsonObject
from ..mock_server.default_world import MEMBER
from .suite_process import ENVIRONMENT, ROOT, completed, run

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


def mixing_up(app: ASGIApp) -> ASGIApp:
    """Answer as if for whoever has asked last, where several ask at once."""
    under_way: dict[str, bytes] = {}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        under_way["query"] = scope["query_string"]
        await asyncio.sleep(0.002)
        await app({**scope, "query_string": under_way["query"]}, receive, send)

    return answer


def test_what_only_load_brings_about_is_seen(tmp_path: Path) -> None:
    app = mixing_up(create_app(shipped_world(), CORRECT))
    with target_of(app, tmp_path) as path:
        alone = run("--target", path, "--rules", "filters")
        together = loaded("--target", path, "--rules", "filters", "--seconds", 3)

    assert alone.returncode == 0, alone.stdout
    assert together.returncode == 1, together.stdout + together.stderr
    assert re.search(r"^filters\.exact +VIOLATED", together.stdout, re.MULTILINE)
    assert re.search(r"load +in [1-9]\d* of [1-9]\d* checks", together.stdout)


def test_a_mock_under_load_keeps_every_rule() -> None:
    ended = loaded("--users", 5, "--seconds", 6)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "verdict: holds" in ended.stdout
    assert "VIOLATED" not in ended.stdout
    assert re.search(r"^200 +[\d,]+ +[\d.]+ +\d+ ms", ended.stdout, re.MULTILINE)
    assert "6 of 6 s: " in ended.stderr


def test_workers_share_the_callers_and_find_the_same(tmp_path: Path) -> None:
    app = create_app(shipped_world(), behaviour_with(["ignores-partner-ids"]))
    with target_of(app, tmp_path) as path:
        options = ("--rules", "filters.exact,data.ids", "--seconds", 3, "--workers", 2)
        ended = loaded("--target", path, *options)

    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert re.search(r"^filters\.exact +VIOLATED +[1-9]\d* cases", ended.stdout, re.MULTILINE)
    assert re.search(r"^data\.ids +holds +[1-9]\d* cases", ended.stdout, re.MULTILINE)
    assert "request   curl" in ended.stdout


def test_workers_join_from_elsewhere(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        here = f"127.0.0.1:{free.getsockname()[1]}"
    with target_of(create_app(shipped_world(), CORRECT), tmp_path) as path:
        options = ("--target", path, "--rules", "data.ids")
        with running(*options, "--join", here) as worker:
            ended = loaded(*options, "--listen", here, "--seconds", 3)
            assert worker.wait(30) == 0

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "verdict: holds" in ended.stdout


def test_a_token_that_a_server_echoes_is_not_shown(tmp_path: Path) -> None:
    def write_payload(*step: Any) -> JsonObject:
        return {**CORRECT.write_payload(*step), "clientId": MEMBER}

    app = create_app(shipped_world(), evolve(CORRECT, write_payload=write_payload))
    with target_of(app, tmp_path) as path:
        ended = loaded("--target", path, "--rules", "data.ids", "--seconds", 3)

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

    ended = loaded("--target", path, "--users", 2, "--seconds", 3, "--rules", "data.ids")

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
def test_who_ends_a_run_gets_what_it_has_found(workers: tuple[object, ...]) -> None:
    with running("--seconds", 60, "--rules", "data.ids", *workers) as load:
        assert load.stderr is not None
        assert any("of 60 s" in line for line in load.stderr)
        load.terminate()
        said, complained = load.communicate(timeout=30)

    assert load.returncode == 2
    assert re.search(r"^data\.ids +holds +[1-9]\d* cases", said, re.MULTILINE)
    assert "interrupted" in said
    assert complained.splitlines() == ["ended before its time"]
