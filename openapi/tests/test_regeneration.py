"""After an edit of the document, one command generates a client that passes its tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from openapi.document import load
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
    """A copy of the repository in which the document can be edited."""

    root: Path

    @property
    def document(self) -> Path:
        return self.root / CONTRACT.relative_to(ROOT)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the project in this copy, with the client generated there."""
        surroundings = {**os.environ, "PYTHONPATH": str(self.root / "generated_client")}
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Callable[..., None]], Checkout]:
    """A copy of the repository with one edit, a higher version and a generated client."""
    made: dict[str, Checkout] = {}

    def make(edit: Callable[[Content], None]) -> Checkout:
        name = edit.__name__
        if name not in made:
            checkout = Checkout(tmp_path_factory.mktemp(name))
            for part in ("openapi", "contract_tests", "generated_client"):
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / part, checkout.root / part, ignore=ignored)
            for part in ("pyproject.toml", "README.md", "LICENSE"):
                shutil.copy(ROOT / part, checkout.root)
            content = load(CONTRACT).content
            edit(content)
            write(checkout, content)
            verdict = checkout.run("openapi.changes", "--json")
            content["info"]["version"] = json.loads(verdict.stdout)["next_version"]
            write(checkout, content)
            done = checkout.run("openapi.codegen")
            assert done.returncode == 0, done.stdout + done.stderr
            made[name] = checkout
        return made[name]

    return make


def write(checkout: Checkout, content: Content) -> None:
    checkout.document.write_text(json.dumps(content, indent=2), "utf-8")  # JSON is valid YAML


each_edit = pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)


@each_edit
def test_the_check_passes_after_an_edit_and_a_regeneration(
    edited: Callable[..., Checkout], edit: Callable[..., None]
) -> None:
    done = edited(edit).run("openapi.codegen", "--check")

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "checker",
    [checkers.mypy, pytest.param(checkers.pyright, marks=pytest.mark.pyright)],
    ids=lambda checker: checker.__name__,
)
def test_the_clients_are_typed(
    edited: Callable[..., Checkout], checker: Callable[..., list[str]], tmp_path: Path
) -> None:
    for edit in EDITS:
        folder = tmp_path / edit.__name__
        shutil.copytree(edited(edit).root / "generated_client", folder)
        (folder / "__init__.py").touch()

    assert checker(tmp_path, [edit.__name__ for edit in EDITS]) == []


@each_edit
def test_the_client_passes_the_property_tests_of_its_document(
    edited: Callable[..., Checkout], edit: Callable[..., None]
) -> None:
    # Without the tests against the mock, which serves the contract before the edit.
    tests = ("contract_tests/client/test_requests.py", "contract_tests/client/test_bodies.py")

    done = edited(edit).run("pytest", "-q", "--hypothesis-profile=quick", *tests)

    assert done.returncode == 0, done.stdout + done.stderr
