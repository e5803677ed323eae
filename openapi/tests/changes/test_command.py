"""Tests of `python -m openapi.changes`: input documents, output formats and exit status."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openapi.changes import sources
from openapi.changes.cli import main
from openapi.tests.changes.editing import GONE, edited
from openapi.tests.inputs import CONTRACT, PARCELS

Run = Callable[..., tuple[int, str, str]]
Write = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_main(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        return status, *capsys.readouterr()

    return run_main


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_edited(*edits: tuple[str, Any]) -> str:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.yaml"
        path.write_text(json.dumps(edited(*edits)), "utf-8")
        return str(path)

    return write_edited


@pytest.mark.parametrize(
    ("location", "value", "status", "step", "due"),
    [
        ("document/info/version", "1.4.3", 0, "none", "1.4.2"),
        ("response/description", "Parcels.", 0, "patch", "1.4.3"),
        ("kind/schema/enum", ["box", "letter", "tube"], 0, "minor", "1.5.0"),
        ("operation/operationId", "listParcels", 1, "major", "2.0.0"),
        ("page/required", True, 1, "major", "2.0.0"),
    ],
)
def test_the_exit_status_is_1_if_a_difference_is_breaking(
    run: Run, write: Write, location: str, value: object, status: int, step: str, due: str
) -> None:
    exit_status, out, err = run(write(), write((location, value)), "--json")

    report = json.loads(out)
    assert (exit_status, err) == (status, "")
    assert (report["step"], report["next_version"], report["breaking"]) == (step, due, bool(status))


def test_json_holds_the_pointer_before_after_class_sentence_and_reason(
    run: Run, write: Write
) -> None:
    _, out, _ = run(write(), write(("limit/schema/default", 50)), "--json")

    (difference,) = json.loads(out)["differences"]
    pointer = "/paths/~1depots~1{depotId}~1parcels/post/parameters/0/schema/default"
    assert (difference["pointer"], difference["before"], difference["after"]) == (pointer, 20, 50)
    assert (difference["class"], difference["direction"]) == ("breaking-wire", "request")
    assert difference["kind"] == "default-changed"
    assert difference["sentence"].startswith("The default of the query parameter `limit` is now 50")
    assert difference["reason"]


def test_an_absent_node_has_no_before_or_after(run: Run, write: Write) -> None:
    _, out, _ = run(write(), write(("operation/parameters/2", GONE)), "--json")

    (difference,) = json.loads(out)["differences"]
    assert "after" not in difference
    assert difference["new_pointer"] is None
    assert difference["old_pointer"].endswith("/parameters/2")


def test_the_table_shows_sentence_values_and_reason(run: Run, write: Write) -> None:
    status, out, _ = run(write(), write(("limit/schema/default", 50)))

    assert status == 1
    assert out.startswith("breaking-wire    The default of the query parameter `limit`")
    assert "20 -> 50" in out
    assert "reason: " in out
    assert out.endswith("a major step; after 1.4.2, the next version is 2.0.0.\n")


def test_long_texts_are_shown_near_their_first_difference(run: Run, write: Write) -> None:
    text = "It is the page, counted from zero, of those that are left by the filters, in any order."
    before = write(("page/description", text))

    _, reworded, _ = run(before, write(("page/description", text.replace("any", "their"))))
    _, relaid, _ = run(before, write(("page/description", text.replace("left by", "left\n\nby"))))

    assert "… the filters, in any order. -> … the filters, in their order." in reworded
    assert "… those that are left by the filters, in any order. -> " in relaid
    assert " -> … those that are left\\n\\nby the filters, in any order." in relaid


def test_markdown_has_a_table_for_each_class(run: Run, write: Write) -> None:
    edits = ("page/required", True), ("page/schema/pattern", "^(a|b)$"), ("page/description", "X.")
    _, out, _ = run(write(), write(*edits), "--markdown")

    assert "#### Breaking on the wire" in out
    assert "<details><summary>Documentation (1)</summary>" in out
    assert "^(a\\|b)$" in out
    rows = [line for line in out.splitlines() if line.startswith("|")]
    assert {row.replace("\\|", "").count("|") for row in rows} == {5}


def test_the_draft_for_the_changelog_is_ordered_by_class(run: Run, write: Write) -> None:
    edits = ("page/required", True), ("page/description", "X.")
    _, out, _ = run(write(), write(*edits), "--changelog")

    assert out.splitlines()[0] == "## 2.0.0, not released yet"
    assert "### Breaking on the wire\n\n- The query parameter `page` is now required" in out
    assert "### Documentation" in out


def test_the_next_version_is_unknown_if_versions_are_not_semantic(run: Run, write: Write) -> None:
    version = ("document/info/version", "2026-06-11+833f6faa")
    status, out, _ = run(write(version), write(version, ("page/required", True)))

    assert status == 1
    assert "a major step. The next version is unknown" in out


def test_a_document_is_read_from_standard_input(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = Path(write(("page/required", True))).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    assert run(str(PARCELS), "-")[0] == 1


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a git repository with one commit, which contains a small OpenAPI document."""
    root = tmp_path / "repository"
    (root / "openapi").mkdir(parents=True)
    (root / sources.DOCUMENT_PATH).write_bytes(PARCELS.read_bytes())
    identity = ("-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "first")):
        subprocess.run(["git", "-C", str(root), *command], check=True)
    monkeypatch.setattr(sources, "ROOT", root)
    return root


@pytest.mark.parametrize("source", ["HEAD", f"HEAD:{sources.DOCUMENT_PATH}"])
def test_a_document_is_read_from_a_git_revision(
    run: Run, write: Write, repository: Path, source: str
) -> None:
    (repository / sources.DOCUMENT_PATH).write_text("edited since")

    assert run(source, write())[0] == 0
    assert run(source, write(("page/required", True)))[0] == 1


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere.yaml", "there is no such file, and no such git revision"),
        ("HEAD~99", "there is no such file, and no such git revision"),
        ("--output=x", "there is no such file, and no such git revision"),
        ("HEAD:nowhere.yaml", "the revision has no file nowhere.yaml"),
        (str(Path(__file__).parent), "it is a folder"),
    ],
)
@pytest.mark.usefixtures("repository")
def test_a_missing_document_exits_2_with_one_sentence(run: Run, source: str, message: str) -> None:
    status, out, err = run("--", source, str(PARCELS))

    assert (status, out) == (2, "")
    assert message in err
    assert err.startswith("openapi.changes: ")
    assert err.count("\n") == 1


