"""Many callers at once see what a single one does not, and what it sees, too."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from ..faults.server import behaviour_with
from ..mock_server import CORRECT, create_app, render_target, serving, shipped_world
from .running import ENVIRONMENT, ROOT, run

LOAD = [sys.executable, "-m", "contract_tests.load"]


def loaded(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LOAD, *map(str, arguments)],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def target_of(app: ASGIApp, folder: Path, more: str = "") -> Iterator[Path]:
    path = folder / "target.toml"
    with serving(app) as url:
        path.write_text(more + render_target(url), "utf-8")
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
        words = [*LOAD, "--target", str(path), "--rules", "data.ids"]
        with subprocess.Popen([*words, "--join", here], cwd=ROOT, env=ENVIRONMENT) as worker:
            ended = loaded(*words[3:], "--listen", here, "--seconds", 3)
            assert worker.wait(30) == 0

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "verdict: holds" in ended.stdout


def test_neither_output_nor_commands_hold_a_token(tmp_path: Path) -> None:
    app = create_app(shipped_world(), behaviour_with(["ignores-partner-ids"]))
    with target_of(app, tmp_path) as path:
        ended = loaded("--target", path, "--rules", "filters.exact", "--seconds", 3)

    assert ended.returncode == 1
    assert "$BITGO_ACCESS_TOKEN" in ended.stdout
    assert "mock-token" not in ended.stdout + ended.stderr


def test_a_server_that_does_not_answer_is_no_verdict(tmp_path: Path) -> None:
    path = tmp_path / "target.toml"
    path.write_text(render_target("http://127.0.0.1:9"), "utf-8")

    ended = loaded("--target", path, "--users", 2, "--seconds", 3, "--rules", "data.ids")

    assert ended.returncode == 2, ended.stdout
    assert "verdict: not judged" in ended.stdout
    assert "does not answer" in ended.stdout


@pytest.mark.parametrize(
    ("more", "options", "sentence"),
    [
        ('rate = "5/1s"\n', (), "has limits that load would exceed"),
        ("max_requests = 5\n", (), "set max_requests = 0"),
        ("", ("--rules", "filters.exakt"), "did you mean filters.exact?"),
        ("", ("--users", "0"), "'0' is not a number above 0"),
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


@pytest.mark.skipif(os.name == "nt", reason="SIGTERM cannot be caught there")
def test_who_ends_a_run_gets_what_it_has_found() -> None:
    with subprocess.Popen(
        [*LOAD, "--seconds", "60", "--rules", "data.ids"],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        assert "of 60 s" in running.stderr.readline()
        running.terminate()
        said, _ = running.communicate(timeout=30)

    assert running.returncode == 2
    assert "interrupted" in said
