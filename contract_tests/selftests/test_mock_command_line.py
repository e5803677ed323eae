"""Tests of the mock server's command: its output, its exit codes and its target file."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from .. import target_file
from ..mock_server import __main__ as command
from ..mock_server import render_target
from ..mock_server.default_world import MAIN, MEMBER
from ..mock_server.failures.kinds import FAILURES
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


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["--help"])
    assert stopped.value.code == 0
    assert "examples:" in capsys.readouterr().out


def call(url: str, path: str = "", *, method: str = "GET", body: object = None) -> Any:
    """Send a request to the mock server, and return the decoded JSON body of the response."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {MEMBER}", "Content-Type": "application/json"}
    with urlopen(Request(url + path, data, headers, method=method), timeout=60) as response:
        content = response.read()
    return json.loads(content) if content else None


def readable_by(url: str, origin: str) -> str | None:
    """Send a request from an origin. Return the origin that may read the response under CORS."""
    request = Request(url, headers={"Authorization": f"Bearer {MEMBER}", "Origin": origin})
    with urlopen(request, timeout=60) as response:
        allowed: str | None = response.headers["Access-Control-Allow-Origin"]
        return allowed


def balances_of(enterprise: object) -> str:
    return f"/api/network/v1/enterprises/{enterprise}/clients/balances"


def test_a_written_world_can_be_served_and_tested(tmp_path: Path) -> None:
    world, target = tmp_path / "world.yaml", tmp_path / "target.toml"
    with running("--connections", "30", "--seed", "4", "--write-world", str(world)) as (_, line):
        url = line.split()[1]
        first = call(url, f"{balances_of(MAIN)}?pageSize=100")
        call(url, "/_mock/reset", method="POST")
    with running("--world", str(world), "--write-target", str(target)) as (_, line):
        again = call(line.split()[1], f"{balances_of(MAIN)}?pageSize=100")
        written = tomllib.loads(target.read_text("utf-8"))
    assert len(first["networkBalances"]) == 30
    assert again == first
    default = tomllib.loads(render_target(written["base_url"]))
    foreign = written.pop("foreign")
    assert foreign["connection_ids"] == default["foreign"]["connection_ids"]
    assert written == {key: default[key] for key in written}


def test_a_target_file_for_a_world_without_a_viewer_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    world, target = tmp_path / "world.yaml", tmp_path / "target.toml"
    world.write_text("enterprises: []\ncallers: [{token: a}]\n", "utf-8")
    arguments = ("--port", "0", "--world", str(world), "--write-target", str(target))
    assert "no caller may view" in error_message(capsys, *arguments)


def test_a_script_fails_requests_and_the_log_shows_them(tmp_path: Path) -> None:
    script, log = tmp_path / "script.yaml", tmp_path / "log.jsonl"
    script.write_text("- {status: 503, page: 1}\n", "utf-8")
    options = ("--script", str(script), "--log", str(log), "--cors", "https://a.test")
    with running(*options) as (process, line):
        url = line.split()[1] + balances_of(MAIN)
        statuses = [get(f"{url}?pageNumber={page}", MEMBER) for page in (0, 1, 1)]
        assert readable_by(url, "https://a.test") == "https://a.test"
        assert readable_by(url, "https://b.test") is None
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=60) == ("", "")
    assert statuses == [200, 503, 200]
    lines = [json.loads(each) for each in log.read_text("utf-8").splitlines()]
    assert [each["status"] for each in lines] == [*statuses, 200, 200]
    assert [each["query"] for each in lines][:3] == ["pageNumber=0", "pageNumber=1", "pageNumber=1"]
    assert lines[1]["failure"] == {"status": 503, "page": 1}
    assert MEMBER not in log.read_text("utf-8")


def test_sigterm_lets_a_running_request_end() -> None:
    with running("--log", "-") as (process, line):
        url = line.split()[1]
        call(url, "/_mock/script", method="POST", body=[{"delay": 0.5}])
        with ThreadPoolExecutor(1) as pool:
            pending = pool.submit(get, url + balances_of(MAIN), MEMBER)
            while not call(url, "/_mock/requests"):
                pass
            process.send_signal(signal.SIGTERM)
            assert pending.result() == 200
        out, err = process.communicate(timeout=60)
        assert (json.loads(out)["status"], err, process.returncode) == (200, "", 0)


def test_tls_has_a_certificate_that_the_written_issuer_verifies(tmp_path: Path) -> None:
    ca_file, target = tmp_path / "ca.pem", tmp_path / "target.toml"
    options = ("--tls", "--write-ca", str(ca_file), "--write-target", str(target))
    with running(*options) as (_, line):
        url = line.split()[1]
        context = ssl.create_default_context(cafile=str(ca_file))
        headers = {"Authorization": f"Bearer {MEMBER}"}
        for host in ("127.0.0.1", "localhost"):
            there = Request(url.replace("127.0.0.1", host) + balances_of(MAIN), headers=headers)
            with urlopen(there, timeout=60, context=context) as response:
                assert response.status == 200
        with pytest.raises(URLError, match="certificate verify failed"):
            urlopen(url, timeout=60)
    assert url.startswith("https://127.0.0.1:")
    assert target_file.load(target).ca_file == ca_file


def test_tls_without_the_package_trustme_is_an_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trustme", None)
    assert "pip install trustme" in error_message(capsys, "--port", "0", "--tls")


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("host", ["localhost", *(["::1"] if has_ipv6() else [])])
def test_the_server_listens_on_the_given_host(host: str) -> None:
    with running("--host", host) as (_, line):
        name = f"[{host}]" if ":" in host else host
        assert line.startswith(f"listening http://{name}:")
        assert readable_by(line.split()[1] + balances_of(MAIN), "https://any.test") == "*"


def test_a_host_that_cannot_be_used_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    for host in ("192.0.2.1", "no.such.host.invalid"):
        assert host in error_message(capsys, "--port", "0", "--host", host)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--world", "a.yaml", "--seed", "1"),
        ("--world", "a.yaml", "--connections", "1"),
        ("--write-ca", "ca.pem"),
        ("--tls", "--write-target", "target.toml"),
        ("--connections", "-1"),
        ("--wrold", "a.yaml"),
    ],
    ids=" ".join,
)
def test_invalid_arguments_exit_with_2_and_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["--port", "0", *arguments])
    assert stopped.value.code == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_list_failures_prints_every_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--list-failures"]) == 0
    listed = capsys.readouterr().out
    assert all(f"  {name} " in listed for name in FAILURES)
