"""Tests that forked and spawned processes use separate connections."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bitgo_oes
import pytest
from hypothesis import settings

from . import generated_bodies
from .calls import TOKEN, Form, module_of
from .document import CONTRACT, OPERATION
from .echo_server import EchoServer, echo_server
from .generated_arguments import required

PROGRAM = Path(__file__).with_name("process_program.py")
BODY = generated_bodies.example(CONTRACT, OPERATION, 200)

DEEP = settings().max_examples >= 500  # in the profile `deep`
RUNS, CHILDREN, CALLS = (20, 4, 60) if DEEP else (1, 2, 20)

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")


@pytest.fixture(scope="module", params=["http", "https"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EchoServer]:
    folder = tmp_path_factory.mktemp("tls")
    with echo_server(BODY, folder, tls=request.param == "https") as running:
        yield running


def run(server: EchoServer, scenario: str, children: int, calls: int) -> dict[str, Any]:
    """Run a scenario in a new Python process for a limited time. Each warning is an error."""
    environment = {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
    }
    environment |= {
        "BITGO_ACCESS_TOKEN": TOKEN,
        "BITGO_BASE_URL": server.url,
        "SSL_CERT_FILE": server.ca_file,
        "PYTHONPATH": str(Path(bitgo_oes.__file__).parents[1]),
    }
    arguments = {name: str(value) for name, value in required(OPERATION).items()}
    ended = subprocess.run(
        [
            *(sys.executable, "-W", "error", str(PROGRAM), scenario, str(children), str(calls)),
            *(module_of(OPERATION).__name__, json.dumps(arguments)),
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.stderr == ""
    assert ended.returncode == 0
    reports: dict[str, Any] = json.loads(ended.stdout)
    return reports


def require_own_connections(result: dict[str, Any], children: int) -> None:
    """Require that no process used a connection of another process."""
    parent, others = result["parent"], result["children"]
    assert len(others) == children
    ports = [port for report in (parent, *others) for port in report["ports"]]
    assert len(ports) == len(set(ports))
    for report in (parent, *others):
        assert report["wrong"] == []
        opened = report["descriptors"]
        assert opened[::2] == opened[1::2]  # a process opens nothing after its first call
    for report in others:
        assert len(report["ports"]) == 1


@needs_fork
@pytest.mark.parametrize("_run", range(RUNS))
def test_a_forked_process_has_connections_of_its_own(server: EchoServer, _run: int) -> None:
    reports = run(server, "fork_inherits", CHILDREN, CALLS)

    for result in reports.values():
        require_own_connections(result, CHILDREN)
    assert len(reports["sync"]["parent"]["ports"]) == 1  # the parent keeps its connection


@pytest.mark.parametrize("server", ["http", "https"] if DEEP else ["https"], indirect=True)
@pytest.mark.parametrize("_run", range(RUNS))
def test_a_spawned_process_uses_a_client_that_it_creates(server: EchoServer, _run: int) -> None:
    for result in run(server, "spawn", CHILDREN, CALLS).values():
        require_own_connections(result, CHILDREN)


@needs_fork
@pytest.mark.parametrize(
    "scenario",
    [
        *("fork_without_hooks", "fork_passed_transport", "fork_passed_client"),
        *("fork_in_event_loop", "fork_within_iteration", "fork_within_prefetch"),
        "fork_with_held_locks",
    ],
)
@pytest.mark.parametrize("server", ["https"], indirect=True)
def test_a_fork_at_any_moment_leaves_each_process_its_connections(
    server: EchoServer, scenario: str
) -> None:
    reports = run(server, scenario, 2, 5)

    for form, result in reports.items():
        require_own_connections(result, 2)
        event_loops = 3 if form == Form.ASYNC.value and "loop" not in scenario else 1
        assert len(result["parent"]["ports"]) <= event_loops


@pytest.mark.parametrize("server", ["http"], indirect=True)
def test_connections_close_at_the_latest_with_their_event_loop_or_client(
    server: EchoServer,
) -> None:
    for result in run(server, "event_loops", 5, 2).values():
        opened = result["parent"]["descriptors"]
        assert opened == opened[:1] * 10


@pytest.mark.parametrize("server", ["http"], indirect=True)
def test_a_request_for_the_next_page_does_not_delay_the_exit_of_the_interpreter(
    server: EchoServer,
) -> None:
    for result in run(server, "exit_within_prefetch", 0, 0).values():
        require_own_connections(result, 0)
