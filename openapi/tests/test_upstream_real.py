"""Tests of `python -m openapi.upstream` with the provider's real document (`--upstream DIR`)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from openapi.document import read
from openapi.excerpt import addresses, excerpt
from openapi.tests.inputs import CONTRACT
from openapi.upstream.cli import main


@pytest.fixture
def provider(pytestconfig: pytest.Config) -> Path:
    """The path of the OpenAPI document in which the provider describes the whole API."""
    upstream = pytestconfig.getoption("upstream")
    if upstream is None:
        pytest.skip("not checked: needs --upstream DIR")
    (path,) = upstream.glob("api-*.yaml")
    return Path(path)


def test_every_difference_to_the_real_document_is_recorded(
    provider: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(provider)]) == 0, capsys.readouterr().out


def test_the_excerpt_of_the_real_document_is_the_newest_revision(provider: Path) -> None:
    newest = read(max((provider.parent / "revisions").glob("*.yaml"))).content

    taken = excerpt(read(provider), addresses(read(CONTRACT)))

    assert taken["paths"] == newest["paths"]
    assert taken["components"]["schemas"] == newest["components"]["schemas"]


REAL = {
    "a type": ("pageNumber", r"type: string", "type: integer"),
    "a status": ("pageNumber", r"'404':", "'410':"),
    "a description": ("v1ClientBalancesGetRoute", r"The page number", "The number"),
    "a required list": (
        "V1ErrorPayload:\n",
        r"        - error\n",
        "        - error\n        - name\n",
    ),
}


@pytest.mark.parametrize(("after", "old", "new"), REAL.values(), ids=REAL)
def test_each_edit_of_the_real_operation_is_reported_once(
    provider: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    after: str,
    old: str,
    new: str,
) -> None:
    text = provider.read_text("utf-8")
    start = text.index(
        after, text.index("clients/balances:\n") if after != "V1ErrorPayload:\n" else 0
    )
    edited = tmp_path / "edited.yaml"
    edited.write_text(text[:start] + re.sub(old, new, text[start:], count=1), "utf-8")

    assert main([str(edited), "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1
