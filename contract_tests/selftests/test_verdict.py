from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from attrs import evolve
from starlette.types import ASGIApp

from ..contract import load
from ..mock_server import CORRECT, build_world, create_app, render_target, serving
from ..mock_server.call import Call, Response
from ..mock_server.default_world import MAIN, MEMBER, OUTSIDER, UNPERMITTED
from ..report.rendering import github
from ..report.request_journal import SentRequest
from ..report.verdict import OperationResult, ReportedViolation
from ..rules import catalogue
from ..target_file import parse
from .suite_process import read_verdict, run


def busy_after(requests: int) -> ASGIApp:
    """Return a mock server that responds with 429 after a number of requests."""

    def finish(call: Call, response: Response) -> Response:
        if call.number <= requests:
            return response
        return Response(429, b"", {"retry-after": "0"})

    return create_app(build_world(), evolve(CORRECT, finish=finish))


def test_a_correct_server_exits_with_0_and_writes_a_report(
    target_file: Path, tmp_path: Path
) -> None:
    ended = run("--target", target_file, "--seed", 7, "--report", tmp_path / "report")

    assert ended.returncode == 0, ended.stdout
    verdict = read_verdict(tmp_path / "report")
    assert (verdict["verdict"], verdict["seed"]) == ("holds", 7)
    assert verdict["requests"] <= 300 + 60 * max(0, len(load().operations[0].filters) - 2)
    assert [rule["id"] for rule in verdict["rules"]] == [
        rule.id for rule in catalogue(load().tested)
    ]
    assert {rule["status"] for rule in verdict["rules"]} == {"holds"}
    assert all(rule["cases"] and not rule["reason"] for rule in verdict["rules"])
    evidence = {rule["id"]: rule["operations"][0]["evidence"] for rule in verdict["rules"]}
    assert all(evidence[rule].startswith("The rule was checked in ") for rule in evidence)
    assert re.search(r"in \d+ successful responses\.$", evidence["data.amounts"])
    assert re.search(r"in \d+ error responses \(\d+ with status 400, ", evidence["errors.shape"])
    junit = ElementTree.parse(tmp_path / "report/junit.xml").getroot()[0]
    assert (junit.get("failures"), junit.get("errors"), junit.get("skipped")) == ("0", "0", "0")
    assert "verdict: holds" in ended.stdout
    text, repeat = target_file.read_text("utf-8"), verdict["repeat"]
    tokens = {"BITGO_ACCESS_TOKEN": MEMBER, "NOT_A_MEMBER_TOKEN": OUTSIDER}
    tokens["NO_PERMISSION_TOKEN"] = UNPERMITTED
    assert [one["name"] for one in repeat["variables"]] == list(tokens)
    assert parse(repeat["target_file"], "t.toml", tokens) == parse(text, "t.toml")
    assert not any(token in json.dumps(verdict) for token in tokens.values())
    assert repeat["install"].endswith(f"bitgo-oes-contract=={verdict['suite_version']}")
    options = f"--target {target_file.name} --profile quick"
    assert repeat["command"].startswith(f"bitgo-oes-contract {options}")


@pytest.mark.parametrize("target_file", [["ignores-partner-ids"]], indirect=True)
def test_a_violation_exits_with_1_and_shows_the_requests(target_file: Path, tmp_path: Path) -> None:
    target_file, folder = target_file.rename(tmp_path / "server.toml"), tmp_path / "report"
    ended = run("--target", target_file, "--report", folder, "--rules", "filters.exact")

    assert ended.returncode == 1
    shown = ended.stdout
    (rerun,) = re.findall("  rerun     (.+)", shown)
    words = f"python -m pytest contract_tests/server --target {target_file} --profile quick --seed"
    assert re.fullmatch(rf"{re.escape(words)} \d+ --rules filters\.exact", rerun)
    for name in ("report.html", "summary.md", "junit.xml"):
        assert rerun in (folder / name).read_text("utf-8")
    assert f"Check the rule again: {rerun}" in next(github.workflow_commands(read_verdict(folder)))
    assert "filters.exact: A filter selects exactly the records that match one of" in shown
    assert 'curl -sS -i -H "Authorization: Bearer $BITGO_ACCESS_TOKEN" ' in shown
    assert "/networkBalances/" in shown
    assert "--rules filters.exact" in shown
    (rule,) = read_verdict(folder)["rules"]
    assert rule["status"] == "violated"
    assert "partnerIds=" in rule["reason"]
    (on_operation,) = rule["operations"]
    assert on_operation["status"] == "violated"
    (violation, *_) = on_operation["violations"]
    assert violation["message"] == rule["reason"]
    assert "partnerIds=" in violation["requests"][-1]["url"]


