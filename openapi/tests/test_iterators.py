"""An operation has iterators where a rule says how it is paged, whatever its document."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from openapi.codegen.cli import main
from openapi.codegen.errors import GenerationError
from openapi.codegen.generate import generate
from openapi.document import load
from openapi.tests.inputs import CONTRACT, LIBRARY

FORMS = ("iter_pages", "iter_records", "aiter_pages", "aiter_records")

# What the provider's documents leave to prose, as our document states it.
RULE = {"page": "pageNumber", "size": "pageSize", "first": 0, "records": "/networkBalances"}


def overlaid(source: Path, target: Path) -> Path:
    """Write a document with the rule laid over its first operation."""
    content = load(source).content
    (path_item, *_) = content["paths"].values()
    path_item["get"]["x-pagination"] = RULE
    target.write_text(json.dumps(content), "utf-8")
    return target


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Callable[[Path], ModuleType]]:
    """Generate the client of a document, and import its one operation."""
    sys.path.insert(0, str(tmp_path))

    def operation(document: Path) -> ModuleType:
        folder = tmp_path / "overlaid"
        assert main(["--document", str(document), "--output", str(folder)]) == 0
        (module,) = (folder / "bitgo_oes/api/client_balances").glob("[!_]*.py")
        return importlib.import_module(f"overlaid.bitgo_oes.api.client_balances.{module.stem}")

    yield operation
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "overlaid"]:
        del sys.modules[name]


def answer(request: httpx.Request) -> httpx.Response:
    """Serve five records, three at a time at most."""
    size = min(int(request.url.params.get("pageSize", 3)), 3)
    first = int(request.url.params["pageNumber"]) * size
    record = {
        "partnerId": "p",
        "partnersConnectionId": "c",
        "name": "n",
        "partnerInstitutionIdentifier": "i",
        "balances": {},
    }
    shown = {f"key-{number}": record for number in range(5)[first : first + size]}
    return httpx.Response(200, json={"clientId": "c", "balances": {}, "networkBalances": shown})


def test_a_published_revision_pages_once_the_rule_is_laid_over_it(
    imported: Callable[[Path], ModuleType],
    revision: Path,
    tmp_path: Path,
) -> None:
    module = imported(overlaid(revision, tmp_path / "document.json"))
    oes = importlib.import_module("overlaid.bitgo_oes")
    transport = httpx.MockTransport(answer)
    client = oes.Client("token", transport=transport, async_transport=transport)
    # The second revision alone has headers that a caller must pass.
    names = module.iter_records.__annotations__
    given: dict[str, Any] = {
        name: "x" for name in names if name.startswith(("enterprise_", "user_"))
    }

    async def awaited() -> list[str]:
        return [key async for key, _ in module.aiter_records(client=client, page_size=7, **given)]

    walked = [key for key, _ in module.iter_records(client=client, page_size=7, **given)]
    assert walked == asyncio.run(awaited()) == [f"key-{number}" for number in range(5)]


def test_without_a_rule_there_are_no_iterators_and_generation_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--document", str(LIBRARY), "--output", str(tmp_path / "client")]) == 0

    said = capsys.readouterr().out
    assert "GET /shelves/{shelfId}/books has no x-pagination, and so no iterators.\n" in said
    modules = list((tmp_path / "client/bitgo_oes/api").rglob("*.py"))
    assert modules
    for module in modules:
        assert not [form for form in FORMS if f"def {form}" in module.read_text("utf-8")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"page": "number"}, "page names no query parameter"),
        ({"size": None}, "size names no query parameter"),
        ({"first": "0"}, "first is no integer"),
        ({"records": "/networkBalances/x"}, "records leads nowhere that every page has"),
        ({"records": ""}, "records leads nowhere that every page has"),
        ({"records": "/clientId"}, "records leads nowhere that every page has"),
    ],
    ids=str,
)
def test_a_rule_that_names_what_is_not_there_is_refused(
    tmp_path: Path, change: dict[str, Any], says: str
) -> None:
    content = load(CONTRACT).content
    (path_item, *_) = content["paths"].values()
    path_item["get"]["x-pagination"] |= change
    document = tmp_path / "document.json"
    document.write_text(json.dumps(content), "utf-8")

    with pytest.raises(GenerationError, match=f"x-pagination of list_client_balances: {says}"):
        generate(load(document))
