"""Tests that the mock server serves every part of the OpenAPI document.

If it does not, the other tests of this folder are skipped, since many of them would fail too.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ..contract import Contract, Json, load
from .mock_gaps import gaps, gaps_of_the_mock

CONTRACT = load()
RECORD = CONTRACT.document["components"]["schemas"]["NetworkBalance"]
Edit = Callable[[Json], None]


def edited(folder: Path, edit: Edit) -> Contract:
    """Copy the document, change the copy with a function, and return the contract of the copy."""
    document = deepcopy(CONTRACT.document)
    edit(document)
    path = folder / "document.yaml"
    with path.open("w", encoding="utf-8") as stream:
        YAML(typ="safe", pure=True).dump(document, stream)
    return load(path)


def with_filter(by: str) -> Edit:
    def edit(document: Json) -> None:
        ((_, item),) = document["paths"].items()
        schema = {"type": "array", "items": {"type": "string"}}
        new = {"name": "newIds", "in": "query", "x-filter": {"by": by}, "schema": schema}
        item["get"]["parameters"].append(new)

    return edit


def with_parameter(document: Json) -> None:
    ((_, item),) = document["paths"].items()
    new = {"name": "newOption", "in": "query", "schema": {"type": "boolean"}}
    item["get"]["parameters"].append(new)


def with_required_property(owner: str) -> Edit:
    def edit(document: Json) -> None:
        schema = document["components"]["schemas"][owner]
        schema["properties"]["newDate"] = {"type": "string", "format": "date-time"}
        schema["required"].append("newDate")

    return edit


def with_operation(document: Json) -> None:
    ((path, item),) = document["paths"].items()
    other = deepcopy(item)
    other["get"]["operationId"] = "listOthers"
    document["paths"][path + "/others"] = other


def test_the_mock_serves_what_the_document_describes() -> None:
    found = "\n".join(f"- {gap}" for gap in gaps_of_the_mock())
    if found:
        pytest.fail(
            f"The mock server does not serve these parts of the OpenAPI document:\n{found}\n"
            'The section "Serve another operation, or a changed contract" of '
            "contract_tests/README.md lists what to edit. The other tests of the suite are skipped "
            "until the mock server serves these parts.",
            pytrace=False,
        )


TEXTS = [f"/{name}" for name, schema in RECORD["properties"].items() if name != "balances"]


@pytest.mark.parametrize("by", ["key", *TEXTS, "/absent"])
def test_a_filter_that_only_the_document_has_is_one_gap(tmp_path: Path, by: str) -> None:
    (gap,) = gaps(edited(tmp_path, with_filter(by)))

    assert gap.startswith("the filter newIds: ")
    assert by in gap
    assert "contract_tests/mock_server/response_steps.py" in gap


@pytest.mark.parametrize("owner", ["ClientBalances", "NetworkBalance", "AccountBalance"])
def test_a_required_property_that_only_the_document_has_is_a_gap(
    tmp_path: Path, owner: str
) -> None:
    found = list(gaps(edited(tmp_path, with_required_property(owner))))

    assert found
    for gap in found:
        assert "newDate" in gap
        assert "contract_tests/mock_server/response_steps.py" in gap


def test_a_query_parameter_that_only_the_document_has_is_a_gap(tmp_path: Path) -> None:
    (gap,) = gaps(edited(tmp_path, with_parameter))

    assert "newOption" in gap
    assert "contract_tests/mock_server/query_string.py" in gap


def test_an_operation_that_only_the_document_has_is_a_gap(tmp_path: Path) -> None:
    (gap,) = gaps(edited(tmp_path, with_operation))

    assert "listOthers" in gap
    assert "contract_tests/mock_server/app.py" in gap
