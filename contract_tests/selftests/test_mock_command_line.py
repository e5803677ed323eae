"""Tests of the mock server's command: its output, its exit codes and its target file."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from ..mock_server import __main__ as command
from ..mock_server import render_target
from ..mock_server.variants import FAULTS, VALID_VARIANTS

MODULE = command.__spec__.name if command.__spec__ else ""
ROOT = Path(command.__file__).parents[2]


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the mock server on a free port; yield the process and its first line of output."""
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE, "--port", "0", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout
            yield process, process.stdout.readline()
        finally:
            process.kill()


def get(url: str, token: str) -> int:
    try:
        with urlopen(
            Request(url, headers={"Authorization": f"Bearer {token}"}), timeout=60
        ) as response:
            return int(response.status)
    except HTTPError as error:
        return error.code


def test_the_written_target_file_has_every_scenario(tmp_path: Path) -> None:
    file = tmp_path / "target.toml"
    with running("--write-target", str(file)) as (process, line):
        target = tomllib.loads(file.read_text(encoding="utf-8"))
        assert line == f"listening {target['base_url']}\n"
        expected = {
            "not_a_member": 401,
            "no_permission": 403,
            "unlicensed": 403,
            "unknown": 404,
            "server_error": 500,
        }
        statuses = {
            name: get(address(target | given), (target | given)["token"])
            for name, given in target["scenarios"].items()
        }
        assert statuses == expected
        assert get(address(target), target["token"]) == 200
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == ("", "")
        assert process.returncode == 0


def address(target: dict[str, str]) -> str:
    path = f"/api/network/v1/enterprises/{target['enterprise_id']}/clients/balances"
    return target["base_url"] + path


def test_sigterm_stops_a_mock_with_two_faults_without_output() -> None:
    faults = ("--fault", "no-paging", "--fault", "uppercase-ids")
    with running(*faults) as (process, line):
        assert line.startswith("listening http://127.0.0.1:")
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=60) == ("", "")
        assert process.returncode == 0


def error_message(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run the command of the mock server with invalid arguments, and return the error message.

    The command must fail with exit code 2.
    """
    assert command.main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def test_an_unknown_fault_exits_with_2_and_suggests_similar_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sentence = error_message(capsys, "--port", "0", "--fault", "no-pageing")
    assert "'no-pageing'" in sentence
    assert "no-paging" in sentence
    assert "'zzz'" in error_message(capsys, "--port", "0", "--fault", "zzz")


def test_a_port_in_use_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port in error_message(capsys, "--port", port)


def test_a_target_file_that_cannot_be_written_exits_with_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = str(tmp_path / "missing" / "target.toml")
    assert file in error_message(capsys, "--port", "0", "--write-target", file)


def test_only_a_target_file_of_a_mock_server_is_replaced(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "target.toml"
    file.write_text('token = "mine"\n', "utf-8")

    assert "remove it, or choose another name" in error_message(
        capsys, "--port", "0", "--write-target", str(file)
    )
    assert file.read_text("utf-8") == 'token = "mine"\n'

    file.write_text(render_target("http://127.0.0.1:1"), "utf-8")
    with running("--write-target", str(file)) as (process, line):
        assert line.removeprefix("listening ").strip() in file.read_text("utf-8")
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == ("", f"{file}: replaced\n")


@pytest.mark.parametrize("port", ["-1", "65536", "x", "", "8_000"])
def test_an_invalid_port_exits_with_2(capsys: pytest.CaptureFixture[str], port: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main([f"--port={port}"])
    assert stopped.value.code == 2
    assert "is not a port number" in capsys.readouterr().err


def test_list_faults_prints_faults_and_valid_variants_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main(["--list-faults"]) == 0
    faults, valid = capsys.readouterr().out.split("Valid variants")
    assert all(f"  {name} " in faults for name in FAULTS)
    assert all(f"  {name} " in valid for name in VALID_VARIANTS)


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["--help"])
    assert stopped.value.code == 0
    assert "example:" in capsys.readouterr().out
