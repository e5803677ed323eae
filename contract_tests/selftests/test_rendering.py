"""Tests of the reports that are rendered from `verdict.json`: page, JUnit XML, Markdown, badge."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest
from hypothesis import given, settings
from markupsafe import escape

from .. import command
from ..report.rendering import badge, github, junit, markdown
from ..report.rendering.comparison import compare, history
from ..report.rendering.contract_location import location_words
from ..report.rendering.likely_causes import likely_causes
from ..report.rendering.marked_difference import mark_difference
from ..report.rendering.page import history_page, report_page
from ..report.rendering.saved_verdict import Outcome, VerdictFileError, read, results
from ..report.request_journal import Kind
from .saved_verdicts import RULES, as_version_1, texts, verdict
from .suite_process import SCHEMA

VIOLATED = ("filters.exact", "scenarios.no_permission")


class Page(HTMLParser):
    """A parsed HTML page: the elements, their ids and event handlers, the links, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name.startswith("on") or name == "style":
                self.handlers.append(name)
            if name in ("href", "src"):
                self.addresses.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_saved_verdict_matches_its_schema() -> None:
    jsonschema_rs.validate(SCHEMA, verdict(VIOLATED, ("data.ids",), ("data.json",)))


def test_the_page_shows_each_rule_with_its_outcome() -> None:
    content = verdict(VIOLATED, unchecked=("data.ids",), known=("data.json",))

    page = Page(report_page(content))

    assert f"The server violates 2 of {len(RULES) - 1} rules, probably by one cause." in page.text
    for rule in RULES:
        assert rule.id in page.text
        assert rule.sentence in page.text
    assert set(VIOLATED) | {"data.json"} <= set(page.ids)
    assert "data.ids" not in page.ids
    assert "because status 200" in page.text


def test_the_page_shows_all_that_is_needed_to_mend_a_violation() -> None:
    page = Page(report_page(verdict(VIOLATED)))

    for text in (
        "curl -H 'Authorization: Bearer $BITGO_ACCESS_TOKEN'",
        "export BITGO_ACCESS_TOKEN='…'",
        "$BITGO_ACCESS_TOKEN stands for the secret of the caller with access to the data (token)",
        "x-text: status 200",
        "since the contract says, at #/paths",
        "Number of records: at most 1 expected, 48 seen",
        "In the response, but not expected: 1",
        "The contract says, at #/paths",
        "python -m pip install bitgo-oes-contract==1.2.0",
        "bitgo-oes-contract --target t.toml --seed 7 --rules filters.exact",
        "Save the target file as t.toml",
    ):
        assert text in page.text


def test_the_page_needs_nothing_from_elsewhere() -> None:
    html = report_page(verdict(VIOLATED))
    page = Page(html)

    assert [one for one in page.addresses if not one.startswith(("#", "data:,"))] == []
    assert {one for one in page.addresses if one.startswith("#")} <= {f"#{one}" for one in page.ids}
    assert "default-src 'none'" in html
    assert page.handlers == []


def test_rules_that_one_cause_may_explain_are_shown_together() -> None:
    content = verdict(("data.ids", "data.json", "data.schema"))
    page = Page(report_page(content))

    headings = [line for line in markdown.summary(content).splitlines() if line.startswith("###")]
    assert [line.partition(" ")[0] for line in headings] == ["###", "####", "####"]
    (annotation,) = (line for line in github.workflow_commands(content) if "::error" in line)
    also = "The violations of 2 other rules may have the same cause"
    assert f"{also}: data.schema, data.ids." in annotation
    explained = "data.json, data.schema and data.ids"
    assert f"One cause may explain the violations of {explained}." in page.text
    assert "Begin with data.json, which has the simplest request." in page.text
    assert also in page.text


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ((400, "a"), (400, "b"), True),
        ((400, "a"), (500, "a"), False),
        ((400, "a"), (200, "a"), False),
        ((200, "a"), (200, "ab"), True),
        ((200, "ab"), (200, "a"), True),
        ((200, "a"), (200, "b"), False),
        ((200, ""), (200, "a"), True),
    ],
)
def test_rules_are_grouped_by_status_or_by_the_parameters_of_wrong_records(
    one: tuple[int, str], other: tuple[int, str], together: bool
) -> None:
    content = verdict(("filters.exact", "filters.combined"))
    violated = [r for r in results(content) if r.outcome is Outcome.VIOLATED]
    for result, (status, parameters) in zip(violated, (one, other), strict=True):
        (violation,) = result.operation["violations"]
        value = violation["values"][0]
        sent = {**value, "malformed": ""}
        violation["values"] = [{**sent, "parameter": name} for name in parameters]
        violation["requests"][0]["status"] = status
        violation["seen"] = "2 records" if status == 200 else f"status {status}"

    assert [len(cause.rules) for cause in likely_causes(content, violated)] == (
        [2] if together else [1, 1]
    )


