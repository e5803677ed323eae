"""Tests that clients generated from edited documents pass type checks and property tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from openapi.changes.baseline import baseline_path
from openapi.changes.report import compare_documents
from openapi.codegen import cli
from openapi.document import read
from openapi.repository import ROOT
from openapi.tests import checkers
from openapi.tests.inputs import CONTRACT

Content = dict[str, Any]

CLIENTS = "/api/network/v1/enterprises/{enterpriseId}/clients/balances"
PARTNERS = "/api/network/v1/enterprises/{enterpriseId}/partners/balances"


def new_optional_field(content: Content) -> None:
    schema(content, "AccountBalance")["properties"]["pending"] = {
        "description": "What is on its way, in the currency's base units.",
        "$ref": "#/components/schemas/Amount",
    }


def new_required_field(content: Content) -> None:
    record = schema(content, "NetworkBalance")
    record["required"].append("settledAt")
    record["properties"]["settledAt"] = {
        "description": "When the connection was settled for the last time.",
        "type": "string",
        "minLength": 1,
    }
    for each in records_of_examples(content):
        each["settledAt"] = "2026-02-01"


def renamed_field(content: Content) -> None:
    record = schema(content, "NetworkBalance")
    old, new = "partnerInstitutionIdentifier", "institutionId"
    record["required"][record["required"].index(old)] = new
    record["properties"][new] = record["properties"].pop(old)
    for each in records_of_examples(content):
        each[new] = each.pop(old)


def new_query_parameter(content: Content) -> None:
    parameter = {"name": "currency", "in": "query", "schema": {"type": "string", "minLength": 1}}
    operation(content)["parameters"].append(
        {**parameter, "description": "Shows the balances in this currency only."}
    )


def new_header_parameter(content: Content) -> None:
    parameter = {"name": "X-Request-Source", "in": "header"}
    value = {"type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$"}
    operation(content)["parameters"].append(
        {**parameter, "description": "Names what sends the request.", "schema": value}
    )


def new_error_status(content: Content) -> None:
    response = json.loads(json.dumps(content["components"]["responses"]["NotFound"]))
    response["description"] = "The enterprise is gone."
    response.pop("x-scenarios")
    content["components"]["responses"]["Gone"] = response
    operation(content)["responses"]["410"] = {"$ref": "#/components/responses/Gone"}


def new_enum(content: Content) -> None:
    record = schema(content, "NetworkBalance")
    record["properties"]["partnerInstitutionIdentifier"] = {
        "description": "What identifies the partner's institution.",
        "type": "string",
        "enum": ["EXAMPLE-EXCHANGE", "EXAMPLE-BROKER"],
    }


def changed_page_parameters(content: Content) -> None:
    parameters = content["components"]["parameters"]
    parameters["PageNumber"]["name"] = "page"
    parameters["PageSize"]["name"] = "limit"
    operation(content)["x-pagination"] |= {"page": "page", "size": "limit"}
    refused = content["components"]["responses"]["InvalidRequest"]["x-scenarios"]["invalid_page"]
    refused["refuses"] = {"page": {"pattern": "^[0-9]+$"}, "limit": {"pattern": "^[0-9]+$"}}


def second_operation_in_another_tag(content: Content) -> None:
    second = json.loads(json.dumps(operation(content)))
    second |= {"operationId": "listPartnerBalances", "tags": ["Partner Balances"]}
    second |= {"summary": "List partner balances"}
    content["tags"].append({"name": "Partner Balances", "description": "As partners see them."})
    content["paths"][PARTNERS] = {"get": second}


EDITS: tuple[Callable[[Content], None], ...] = (
    new_optional_field,
    new_required_field,
    renamed_field,
    new_query_parameter,
    new_header_parameter,
    new_error_status,
    new_enum,
    changed_page_parameters,
    second_operation_in_another_tag,
)

# The property tests take seconds for each document, so independent edits share a document.
COMBINED: tuple[tuple[Callable[[Content], None], ...], ...] = (
    (
        new_optional_field,
        new_required_field,
        new_query_parameter,
        new_header_parameter,
        new_error_status,
        new_enum,
    ),
    (renamed_field, changed_page_parameters),
    (second_operation_in_another_tag,),
)


def operation(content: Content) -> Content:
    found: Content = content["paths"][CLIENTS]["get"]
    return found


def schema(content: Content, name: str) -> Content:
    found: Content = content["components"]["schemas"][name]
    return found


def records_of_examples(content: Content) -> list[Content]:
    examples = content["components"]["responses"]["Balances"]["content"]["application/json"]
    return [
        record
        for example in examples["examples"].values()
        for record in example["value"]["networkBalances"].values()
    ]


@frozen
class Checkout:
    """A copy of this repository in a temporary folder. Tests edit the document of the copy."""

    root: Path

    @property
    def document(self) -> Path:
        return self.root / CONTRACT.relative_to(ROOT)

    @property
    def client(self) -> Path:
        return self.root / "generated_client"

    def regenerate(self, *edits: Callable[[Content], None]) -> None:
        """Edit the OpenAPI document, raise the version of the document, and generate the client.

        Args:
            edits: Functions that change the content of the document.
        """
        content = read(CONTRACT).content
        for edit in edits:
            edit(content)
        self._write(content)
        report = compare_documents(read(baseline_path(self.document)), read(self.document))
        content["info"]["version"] = report.next_version
        self._write(content)
        assert self.codegen() == 0

    def _write(self, content: Content) -> None:
        self.document.write_text(json.dumps(content, indent=2), "utf-8")  # JSON is YAML, too

    def codegen(self, *options: str) -> int:
        """Run the code generator on the copy of the repository, and return the exit status."""
        return cli.main(["--document", str(self.document), "--output", str(self.client), *options])

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a Python module in a new process, in the folder of this copy of the repository.

        The module imports the client from this copy.
        """
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env={
                **os.environ,
                "PYTHONPATH": str(self.client),
                # In another folder, Hypothesis would compute its Unicode tables again.
                "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".hypothesis"),
            },
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    # All edits share one checkout, in which Python compiles each module once.
    root = tmp_path_factory.mktemp("checkout")
    for part in ("openapi", "contract_tests", "generated_client"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / part, root)
    return Checkout(root)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_the_check_passes_after_the_client_is_generated_and_the_version_is_raised(
    checkout: Checkout, edit: Callable[[Content], None], capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.regenerate(edit)

    status = checkout.codegen("--check")

    assert status == 0, capsys.readouterr()


@pytest.mark.parametrize("edits", COMBINED, ids=lambda edits: edits[0].__name__)
def test_the_client_passes_the_property_tests_of_its_document(
    checkout: Checkout, edits: tuple[Callable[[Content], None], ...]
) -> None:
    checkout.regenerate(*edits)
    # The tests against the mock server are left out, because the mock serves the original document.
    tests = ("contract_tests/client/test_requests.py", "contract_tests/client/test_bodies.py")

    done = checkout.run("pytest", "-q", "--hypothesis-profile=quick", *tests)

    assert done.returncode == 0, done.stdout + done.stderr


def test_each_edit_is_in_one_combination_for_the_property_tests() -> None:
    assert sorted(chain(*COMBINED), key=EDITS.index) == list(EDITS)


@pytest.mark.parametrize(
    "checker",
    [checkers.mypy, pytest.param(checkers.pyright, marks=pytest.mark.pyright)],
    ids=lambda checker: checker.__name__,
)
def test_the_client_of_each_edit_is_type_checked(
    checkout: Checkout, checker: Callable[..., list[str]], tmp_path: Path
) -> None:
    for edit in EDITS:
        checkout.regenerate(edit)
        folder = tmp_path / edit.__name__
        shutil.copytree(checkout.client, folder)
        (folder / "__init__.py").touch()

    assert checker(tmp_path, [edit.__name__ for edit in EDITS]) == []
