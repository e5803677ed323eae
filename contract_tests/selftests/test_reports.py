"""Tests that a run writes complete and masked report files, even if it is interrupted."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections import deque
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ..mock_server import build_world, create_app, render_target, serving
from ..mock_server.variants import behaviour_with
from .suite_process import ENVIRONMENT, FILES, ROOT, TIMEOUT, command, read_log, read_verdict, run

ELSEWHERE = "http://balances.example"


def test_the_log_has_every_request_and_the_folder_every_report(
    target_file: Path, tmp_path: Path
) -> None:
    ended = run(
        "--target", target_file, "--report", tmp_path / "r", "--rules", "data,scenarios.un*"
    )

    assert ended.returncode == 0, ended.stdout
    verdict = read_verdict(tmp_path / "r")
    assert {path.name for path in (tmp_path / "r").iterdir()} == FILES
    entries = read_log(tmp_path / "r")
    assert len(entries) == verdict["requests"] > 30
    assert f"{verdict['requests']} requests in " in ended.stdout
    assert {entry["response"]["status"] for entry in entries} >= {200, 401, 403, 404}
    assert "networkBalances" in entries[0]["response"]["content"]["text"]
    rules = {entry["comment"].partition(": test_")[0] for entry in entries}
    assert rules == {"first request", *(rule["id"] for rule in verdict["rules"])}
    listed = [one for rule in verdict["rules"] for one in rule["operations"][0]["requests"]]
    listed = verdict["first_requests"] + listed
    assert sum(one["requests"] for one in verdict["latencies"]) == len(listed) == len(entries)
    urls = sorted(entry["request"]["url"] for entry in entries)
    assert sorted(one["url"] for one in listed) == urls
    page = (tmp_path / "r/report.html").read_text("utf-8")
    assert all(rule["id"] in page for rule in verdict["rules"])


@pytest.mark.parametrize("target_file", [["ignores-partner-ids"]], indirect=True)
def test_a_known_violation_exits_with_0_and_is_shown_as_known(
    target_file: Path, tmp_path: Path
) -> None:
    known = tmp_path / "known.toml"
    known.write_text(
        '[[known]]\nrule = "filters.exact"\nreason = "told the provider"\n'
        '[[known]]\nrule = "data.ids"\nreason = "was wrong once"\n'
    )
    options = ("--target", target_file, "--rules", "filters.exact,data.ids", "--seed", 4)

    ended = run(*options, "--known", known, "--report", tmp_path / "r")

    assert ended.returncode == 0, ended.stdout
    assert "known" in ended.stdout
    assert "violated, accepted because: told the provider" in ended.stdout
    assert "known violation no longer occurs: data.ids (was wrong once)" in ended.stdout
    verdict = read_verdict(tmp_path / "r")
    assert verdict["verdict"] == "holds"
    assert {r["id"]: (r["status"], r["known"]) for r in verdict["rules"]} == {
        "filters.exact": ("violated", "told the provider"),
        "data.ids": ("holds", None),
    }
    assert [gone["rule"] for gone in verdict["known_gone"]] == ["data.ids"]
    assert run(*options).returncode == 1


def test_a_known_file_with_an_unknown_rule_is_wrong_usage(tmp_path: Path) -> None:
    known = tmp_path / "known.toml"
    known.write_text('[[known]]\nrule = "filters.exakt"\nreason = "why"\n')

    ended = run("--known", known)

    assert ended.returncode >= 2
    assert "did you mean filters.exact" in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


def as_a_proxy(app: ASGIApp) -> ASGIApp:
    """Return an ASGI application that acts as an HTTP proxy to the host `balances.example`."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(ELSEWHERE)
        await app({**scope, "path": path, "raw_path": path.encode()}, receive, send)

    return serve