@pytest.mark.parametrize(
    ("kind", "statuses", "is_red"),
    [
        ("allowed", {"400": 2, "0": 1}, True),
        ("absent", {"500": 1}, True),
        ("allowed", {"200": 1, "400": 2}, False),
        ("several", {"204": 1}, False),
        ("malformed", {"400": 2}, False),
    ],
)
def test_valid_values_with_which_no_request_was_served_are_red(
    kind: str, statuses: dict[str, int], is_red: bool
) -> None:
    content = verdict()
    content["input_space"][0].update(kind=kind, statuses=statuses)

    html = report_page(content)

    assert (f'<td class="wrong" data-label="{kind}">' in html) == is_red
    assert ("A red cell" in html) == is_red


def test_a_passage_of_the_contract_is_quoted_once() -> None:
    page = Page(report_page(verdict(VIOLATED, known=("data.json",))))

    assert page.text.count("The contract says, at #/paths") == 1
    assert page.text.count("The contract, at #/paths: quoted at filters.exact.") == 2


def test_only_requests_with_a_wrong_response_are_marked() -> None:
    content = verdict(VIOLATED)
    operation = content["rules"][0]["operations"][0]
    shown = content["rules"][7]["operations"][0]["violations"][0]["requests"][-1]
    operation["requests"][1] = {key: shown[key] for key in operation["requests"][1]}

    rows = re.search(
        '<script type="application/json" id="data">(.*?)</script>', report_page(content)
    )

    assert rows is not None
    marked = [row for row in json.loads(rows[1]) if row[-1]]
    assert [(row[0], row[-1]) for row in marked] == [(content["rules"][0]["id"], list(VIOLATED))]


def test_the_page_of_a_thousand_requests_is_small() -> None:
    html = report_page(verdict(VIOLATED, text="?partnerIds=" + "1f3a-" * 30, requests=40))

    assert len(RULES) * 40 > 1000
    assert len(html.encode()) < 2_000_000


@settings(max_examples=30)
@given(texts())
def test_no_text_of_a_server_becomes_markup_or_a_command(text: str) -> None:
    content = verdict(VIOLATED, ("data.ids",), ("data.json",), text=text)
    plain = verdict(VIOLATED, ("data.ids",), ("data.json",), text="x")

    page, other = Page(report_page(content)), Page(report_page(plain))
    # Other words of a response are marked in another way.
    tags, other_tags = ([tag for tag in one.tags if tag != "mark"] for one in (page, other))
    assert tags == other_tags
    assert page.handlers == []

    root = ET.fromstring(junit.render(content))
    assert len(root.findall("testsuite/testcase")) == len(RULES)
    assert len(root.findall("testsuite/testcase/failure")) == len(VIOLATED)
    ET.fromstring(badge.render(content))

    lines = list(github.workflow_commands(content))
    assert all(line.startswith(("::error title=", "::notice title=")) for line in lines)
    assert not any("\n" in line or "\r" in line for line in lines)

    headings = [line for line in _outside_code(markdown.summary(content)) if line.startswith("#")]
    assert len(headings) == 1 + len(VIOLATED)
    assert "<" not in re.sub(
        "</?(details|summary)>", "", "".join(_outside_code(markdown.summary(content)))
    )