@pytest.mark.parametrize(
    "target_file",
    [["crashes-on-bytes-that-are-no-utf-eight"], ["crashes-on-malformed-queries"]],
    indirect=True,
)
def test_a_crash_is_a_violation_after_the_run_has_waited_for_the_server(
    target_file: Path, tmp_path: Path
) -> None:
    files = ("--target", target_file, "--report", tmp_path)

    ended = run(*files, "--rules", "scenarios.invalid_*,parameters.no_crash")

    assert ended.returncode == 1, ended.stdout
    statuses = {rule["id"]: rule["status"] for rule in read_verdict(tmp_path)["rules"]}
    assert statuses["parameters.no_crash"] == "violated"


@pytest.mark.parametrize("target_file", [["byte-order-mark"]], indirect=True)
def test_a_cause_that_breaks_many_rules_is_told_once(target_file: Path, tmp_path: Path) -> None:
    options = ("--target", target_file, "--rules", "pagination,data.json,data.ids")
    ended = run(*options, "--report", tmp_path / "r")

    verdict = read_verdict(tmp_path / "r")
    (cause,) = verdict["causes"]
    rules = [one["rule"] for one in cause["rules"]]
    assert rules[0] == "data.json", "the rule that describes the cause best is the first one"
    assert len(rules) == 6
    assert cause["seen"].startswith("the body begins with a byte order mark")
    assert cause["seen"] in cause["sentence"]
    (body,) = next(one["operations"] for one in verdict["rules"] if one["id"] == rules[0])
    evidence = r"checked in (\d+) successful responses\. \1 of these responses violate the rule\."
    assert re.search(evidence, body["evidence"])
    assert f"5 other rules fail for the same reason: {', '.join(rules[1:])}\n" in ended.stdout
    printed = ended.stdout.partition("= FAILURES =")[2]
    assert "data.json: Every response is complete" in printed.partition("also ")[0]
    assert ended.stdout.count("actual    the body begins with a byte order mark") == 1
    assert "other rules fail for the same reason: " in ended.stdout
    assert ended.stdout.count("VIOLATED") == 6
    assert "6 failed" in ended.stdout


@pytest.mark.parametrize(
    ("more", "evidence"),
    [
        ({}, "The test of the rule sent 2 requests (all with status 200), of which 1 has the"),
        ({"checked": "9 responses", "wrong": 4}, "in 9 responses. 4 of these responses violate"),
        ({"checked": "9 responses"}, "in 9 responses. The number of responses that violate"),
    ],
)
def test_the_evidence_of_a_violated_rule_does_not_claim_that_all_responses_were_checked(
    more: dict[str, Any], evidence: str
) -> None:
    requests = [SentRequest("GET", "u", 200, 1.0, one) for one in ("", "no credential")]
    violations = [ReportedViolation("list", "text")]

    result = OperationResult("list", violations=violations, requests=requests, **more)
    assert evidence in result.evidence


def test_the_evidence_of_a_violation_without_own_requests_names_the_checked_responses() -> None:
    violations = [ReportedViolation("list", "text")]

    result = OperationResult("list", violations=violations, checked="9 responses", responses=9)

    assert result.evidence == "The rule was checked in 9 responses."
    assert result.cases == 9
    assert OperationResult("list", violations=violations).cases == 1


def test_a_scenario_missing_in_the_target_file_is_not_checked(target_file: Path) -> None:
    text = target_file.read_text("utf-8").replace("server_error.enterprise_id", "# ")
    target_file.write_text(text, "utf-8")

    ended = run("--target", target_file, "--rules", "scenarios.server_error,scenarios.unknown")

    assert ended.returncode == 0
    reason = "the target file has no scenarios.server_error.enterprise_id"
    assert f"not checked             {reason}" in ended.stdout

    target_file.write_text(text.partition("[foreign]")[0], "utf-8")

    ended = run("--target", target_file, "--rules", "scenarios.server_error,filters.foreign")

    assert ended.returncode == 2, "a run without a checked rule does not succeed"
    assert "verdict: not judged" in ended.stdout
    assert "the target file has none of foreign.connection_ids, foreign.partner" in ended.stdout


