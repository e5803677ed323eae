"""Tests that the server suite needs no new code to test a second operation of a document."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ..contract import load
from ..mock_server import render_target, serving
from ..mock_server.default_world import SINGLE
from . import second_operation
from .suite_process import read_verdict, run

FIRST, SECOND = "listClientBalances", "listPartnerBalances"
OTHER_MEMBER = "mock-token-of-another-member"


def run_suite(
    folder: Path, *options: str, matches: second_operation.Select | None = None
) -> dict[str, Any]:
    document = second_operation.document(folder)
    with serving(second_operation.application(matches)) as url:
        (folder / "target.toml").write_text(render_target(url), "utf-8")
        files = ("--document", document, "--target", folder / "target.toml")
        ended = run(*files, "--report", folder / "report", "--seed", "1", *options)
        requests = (folder / "report" / "requests.har").read_text("utf-8")
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "/partners/" in requests
    return read_verdict(folder / "report")


def violated(verdict: dict[str, Any]) -> set[str]:
    return {rule["id"] for rule in verdict["rules"] if rule["status"] == "violated"}


def test_every_rule_tests_a_second_operation(tmp_path: Path) -> None:
    verdict = run_suite(tmp_path)

    assert verdict["verdict"] == "holds"
    assert {rule["status"] for rule in verdict["rules"]} == {"holds"}


def by_prefix(record: dict[str, Any], key: str, wanted: list[str]) -> bool:
    found: str = record[key]
    return any(found.startswith(text) for text in wanted)


def without_state(record: dict[str, Any], key: str, wanted: list[str]) -> bool:
    return key == "state" or record[key] in wanted


def in_any_property(record: dict[str, Any], _key: str, wanted: list[str]) -> bool:
    return any(value in wanted for value in record.values() if isinstance(value, str))


@pytest.mark.parametrize("matches", [by_prefix, without_state, in_any_property])
def test_a_fault_in_a_filter_of_the_second_operation_is_found(
    tmp_path: Path, matches: second_operation.Select
) -> None:
    assert violated(run_suite(tmp_path, "--rules", "filters", matches=matches)) >= {"filters.exact"}


def statuses(verdict: dict[str, Any], operation: str) -> set[str]:
    return {
        entry["status"]
        for rule in verdict["rules"]
        for entry in rule["operations"]
        if entry["operation"] == operation
    }


def test_operations_of_different_callers_are_both_judged(tmp_path: Path) -> None:
    app = second_operation.application(member=OTHER_MEMBER, owner=SINGLE)
    table = f'[operations.{SECOND}]\nenterprise_id = "{SINGLE}"\ntoken = "{OTHER_MEMBER}"\n'
    with serving(app) as url:
        (tmp_path / "target.toml").write_text(render_target(url) + table, "utf-8")
        files = ("--document", second_operation.document(tmp_path))
        options = ("--target", tmp_path / "target.toml", "--report", tmp_path / "report")
        ended = run(*files, *options, "--rules", "filters.exact,scenarios.not_a_member")
    verdict = read_verdict(tmp_path / "report")

    assert ended.returncode == 0, ended.stdout
    assert statuses(verdict, FIRST) == statuses(verdict, SECOND) == {"holds"}
    assert OTHER_MEMBER not in ended.stdout
    assert OTHER_MEMBER not in (tmp_path / "report/requests.har").read_text("utf-8")


def test_an_operation_that_cannot_be_reached_is_not_checked_and_the_other_is_judged(
    target_file: Path, tmp_path: Path
) -> None:
    files = ("--document", second_operation.document(tmp_path), "--target", target_file)

    ended = run(*files, "--rules", "filters,data.ids", "--report", tmp_path / "report")

    assert ended.returncode == 0, ended.stdout
    verdict = read_verdict(tmp_path / "report")
    assert verdict["verdict"] == "holds"
    assert statuses(verdict, FIRST) == {"holds"}
    assert statuses(verdict, SECOND) == {"not_checked"}
    assert {rule["status"] for rule in verdict["rules"]} == {"not_checked"}
    assert all(f"{SECOND} cannot be tested: " in rule["reason"] for rule in verdict["rules"])
    assert "status 404" in ended.stdout


def test_only_the_selected_operation_is_tested(target_file: Path, tmp_path: Path) -> None:
    files = ("--document", second_operation.document(tmp_path), "--target", target_file)
    options = ("--rules", "data.ids", "--report", tmp_path / "report")

    ended = run(*files, *options, "--operation", FIRST)

    assert ended.returncode == 0, ended.stdout
    assert f"--operation {FIRST}" not in ended.stdout, "nothing is violated"
    (rule,) = read_verdict(tmp_path / "report")["rules"]
    assert [entry["operation"] for entry in rule["operations"]] == [FIRST]
    assert run(*files, *options, "--operation", SECOND).returncode == 2


def test_a_parameter_without_a_meaning_is_listed_as_not_checked(
    target_file: Path, tmp_path: Path
) -> None:
    content = deepcopy(load().document)
    (item,) = content["paths"].values()
    item["get"]["parameters"] += [
        {"name": "sortBy", "in": "query", "schema": {"type": "string"}},
        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
    ]
    (tmp_path / "document.json").write_text(json.dumps(content), "utf-8")

    files = ("--document", tmp_path / "document.json", "--target", target_file)
    ended = run(*files, "--rules", "data.ids", "--report", tmp_path / "report")

    unchecked = read_verdict(tmp_path / "report")["unchecked_parameters"]
    assert {(one["parameter"], one["in"]) for one in unchecked} == {
        ("sortBy", "query"),
        ("X-Trace", "header"),
    }
    for name in ("sortBy", "X-Trace"):
        (line,) = (line for line in ended.stdout.splitlines() if line.startswith(name))
        assert "not checked" in line