def _outside_code(text: str) -> list[str]:
    """Return the lines of a Markdown text outside of code blocks. Inline code is removed."""
    lines, fence = [], ""
    for line in text.split("\n"):
        if fence:
            fence = "" if line == fence else fence
        elif match := re.match("(`{3,})text$", line):
            fence = match[1]
        else:
            lines.append(re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", line))
    assert not fence
    return lines


def test_junit_has_a_test_case_for_each_rule_with_its_time_and_outcome() -> None:
    content = verdict(VIOLATED, unchecked=("data.ids",), known=("data.json",))

    (suite,) = ET.fromstring(junit.render(content))

    assert [case.get("name") for case in suite.findall("testcase")] == [rule.id for rule in RULES]
    assert {case.get("classname") for case in suite.findall("testcase")} == {"listClientBalances"}
    assert (suite.get("failures"), suite.get("errors"), suite.get("skipped")) == ("2", "0", "2")
    failures = {case.get("name"): case.find("failure") for case in suite.findall("testcase")}
    failure = failures["filters.exact"]
    assert failure is not None
    assert "Expected: status 403. Seen: status 200." in (failure.get("message") or "")
    assert all(len(one.get("value") or "") < 200 for one in suite.iter("property"))


def test_a_server_that_was_not_judged_is_an_error_in_junit() -> None:
    content = verdict()
    for rule in content["rules"]:
        for one in rule["operations"]:
            one.update(status="not_checked", judged=False, reason="does not respond")

    (suite,) = ET.fromstring(junit.render(content))

    assert suite.get("errors") == str(len(RULES))


def test_each_report_states_once_why_rules_were_not_judged() -> None:
    content = verdict()
    content["verdict"] = "not_judged"
    for rule in content["rules"]:
        for one in rule["operations"]:
            one.update(status="not_checked", judged=False, reason="does not respond")

    assert list(github.workflow_commands(content)) == ["::error title=not judged::does not respond"]
    assert markdown.summary(content).count("> Not judged: does not respond\n") == 1
    assert report_page(content).count('<p class="note">does not respond</p>') == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "The server could not be judged."),
        ({"interrupted": True}, "The run was interrupted before the server could be judged."),
    ],
)
def test_a_run_without_results_is_an_error(changes: dict[str, Any], sentence: str) -> None:
    content = {**verdict(), "rules": [], "verdict": "not_judged", **changes}

    assert list(github.workflow_commands(content)) == [f"::error title=not judged::{sentence}"]
    assert markdown.summary(content).startswith(f"## ⚠️ {markdown.escape(sentence)}\n")
    assert ">contract: not judged<" in badge.render(content).replace("title>", ">")


def test_known_violations_are_no_errors_and_have_their_reasons() -> None:
    content = verdict(known=("data.json",))
    (known,) = (rule["known"] for rule in content["rules"] if rule["id"] == "data.json")

    (line,) = github.workflow_commands(content)

    assert line == f"::notice title=data.json::known violation: {known}"
    assert f"accepted because: {known}" in markdown.summary(content)
    assert "only known violations were found" in Page(report_page(content)).text


@pytest.mark.parametrize(
    ("violated", "words"), [(VIOLATED, "2 rules violated"), (VIOLATED[:1], "1 rule violated")]
)
def test_the_badge_counts_the_violated_rules(violated: tuple[str, ...], words: str) -> None:
    assert f">{words}</text>" in badge.render(verdict(violated))


@pytest.mark.parametrize("command", ["suite --target t.toml --rules filters.exact", "suite --mock"])
def test_every_form_has_the_command_of_the_run_that_checks_the_rule_again(command: str) -> None:
    content = verdict(VIOLATED[:1])
    (violated,) = (r for r in results(content) if r.outcome is Outcome.VIOLATED)
    violated.operation["violations"][0]["command"] = command
    failure = ET.fromstring(junit.render(content)).find(".//failure")

    assert failure is not None
    assert (failure.text or "").endswith(f"rerun     {command}")
    assert f"Check the rule again: {markdown.code(command)}" in markdown.summary(content)
    assert next(github.workflow_commands(content)).endswith(f"Check the rule again: {command}")
    assert command in Page(report_page(content)).text


@pytest.mark.parametrize("is_elsewhere", [True, False])
def test_the_page_has_the_command_of_the_run_and_the_command_for_another_machine(
    is_elsewhere: bool,
) -> None:
    content = verdict(VIOLATED)
    if is_elsewhere:
        content["command"] = "python -m pytest contract_tests/server --target ci/t.toml --seed 7"
    page = Page(report_page(content)).text

    assert content["command"] in page
    assert content["repeat"]["command"] in page
    assert ("On another machine, follow the steps below." in page) == is_elsewhere