def test_amounts_and_names_of_another_host_are_masked_without_show_amounts(tmp_path: Path) -> None:
    world = build_world()
    app = create_app(world, behaviour_with(["ignores-partner-ids", "rounds-on-later-pages"]))
    with serving(as_a_proxy(app)) as proxy:
        text = render_target(ELSEWHERE).partition("[scenarios]")[0]
        text += f'proxy = "{proxy}"\nrate = ""\n'
        (tmp_path / "target.toml").write_text(text, "utf-8")
        rules = "filters.exact,consistency.same_record,data.ids"
        options = ("--target", tmp_path / "target.toml", "--rules", rules, "--seed", 1)
        hidden = run(*options, "--report", tmp_path / "hidden")
        shown = run(*options, "--report", tmp_path / "shown", "--show-amounts")

    assert (hidden.returncode, shown.returncode) == (1, 1), hidden.stdout
    (body, *_) = (
        json.loads(entry["response"]["content"]["text"])
        for entry in read_log(tmp_path / "shown")
        if entry["response"]["status"] == 200
    )
    records = body["networkBalances"].values()
    names = {record["name"] for record in records}
    amounts = {
        amount
        for record in records
        for balance in record["balances"].values()
        for amount in balance.values()
        if len(amount) > 6
    }
    assert len(names) > 5
    assert len(amounts) > 5
    everything = hidden.stdout + hidden.stderr
    everything += "".join(path.read_text("utf-8") for path in (tmp_path / "hidden").iterdir())
    assert [value for value in names | amounts if value in everything] == []
    assert "masked-" in hidden.stdout
    # Except for the target file without secrets, verdict.json has nothing that is not printed.
    verdict = read_verdict(tmp_path / "hidden")
    assert {rule["id"] for rule in verdict["rules"] if rule["status"] == "violated"} == {
        "filters.exact",
        "consistency.same_record",
    }
    printed = hidden.stdout.replace("\n", " ")
    for rule in verdict["rules"]:
        for violation in rule["operations"][0]["violations"]:
            for text in (violation["expected"], violation["seen"], violation["since"]["text"]):
                assert text in printed
            for request in violation["requests"]:
                assert request["body"] in printed
            assert all(key in printed for key in violation["records"][:5])
    assert any(name in shown.stdout for name in names)
    assert "--show-amounts" in hidden.stdout
    connection = next(iter(body["networkBalances"]))
    assert connection in (tmp_path / "hidden/requests.har").read_text("utf-8")


def limiting(app: ASGIApp, requests: int, seconds: float) -> ASGIApp:
    """Return an ASGI application that limits the rate of requests to another ASGI application.

    Args:
        app: The application that responds to requests within the limit.
        requests: The maximum number of requests in a period. Further requests get status 429.
        seconds: The length of the period.
    """
    recent: deque[float] = deque()

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        now = time.monotonic()
        while recent and now - recent[0] >= seconds:
            recent.popleft()
        if len(recent) >= requests:
            response = JSONResponse({"error": "slow down"}, 429, headers={"Retry-After": "1"})
            await response(scope, receive, send)
            return
        recent.append(now)
        await app(scope, receive, send)

    return serve


def test_the_request_log_shows_that_the_rate_was_kept(tmp_path: Path) -> None:
    with serving(limiting(create_app(build_world()), 50, 1.0)) as url:
        text = render_target(url).replace("unsafe_methods", 'rate = "50/1s"\nunsafe_methods')
        (tmp_path / "target.toml").write_text(text, "utf-8")
        options = ("--report", tmp_path, "--rules", "filters,pagination,parameters,protocol")
        ended = run("--target", tmp_path / "target.toml", *options)

    assert ended.returncode == 0, ended.stdout
    fullest = re.search(r"rate: at most (\d+) requests within 1 s; 50 are allowed", ended.stdout)
    assert fullest is not None
    assert int(fullest[1]) <= 50
    entries = read_log(tmp_path)
    assert {429} & {entry["response"]["status"] for entry in entries} == set()
    starts = [datetime.fromisoformat(entry["startedDateTime"]) for entry in entries]
    assert len(starts) > 150
    assert all(later > earlier for earlier, later in pairwise(starts))
    for first, further in zip(starts, starts[50:], strict=False):
        assert further - first >= timedelta(seconds=1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["interrupt", "terminate"])
