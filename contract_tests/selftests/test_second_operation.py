"""Tests that the server suite needs no new code to test a second operation of a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..mock_server import render_target, serving
from . import second_operation
from .suite_process import read_verdict, run


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