@pytest.mark.parametrize(("number", "further"), [(10, ""), (11, "1 further violation."), (12, "2")])
def test_the_summary_has_at_most_ten_violations(number: int, further: str) -> None:
    content = verdict(tuple(rule.id for rule in RULES[:number]))
    violated = [r for r in results(content) if r.outcome is Outcome.VIOLATED]
    for result, letter in zip(violated, "abcdefghijkl", strict=False):
        result.operation["violations"][0].update(seen=letter, records=[], counts=None)

    text = markdown.summary(content)

    assert text.count("\n### ") == 10
    assert (f"The page also shows {further}" in text) == bool(further)


@pytest.mark.parametrize(("number", "further"), [(1, ""), (2, "1 further failure "), (3, "2")])
def test_the_summary_counts_the_failures_that_it_leaves_out(number: int, further: str) -> None:
    content = verdict(VIOLATED[:1])
    (violated,) = (r for r in results(content) if r.outcome is Outcome.VIOLATED)
    violated.operation["violations"] *= number

    text = markdown.summary(content)

    assert ("The page also shows" in text) == bool(further)
    assert further in text


@pytest.mark.parametrize(("url", "is_proof"), [("?x=1&x=2", True), ("?x=1", False), ("", False)])
def test_the_lines_that_permit_several_values_are_marked(url: str, is_proof: bool) -> None:
    content = verdict(VIOLATED[:1])
    (violated,) = (r for r in results(content) if r.outcome is Outcome.VIOLATED)
    (violation,) = violated.operation["violations"]
    violation["passages"][0]["text"] = "name: x\nin: query\nexplode: true"
    violation["requests"][-1]["url"] = f"https://a.example/balances{url}"

    html = report_page(content)

    assert ("<mark>explode: true</mark>" in html) == is_proof
    assert ('<details class="passage" open>' in html) == is_proof


@pytest.mark.parametrize(
    ("body", "byte"), [("caf\\xe9", "E9"), ("caf\\\\xe9", ""), ("caf\\x41", ""), ("café", "")]
)
def test_a_byte_that_is_not_utf_8_is_explained(body: str, byte: str) -> None:
    content = verdict(VIOLATED[:1])
    (violated,) = (r for r in results(content) if r.outcome is Outcome.VIOLATED)
    violated.operation["violations"][0]["requests"][-1]["body"] = body

    text = Page(report_page(content)).text

    assert ("of the body, which is not UTF-8" in text) == bool(byte)
    assert f"stands for the byte {byte}" in text or not byte


def test_the_kinds_of_values_are_in_the_order_of_their_declaration() -> None:
    content = verdict()
    (cell,) = content["input_space"]
    kinds = [kind.value for kind in Kind]
    content["input_space"] = [{**cell, "kind": kind} for kind in reversed(kinds)]

    text = report_page(content)

    assert re.findall('<td[^>]* data-label="(.*?)">', text) == kinds


def test_a_missing_credential_is_not_red() -> None:
    content = verdict()
    content["input_space"][0].update(
        parameter="Authorization", kind="absent", statuses={"401": 1}, **{"in": "header"}
    )

    assert 'class="wrong"' not in report_page(content)


def test_json_bodies_are_indented_and_other_bodies_unchanged() -> None:
    content = verdict(VIOLATED[:1])
    (violated,) = (r for r in results(content) if r.outcome is Outcome.VIOLATED)
    request = violated.operation["violations"][0]["requests"][-1]
    for body, shown in (('{"a":1}', '{\n  "a": 1\n}'), ('{"a":1', '{"a":1'), ("7 ", "7 ")):
        request["body"] = body
        assert f"<pre>{escape(shown)}</pre>" in report_page(content)