def test_a_server_that_does_not_respond_exits_with_2_and_one_sentence(tmp_path: Path) -> None:
    with serving(create_app(build_world())) as url:
        text = render_target(url)
    path = tmp_path / "target.toml"
    path.write_text(text, "utf-8")
    (tmp_path / "verdict.json").write_text('{"verdict": "holds"}')

    ended = run("--target", path, "--report", tmp_path)

    assert ended.returncode == 2
    verdict = read_verdict(tmp_path)
    assert (verdict["verdict"], verdict["interrupted"]) == ("not_judged", False)
    assert all("does not respond" in rule["reason"] for rule in verdict["rules"])
    assert "not judged" in ended.stdout
    assert "failed" not in ended.stdout
    assert f"error: {url} does not respond: " in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "passed" not in ended.stdout


@pytest.mark.parametrize(
    ("right", "wrong", "status"), [(MEMBER, "nonsense", 401), (str(MAIN), "no-uuid", 400)]
)
def test_a_token_or_enterprise_without_data_exits_with_2(
    target_file: Path, right: str, wrong: str, status: int
) -> None:
    target_file.write_text(target_file.read_text("utf-8").replace(right, wrong), "utf-8")

    ended = run("--target", target_file)

    assert ended.returncode == 2
    assert f"responds with status {status} to a request with the token" in ended.stderr


def test_a_check_that_could_not_be_judged_is_not_counted_as_failed(
    target_file: Path, tmp_path: Path
) -> None:
    with serving(busy_after(20)) as url:
        target_file.write_text(render_target(url), "utf-8")
        ended = run("--target", target_file, "--rules", "filters", "--report", tmp_path / "r")

    assert ended.returncode == 2, ended.stdout
    verdict = read_verdict(tmp_path / "r")
    assert (verdict["verdict"], verdict["interrupted"]) == ("not_judged", False)
    closing = ended.stdout.splitlines()[-1]
    assert " not judged" in closing
    assert "failed" not in closing
    assert "could not be judged: " in ended.stdout
    assert "still responds with 429" in ended.stdout


def test_an_invalid_target_file_is_wrong_usage(target_file: Path) -> None:
    text = target_file.read_text("utf-8").replace("unknown.", "forgotten.")
    target_file.write_text(text, "utf-8")

    ended = run("--target", target_file)

    assert ended.returncode >= 2
    assert "scenarios.forgotten: unknown scenario; the scenarios of the document" in ended.stderr
    assert ", no_permission, not_a_member, " in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "passed" not in ended.stdout


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            "[operations.listBalances]",
            "operations.listBalances: unknown operation; the operations of the document are list",
        ),
        ("[operations.listClientBalances.foreign]\nx = ['1']", "foreign.x: unknown filter"),
    ],
)
def test_an_unknown_name_in_the_target_file_is_wrong_usage(
    target_file: Path, table: str, sentence: str
) -> None:
    target_file.write_text(f"{target_file.read_text('utf-8')}\n{table}\n", "utf-8")

    ended = run("--target", target_file)

    assert ended.returncode >= 2
    assert sentence in ended.stderr


def test_collect_only_exits_with_0() -> None:
    ended = run("--collect-only", "-q")

    assert ended.returncode == 0, ended.stdout
    assert "test_the_pages_of_a_size_partition_the_records" in ended.stdout


def test_an_unknown_rule_is_wrong_usage() -> None:
    ended = run("--rules", "filters.exakt")

    assert ended.returncode >= 2
    assert "no rule has the name 'filters.exakt'; did you mean filters.exact" in ended.stderr


@pytest.mark.parametrize("target_file", [["ignores-page-size"]], indirect=True)
def test_runs_with_one_seed_send_the_same_requests(target_file: Path) -> None:
    def requests() -> list[str]:
        ended = run("--target", target_file, "--seed", 3, "--rules", "pagination")
        return [line for line in ended.stdout.splitlines() if "curl" in line or "cases" in line]

    first = requests()

    assert any("curl" in line for line in first)
    assert requests() == first
