"""Tests of `python -m openapi.upstream`: which differences are reported, and error messages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from openapi.document import read
from openapi.excerpt import addresses, excerpt
from openapi.upstream.cli import main

PROVIDER = Path(__file__).with_name("documents") / "provider.yaml"
OURS = """\
openapi: 3.1.0
info: {title: Lights, version: 1.0.0}
paths:
  /lights/{id}:
    get:
      operationId: showLight
      description: Says whether a light shines.
      security: [{token: []}]
      parameters:
        - name: colour
          in: query
          x-filter: {by: key}
          schema: {type: string, pattern: '^[a-z]+$'}
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: The light.
          content: {application/json: {schema: {$ref: '#/components/schemas/Light'}}}
        '404': {description: There is no such light.}
components:
  securitySchemes:
    token: {type: http, scheme: bearer, description: Ask us.}
  schemas:
    Light:
      description: A light.
      type: object
      required: [isOn]
      properties:
        isOn: {type: boolean, description: True while it shines.}
        parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
    Part:
      type: object
      properties:
        watts: {type: string, pattern: '^[0-9]+$'}
        within: {$ref: '#/components/schemas/Light'}
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs `python -m openapi.upstream` on the text of a provider's document."""
    (tmp_path / "ours.yaml").write_text(OURS, "utf-8")
    (tmp_path / "deviations.toml").touch()

    def call(text: str, *arguments: str) -> tuple[int, str, str]:
        (tmp_path / "theirs.yaml").write_text(text, "utf-8")
        files = ("--document", tmp_path / "ours.yaml", "--deviations", tmp_path / "deviations.toml")
        status = main([str(tmp_path / "theirs.yaml"), *map(str, files), *arguments])
        return status, *capsys.readouterr()

    return call


@pytest.fixture
def recorded(run: Run, tmp_path: Path) -> Path:
    """The path of a file that records every difference between our and the provider's document."""
    _, entry, _ = run(PROVIDER.read_text("utf-8"), "--record")
    path = tmp_path / "deviations.toml"
    path.write_text(entry.replace('reason = ""', 'reason = "It is intended."'), "utf-8")
    return path