def test_the_results_of_two_operations_have_two_anchors() -> None:
    content = verdict(VIOLATED[:1])
    for rule in content["rules"]:
        rule["operations"].append({**rule["operations"][0], "operation": "another"})

    ids = Page(report_page(content)).ids

    assert {"filters.exact-listClientBalances", "filters.exact-another"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_the_list_of_requests_has_the_credential_of_another_caller() -> None:
    content = verdict(requests=1)
    content["rules"][0]["operations"][0]["requests"][0]["credential"] = "no credential"

    rows = re.search('id="data">(.*?)</script>', report_page(content))

    assert rows is not None
    assert [row[6:] for row in json.loads(rows[1])[:2]] == [["no credential"], []]


def test_the_requests_of_a_comparison_have_short_addresses() -> None:
    content = verdict(VIOLATED[:1])
    (violated,) = (r for r in results(content) if r.outcome is Outcome.VIOLATED)
    (violation,) = violated.operation["violations"]
    for url in ("https://a.example/balances?x=1", "https://a.example/balances"):
        reference = {**violation["requests"][-1], "role": "reference", "url": url}
        violation["requests"].insert(0, reference)

    html = report_page(content)

    assert "<code>GET …?x=1</code>" in html
    assert "<code>GET balances</code>" in html


def test_the_summary_begins_with_the_violations() -> None:
    lines = markdown.summary(verdict(VIOLATED)).splitlines()

    assert lines[0].startswith("## ❌ The server violates 2 of ")
    first = next(line for line in lines if line.startswith("###"))
    assert first.startswith("### `filters.exact` A filter selects exactly the records that match")
    assert lines.index(first) < next(n for n, line in enumerate(lines) if "All rules" in line)


@pytest.mark.parametrize(
    ("expected", "seen", "marked"),
    [
        ("status 403", "status 200", ("status <mark>403</mark>", "status <mark>200</mark>")),
        ("is < 3", "is 3", ("is <mark>&lt;</mark> 3", "is 3")),
        ("page 2 of size 1 has no record", "1 record of page 2", None),
        ("a 4xx status, or no records", "00a3d372-b960-5307-837a-9198ea640018", None),
        (
            "record 00a3d372-b960-5307-837a-9198ea640018",
            "record 00a3d372-b960-5307-837a-9198ea640019",
            (
                "record <mark>00a3d372-b960-5307-837a-9198ea640018</mark>",
                "record <mark>00a3d372-b960-5307-837a-9198ea640019</mark>",
            ),
        ),
    ],
)
def test_whole_words_are_marked_where_similar_texts_differ(
    expected: str, seen: str, marked: tuple[str, str] | None
) -> None:
    assert mark_difference(expected, seen) == (marked or (expected, seen))


@given(texts(), texts())
def test_marks_change_no_text(expected: str, seen: str) -> None:
    marked = mark_difference(expected, seen)

    plain = [re.sub("</?mark>", "", text) for text in marked]
    assert plain == [escape(expected), escape(seen)]


@pytest.mark.parametrize(
    ("pointer", "text", "words"),
    [
        (
            "#/paths/~1a~1{b}/get/parameters/1",
            "name: page\nin: query",
            "GET /a/{b} → parameter page",
        ),
        ("#/paths/~1a/get/parameters", "", "GET /a → parameters"),
        (
            "#/paths/~1a/post/responses/400/content/application~1json/schema",
            "",
            "POST /a → 400 → application/json → schema",
        ),
        ("#/paths/~1a/get", "", "GET /a"),
        ("#/components/schemas/Error/properties/error", "", "Error → error"),
        ("#/paths", "", "#/paths"),
    ],
)
def test_a_location_is_described_in_words(pointer: str, text: str, words: str) -> None:
    assert location_words(pointer, text) == words


def saved(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_a_verdict_of_version_1_is_rendered(tmp_path: Path) -> None:
    old = as_version_1(verdict(VIOLATED, unchecked=("data.ids",), known=("data.json",)))

    upgraded = read(saved(tmp_path / "v1.json", old))

    jsonschema_rs.validate(SCHEMA, upgraded)
    page = Page(report_page(upgraded))
    assert f"The server violates 2 of {len(RULES) - 1} rules, probably by one cause." in page.text
    assert "curl -H" in page.text
    assert ET.fromstring(junit.render(upgraded)).find("testsuite") is not None


def test_a_verdict_of_version_2_without_later_properties_is_rendered(tmp_path: Path) -> None:
    newest = verdict((*VIOLATED, "data.ids", "data.json"))
    for result in results(newest):
        for violation in result.operation["violations"]:
            violation["requests"].insert(0, {**violation["requests"][0], "role": "reference"})
    old = without(newest, {"causes", "repeat", "evidence", "since", "differences", "counts", "role",
                           "purpose", "times"})  # fmt: skip

    upgraded = read(saved(tmp_path / "v2.json", old))

    assert upgraded.keys() == newest.keys()
    assert upgraded["causes"] == newest["causes"]
    assert {
        tuple(request["role"] for request in violation["requests"])
        for result in results(upgraded)
        for violation in result.operation["violations"]
    } == {("reference", "violation")}
    assert "curl -H" in Page(report_page(upgraded)).text
    assert read(saved(tmp_path / "new.json", newest)) == newest


def without(value: Any, keys: set[str]) -> Any:
    """Return a JSON value without the properties that have the given names, at any depth."""
    if isinstance(value, dict):
        return {key: without(item, keys) for key, item in value.items() if key not in keys}
    return [without(item, keys) for item in value] if isinstance(value, list) else value


def test_a_verdict_with_the_required_properties_alone_is_rendered(tmp_path: Path) -> None:
    rule = {"id": "filters.exact", "area": "filters", "status": "violated", "cases": 3}
    least = {"verdict": "violated", "seed": 1, "requests": 3, "rules": [{**rule, "reason": "why"}]}

    page = Page(report_page(read(saved(tmp_path / "least.json", least))))

    assert "The server violates 1 of 1 rule." in page.text
    assert "why" in page.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "the file is not JSON"),
        ("[]", "the file is not a verdict.json"),
        ('{"verdict": "holds", "rules": 3}', "the file is not a verdict.json"),
        (
            '{"verdict": "holds", "rules": [], "schema_version": 99}',
            "a newer suite wrote this file",
        ),
        ('{"verdict": "fine", "rules": [], "seed": 1, "requests": 1}', "/verdict: "),
        (
            '{"verdict": "holds", "rules": [], "schema_version": 2, "seed": 1, "requests": 1}',
            '"seconds" is a required property',
        ),
        ('{"verdict": "holds", "rules": [], "schema_version": "2"}', "a newer suite wrote"),
    ],
)
def test_a_file_that_is_not_a_verdict_is_rejected_with_a_reason(
    tmp_path: Path, content: str, sentence: str
) -> None:
    (tmp_path / "x.json").write_text(content, "utf-8")

    with pytest.raises(VerdictFileError, match=sentence):
        read(tmp_path / "x.json")