def test_an_interrupted_run_writes_its_results(
    target_file: Path, tmp_path: Path, number: signal.Signals
) -> None:
    report = tmp_path / "report"
    # The rate makes the run slow, so the signal arrives before its end.
    text = target_file.read_text("utf-8").replace(
        "unsafe_methods", 'rate = "30/1s"\nunsafe_methods'
    )
    target_file.write_text(text, "utf-8")
    words = command("--profile", "quick", "--target", target_file, "--report", report)
    with subprocess.Popen(words, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE) as running:
        try:
            saved = report / "verdict.json"
            until = time.monotonic() + TIMEOUT
            while not (saved.exists() and read_verdict(report)["requests"]):
                assert time.monotonic() < until
                assert running.poll() is None, "the run has ended before the signal"
                time.sleep(0.05)
            running.send_signal(number)
            shown = running.communicate(timeout=TIMEOUT)[0].decode()
        finally:
            running.kill()  # a failed test must not wait for the end of the run

    assert running.returncode == 2, shown
    verdict = read_verdict(report)
    assert (verdict["verdict"], verdict["interrupted"]) == ("not_judged", True), shown
    assert {rule["status"] for rule in verdict["rules"]} == {"holds", "not_checked"}
    assert {path.name for path in report.iterdir()} == FILES
    # A request that was running may be counted but not logged yet.
    assert verdict["requests"] - len(read_log(report)) in (0, 1)
    assert "verdict: not judged" in shown
    assert "report/report.html" in shown
    assert "interrupted" in shown


#: The code of pytest plugins that call `send`, which sends a signal, at a moment of a run.
MOMENTS = {
    "the first request": """
        Connection.reach = lambda connection: (expect_api(*map(connection.tester,
            connection.run.operations)), send())
    """,
    "a garbage collection": """
        def pytest_runtest_call():
            gc.callbacks.append(send)
            gc.collect()
    """,
    "a finalizer after the last request": """
        def pytest_runtest_teardown(item, nextitem):
            if nextitem is None:
                type("Finalized", (), {"__del__": send})()
    """,
    "a hook wrapper of another plugin": """
        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_makereport():
            outcome = yield
            send()
            outcome.get_result()
    """,
    "the last save": """
        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_logfinish():
            send()
    """,
    "the reports": """
        finish = ReportFolder.finish
        ReportFolder.finish = lambda *arguments: (send(), finish(*arguments))
    """,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_signal_at_any_moment_leaves_complete_reports(
    target_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    (tmp_path / "signalling.py").write_text(
        "import gc, os, signal\n"
        "import pytest\n"
        "from contract_tests.report.report_folder import ReportFolder\n"
        "from contract_tests.run import Connection, expect_api\n"
        "waiting = [signal.SIGTERM]\n"
        "def send(*_):\n"
        "    if waiting:\n"
        "        os.kill(os.getpid(), waiting.pop())\n" + dedent(MOMENTS[moment]),
        "utf-8",
    )
    monkeypatch.setitem(ENVIRONMENT, "PYTHONPATH", str(tmp_path))
    report = tmp_path / "report"
    options = ("--target", target_file, "--rules", "data.ids", "--report", report)

    ended = run("-p", "signalling", *options)

    # The verdict of a run whose last check has ended needs no further request.
    complete = moment == "the reports"
    assert ended.returncode == (0 if complete else 2), ended.stdout + ended.stderr
    verdict = read_verdict(report)
    assert verdict["interrupted"] is not complete
    assert verdict["verdict"] == ("holds" if complete else "not_judged")
    assert [one["judged"] for one in verdict["rules"][0]["operations"]] == [True]
    assert {path.name for path in report.iterdir()} == FILES
    assert f"verdict: {verdict['verdict'].replace('_', ' ')}" in ended.stdout


def test_an_interrupt_at_a_bytecode_without_a_line_number_writes_the_results(
    target_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "interrupting.py").write_text(
        "def interrupt():\n"
        "    raise KeyboardInterrupt\n"
        "interrupt.__code__ = interrupt.__code__.replace(co_linetable=b'')\n"
        "def pytest_runtest_teardown(item):\n"
        "    interrupt()\n",
        "utf-8",
    )
    monkeypatch.setitem(ENVIRONMENT, "PYTHONPATH", str(tmp_path))
    report = tmp_path / "report"

    ended = run("-p", "interrupting", "--target", target_file, "--report", report)

    assert ended.returncode == 2, ended.stderr
    assert read_verdict(report)["interrupted"]
    assert {path.name for path in report.iterdir()} == FILES
    assert "verdict: not judged" in ended.stdout
    assert "interrupting.py:5: KeyboardInterrupt" in ended.stdout