def test_the_excerpt_has_only_the_operation_and_its_components(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(OURS, "utf-8")
    provider = read(PROVIDER)

    taken = excerpt(provider, addresses(read(tmp_path / "ours.yaml")))

    item = provider.content["paths"]["/lights/{lightId}"]
    assert taken["paths"] == {"/lights/{lightId}": {k: item[k] for k in ("summary", "get")}}
    assert {section: list(named) for section, named in taken["components"].items()} == {
        "parameters": ["LightId"],
        "securitySchemes": ["bearer"],
        "schemas": ["V1Light", "V1Part"],
    }


def test_differences_that_are_not_recorded_are_reported(run: Run) -> None:
    status, out, _ = run(PROVIDER.read_text("utf-8"), "--json")
    operation = "/paths/~1lights~1{lightId}"

    places = {
        each["place"].removeprefix(f"{operation}/get") for each in json.loads(out)["findings"]
    }
    assert status == 1
    assert places == {
        "/operationId",
        "/description",
        "/components/parameters/LightId/name",
        "/parameters/query:colour/schema/pattern",
        "/responses/200/description",
        "/responses/404/description",
        "/components/schemas/V1Light/title",
        "/components/schemas/V1Light/properties/isOn/description",
        "/components/schemas/V1Part/title",
        "/components/schemas/V1Part/properties/watts/pattern",
        f"{operation}/summary",
    }


def test_recorded_differences_are_not_reported(run: Run, recorded: Path) -> None:
    status, out, err = run(PROVIDER.read_text("utf-8"))

    assert (status, err) == (0, "")
    assert re.fullmatch(r"No new differences; \d+ recorded deviations apply.\n", out)
    assert recorded.exists()


EDITS = {
    "a type": ("watts:\n          type: string", "watts:\n          type: number"),
    "the type at a recorded location": (
        "schema:\n            type: string",
        "schema:\n            type: integer",
    ),
    "the type of a list of schemas": (
        "type: array\n          items:\n",
        "type: string\n          items:\n",
    ),
    "a required list": ("      required:\n        - isOn\n", ""),
    "a longer required list": ("        - isOn\n", "        - isOn\n        - parts\n"),
    "a description": ("Shows a light.", "Shows you a light."),
    "the description of a property": ("Whether it shines.", "Whether it gleams."),
    "a removed description": ("          description: Whether it shines.\n", ""),
    "a status": ("        '404':\n", "        '410':\n"),
    "a removed status": ("        '404':\n          description: Not Found\n", ""),
    "a new status": (
        "        '404':\n",
        "        '429':\n          description: Slow.\n        '404':\n",
    ),
    "a removed parameter": (
        (
            "        - name: colour\n          in: query\n"
            "          schema:\n            type: string\n"
        ),
        "",
    ),
    "credentials": ("  - bearer: []", "  - basic: []"),
    "an extension": (
        "      operationId: v1LightGet",
        "      x-internal: true\n      operationId: v1LightGet",
    ),
}


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(("old", "new"), EDITS.values(), ids=EDITS)
def test_each_edit_of_the_operation_is_reported_once(run: Run, old: str, new: str) -> None:
    text = PROVIDER.read_text("utf-8")
    assert old in text

    status, out, _ = run(text.replace(old, new), "--json")

    assert status == 1
    assert len(json.loads(out)["findings"]) == 1, out


UNRELATED_EDITS = {
    "another operation": ("Pong.", "Ping."),
    "another method": ("It is gone.", "Gone."),
    "a foreign component": ("    Foreign:\n      type: object", "    Foreign:\n      type: string"),
    "the title": ("title: Everything", "title: All"),
    "other line breaks": (
        "description: Shows a light.",
        "description: >-\n        Shows a\n        light.",
    ),
}


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(("old", "new"), UNRELATED_EDITS.values(), ids=UNRELATED_EDITS)
def test_an_edit_outside_the_operation_is_not_reported(run: Run, old: str, new: str) -> None:
    text = PROVIDER.read_text("utf-8")
    assert old in text

    assert run(text.replace(old, new))[0] == 0


@pytest.mark.usefixtures("recorded")
def test_a_renamed_path_parameter_is_the_only_finding(run: Run) -> None:
    text = PROVIDER.read_text("utf-8")
    renamed = text.replace("{lightId}", "{lamp}").replace("name: lightId", "name: lamp")

    _, out, _ = run(renamed, "--json")

    assert [each["place"] for each in json.loads(out)["findings"]] == [
        "/components/parameters/LightId/name"
    ]


@pytest.mark.usefixtures("recorded")
def test_a_deviation_that_no_longer_applies_is_reported(run: Run) -> None:
    text = PROVIDER.read_text("utf-8").replace("Shows a light.", "Says whether a light shines.")

    status, out, _ = run(text, "--json")

    (finding,) = json.loads(out)["findings"]
    assert status == 1
    assert finding["place"].endswith("/get/description")
    assert finding["reason_recorded"] == "It is intended."
    assert "no longer applies" in finding["sentence"]


@pytest.mark.usefixtures("recorded")
def test_an_annotation_that_changed_after_its_review_is_reported(run: Run) -> None:
    _, out, _ = run(PROVIDER.read_text("utf-8").replace("Shows a light.", "It shows a light."))

    assert "has changed since the deviation was reviewed" in " ".join(out.split())
    assert "recorded because: It is intended." in out
    assert out.endswith("recorded deviations apply.\n")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('[[deviation]]\nreason = ""\nplaces = {"/a" = "b"}', "an entry has no reason"),
        ('[[deviation]]\nreason = "R"', "has no locations"),
        ('[[deviation]]\nreason = "R"\nplaces = {"/a" = "b"}\n' * 2, "has two entries"),
        ('[[deviation]]\nreason = "R"\nplaces = {a = "b"}', "'a' is not a JSON Pointer"),
        ("[[", "deviations.toml"),
    ],
)
def test_an_invalid_deviations_file_exits_2_with_one_sentence(
    run: Run, tmp_path: Path, entry: str, message: str
) -> None:
    (tmp_path / "deviations.toml").write_text(entry)

    status, out, err = run(PROVIDER.read_text("utf-8"))

    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("/lights/{lightId}:", "/lamps/{lightId}:", "it does not describe GET /lights/{id}"),
        (
            "schemas/V1Part'",
            "schemas/V2Part'",
            "'#/components/schemas/V2Part' refers to a component that does not exist",
        ),
        ("  schemas:", "  schemas: 3\n  headers:", "refers to a component that does not exist"),
        ("\npaths:", "\npaths: [3]\nx-paths:", "it does not describe GET /lights/{id}"),
        ("openapi: 3.0.3", "openapi: [", "line "),
    ],
)
def test_an_invalid_document_exits_2_with_one_sentence(
    run: Run, old: str, new: str, message: str
) -> None:
    status, out, err = run(PROVIDER.read_text("utf-8").replace(old, new))

    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_a_missing_deviations_file_exits_2_with_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deviations.toml").unlink()

    status, out, err = run(PROVIDER.read_text("utf-8"))

    assert (status, out) == (2, "")
    assert err.endswith("deviations.toml: there is no such file; create one, which may be empty\n")


def test_a_missing_file_exits_2_with_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere.yaml"]) == 2
    assert capsys.readouterr().err == (
        "openapi.upstream: nowhere.yaml: there is no such file; check the path\n"
    )


def test_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])

    assert caught.value.code == 0
    assert "python -m openapi.upstream api.yaml" in capsys.readouterr().out