def test_the_command_report_writes_each_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(tmp_path / "verdict.json", verdict(VIOLATED))
    files = [tmp_path / name for name in ("j.xml", "m.md", "b.svg")]

    status = command.main(
        ["report", str(path), "--html", str(tmp_path / "page"), "--junit", str(files[0]),
         "--markdown", str(files[1]), "--badge", str(files[2])]
    )  # fmt: skip

    assert status == 0
    assert capsys.readouterr().out == f"{tmp_path / 'page/report.html'}\n"
    assert all(file.stat().st_size for file in files)


def test_github_gets_annotations_and_a_job_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    path = saved(tmp_path / "verdict.json", verdict(VIOLATED, unchecked=("data.ids",)))

    assert command.main(["report", str(path), "--github"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("::A ")[0] for line in lines[:1]] == ["::error title=filters.exact"]
    assert lines[-1] == "::notice title=1 not checked::data.ids: because status 200"
    assert (tmp_path / "summary.md").read_text("utf-8").startswith("## ❌ The server violates 2")


def test_a_missing_verdict_exits_with_2_and_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["report", str(tmp_path / "absent.json")])

    assert stopped.value.code == 2
    assert "absent.json: cannot read the verdict: No such file" in capsys.readouterr().err


def test_the_page_of_a_comparison_shows_the_changes() -> None:
    found = compare(verdict(), verdict(VIOLATED))

    page = Page(report_page(found.new, found))

    assert "Changes since 2026-03-01 09:30" in page.text
    assert "Broken" in page.text


def test_the_page_of_a_history_shows_each_run() -> None:
    verdicts = [verdict(), verdict(VIOLATED)]

    page = Page(history_page(verdicts, history(verdicts)))

    assert f"The server violates 2 of {len(RULES)} rules." in page.text
    assert page.tags.count("tr") == 1 + len(RULES)


def test_the_history_begins_with_the_gravest_and_newest_outcomes() -> None:
    rules = ("filters.exact", "data.ids", "data.json")
    old = verdict(violated=rules[:1])
    new = verdict(violated=rules[:2], unchecked=rules[2:])

    page = history_page([old, new], history([old, new]))

    names = re.findall('<tr><th scope="row"><code>(.*?)</code>', page)
    assert names[:3] == ["data.ids", "filters.exact", "data.json"]
    marks = page.partition('aria-label="Marks">')[2].partition("</ul>")[0]
    assert re.findall("</span> (.*?)</li>", marks) == ["violated", "not checked", "holds"]
