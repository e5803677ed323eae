"""Tests that JUnit XML and HTTP Archives match their schemas, and that other tools read them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import xmlschema
from hypothesis import HealthCheck, given, settings
from junitparser import Error, Failure, JUnitXml, Skipped

from ..report.rendering import junit
from .saved_verdicts import RULES, texts, verdict
from .suite_process import run

SCHEMAS = Path(__file__).parent / "schemas"
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit.xsd")


def har_validator() -> jsonschema_rs.Validator:
    parts = json.loads((SCHEMAS / "har.json").read_text("utf-8"))
    registry = jsonschema_rs.Registry([(part["$id"], part) for part in parts.values()])
    return jsonschema_rs.Draft6Validator(parts["har.json"], registry=registry)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts())
def test_junit_matches_its_schema_and_is_read_by_junitparser(tmp_path: Path, text: str) -> None:
    content = verdict(("filters.exact",), ("data.ids",), ("data.json",), text)
    unjudged = content["rules"][-1]["operations"][0]
    unjudged.update(status="not_checked", judged=False, reason=text)
    path = tmp_path / "junit.xml"
    path.write_text(junit.render(content), "utf-8")

    assert [error.reason for error in JUNIT.iter_errors(path)] == []
    (suite,) = JUnitXml.fromfile(str(path))
    cases = {case.name: [type(result) for result in case.result] for case in suite}
    assert list(cases) == [rule.id for rule in RULES]
    assert {name: results for name, results in cases.items() if results} == {
        "filters.exact": [Failure],
        "data.ids": [Skipped],
        "data.json": [Skipped],
        content["rules"][-1]["id"]: [Error],
    }


def test_junit2html_shows_each_rule_and_the_violation(tmp_path: Path) -> None:
    source, page = tmp_path / "junit.xml", tmp_path / "junit.html"
    source.write_text(junit.render(verdict(("filters.exact",))), "utf-8")

    subprocess.run([sys.executable, "-m", "junit2htmlreport", source, page], check=True)

    shown = page.read_text("utf-8")
    assert all(rule.id in shown for rule in RULES)
    assert "Expected: status 403. Seen: status 200." in shown


def test_the_archive_of_requests_matches_its_schema(target_file: Path, tmp_path: Path) -> None:
    run(
        *("--target", target_file, "--report", tmp_path, "--seed", 1),
        *("--rules", "scenarios.malformed_enterprise_id", "--profile", "default"),
    )

    archive = json.loads((tmp_path / "requests.har").read_text("utf-8"))
    assert list(har_validator().iter_errors(archive)) == []
    sent = [entry["request"].get("comment", "") for entry in archive["log"]["entries"]]
    assert any(re.fullmatch("The URL was sent as http.*%/clients/balances", text) for text in sent)