def test_a_revision_without_git_exits_2_with_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    status, out, err = run("HEAD~1", str(PARCELS))

    assert (status, out) == (2, "")
    assert "git is not installed" in err
    assert err.count("\n") == 1


INFO = "info: {title: T, version: '1'}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "line 1, column 4: unclosed bracket '['"),
        ("a: 1\na: 2", "line 2, column 1: found duplicate key"),
        ("a: 1\nb: 2\0\nc: 3", "line 2: the text has a NUL character"),
        ("200: 1\n'200': 2", "the key '200' occurs twice, with and without quotes"),
        ("", "its top level is empty"),
        ("- a", "its top level is a list"),
        ("swagger: '2.0'", "line 1: #/swagger: Swagger 2.0 is not supported"),
        (
            "openapi: 3.1",
            "line 1: #/openapi: its OpenAPI version is 3.1, which lacks a patch number",
        ),
        ("a: 1\n---\nb: 2", "line 2: a second YAML document begins"),
        ("--- \n- a\n---\n- b", "line 3: a second YAML document begins"),
        ("a:\n  b: &x {c: *x}", "line 2: the anchor contains an alias of itself"),
        (f"openapi: 3.1.0\n{INFO}\npaths: {{}}", "it describes no operation"),
        (f"openapi: 3.1.0\n{INFO}\npaths: []", "is not a mapping"),
        (f"openapi: 3.1.0\n{INFO}\npaths: {{/a: [get]}}", "it describes no operation"),
        ("openapi: 3.1.0\ninfo: {}\npaths: {/a: {get: {}}}", "its `info` has no version"),
        ("openapi: 3.1.0\npaths: {/a: {get: {}}}", "its `info` or `paths` is not a mapping"),
    ],
)
def test_an_invalid_document_exits_2_with_one_sentence(
    run: Run, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text)

    status, out, err = run(str(PARCELS), str(path))

    assert (status, out) == (2, "")
    assert err.startswith(f"openapi.changes: {path}: ")
    assert message in err
    assert err.count("\n") == 1


LIMIT = "#/paths/~1depots~1{depotId}~1parcels/post/parameters/0"


@pytest.mark.parametrize(
    ("location", "value", "message"),
    [
        (
            "page/schema",
            {"$ref": "#/components/schemas/Nowhere"},
            "refers to a value that does not exist",
        ),
        ("operation/security", [{"nowhere": []}], "nowhere"),
        ("operation/parameters", {"page": {}}, "parameters"),
        ("found/properties", ["parcels"], "properties"),
        ("found/properties", None, "line 1: #/components/schemas/Found/properties: "),
        ("found/properties/notes/type", "strnig", "/notes/type: 'strnig' is not"),
        *(
            (f"found/properties/notes/{keyword}", value, f"notes/{keyword}: ")
            for keyword, value in {
                "minimum": "one",
                "exclusiveMaximum": "one",
                "multipleOf": 0,
                "maxLength": -1,
                "minItems": 1.5,
                "maxProperties": [1],
                "uniqueItems": 1,
                "readOnly": "true",
                "nullable": "yes",
                "pattern": 5,
                "format": ["date"],
                "enum": "open",
                "required": "id",
                "not": [{"type": "string"}],
                "items": [{"type": "string"}],
                "propertyNames": "name",
                "oneOf": {"a": {"type": "string"}},
                "$ref": 5,
            }.items()
        ),
        ("schemas/Problem", {"$ref": "#/components/schemas/Problem"}, "refers to itself"),
        ("operation/deprecated", "yes", "post/deprecated: "),
        ("operation/parameters/-", {"$ref": LIMIT}, "Duplicate parameter 'limit'"),
        ("limit/required", "true", "required: "),
        ("limit/in", "body", "parameters/0/in: "),
        ("limit/in", GONE, "parameters/0: "),
        ("limit/name", GONE, "parameters/0: "),
        ("operation/responses/20", {"description": "Found."}, "responses: "),
        ("document/paths/parcels", {"get": {}}, "#/paths: "),
        ("document/servers", ["https://a.example"], "servers/0: "),
    ],
)
def test_a_document_that_cannot_be_compared_exits_2_with_the_location(
    run: Run, write: Write, location: str, value: object, message: str
) -> None:
    status, out, err = run(write(), write((location, value)))

    assert (status, out) == (2, ""), out
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["-", "-"], ["a", "b", "c"], ["--jsn"], ["--json", "--markdown"]]
)
def test_invalid_options_exit_2_with_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])

    assert caught.value.code == 0
    assert "python -m openapi.changes HEAD~1" in capsys.readouterr().out


def test_by_default_the_last_release_is_compared_with_the_document(run: Run) -> None:
    assert run() == run(str(CONTRACT.parent / "released" / CONTRACT.name), str(CONTRACT))
