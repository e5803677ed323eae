"""Tests of the iterators over pages and records that the extension `x-pagination` adds."""

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
from openapi.codegen.generate import generate
from openapi.codegen.input.errors import GenerationError
from openapi.document import load
from openapi.tests.inputs import CONTRACT, LIBRARY

FORMS = ("iter_pages", "iter_records", "aiter_pages", "aiter_records")

# The pagination that the provider's documents describe only in prose.
PAGINATION = {"page": "pageNumber", "size": "pageSize", "first": 0, "records": "/networkBalances"}


def with_pagination(source: Path, target: Path) -> Path:
    """Write a document with `x-pagination` added to its first operation, and return its path."""
    content = load(source).content
    (path_item, *_) = content["paths"].values()
    path_item["get"]["x-pagination"] = PAGINATION
    target.write_text(json.dumps(content), "utf-8")
    return target


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Callable[[Path], ModuleType]]:
    """A function that generates a client from a document, and returns the operation's module.

    The document has only one operation.
    """
    sys.path.insert(0, str(tmp_path))

    def operation(document: Path) -> ModuleType:
        folder = tmp_path / "generated"
        assert main(["--document", str(document), "--output", str(folder)]) == 0
        (module,) = (folder / "bitgo_oes/api/client_balances").glob("[!_]*.py")
        return importlib.import_module(f"generated.bitgo_oes.api.client_balances.{module.stem}")

    yield operation
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "generated"]:
        del sys.modules[name]


def respond(request: httpx.Request) -> httpx.Response:
    """Return a page of at most three records, of five records in total."""
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


def test_x_pagination_adds_iterators_to_each_published_revision(
    imported: Callable[[Path], ModuleType],
    revision: Path,
    tmp_path: Path,
) -> None:
    module = imported(with_pagination(revision, tmp_path / "document.json"))
    oes = importlib.import_module("generated.bitgo_oes")
    transport = httpx.MockTransport(respond)
    client = oes.Client("token", transport=transport, async_transport=transport)
    # The second revision alone has headers that a caller must pass.
    names = module.iter_records.__annotations__
    given: dict[str, Any] = {
        name: "x" for name in names if name.startswith(("enterprise_", "user_"))
    }

    async def asynchronous_keys() -> list[str]:
        return [key async for key, _ in module.aiter_records(client=client, page_size=7, **given)]

    keys = [key for key, _ in module.iter_records(client=client, page_size=7, **given)]
    assert keys == asyncio.run(asynchronous_keys()) == [f"key-{number}" for number in range(5)]


def test_an_operation_without_x_pagination_is_reported_and_has_no_iterators(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--document", str(LIBRARY), "--output", str(tmp_path / "client")]) == 0

    output = capsys.readouterr().out
    assert (
        "GET /shelves/{shelfId}/books has no x-pagination; the client has no iterators for it.\n"
        in output
    )
    modules = list((tmp_path / "client/bitgo_oes/api").rglob("*.py"))
    assert modules
    for module in modules:
        assert not [form for form in FORMS if f"def {form}" in module.read_text("utf-8")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"page": "number"}, "page is not the name of a query parameter"),
        ({"size": None}, "size is not the name of a query parameter"),
        ({"first": "0"}, "first is not an integer"),
        ({"records": "/networkBalances/x"}, "records does not point to a required property"),
        ({"records": ""}, "records does not point to a required property"),
        ({"records": "/clientId"}, "records does not point to a required property"),
    ],
    ids=str,
)
def test_x_pagination_with_an_invalid_value_is_an_error(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    content = load(CONTRACT).content
    (path_item, *_) = content["paths"].values()
    path_item["get"]["x-pagination"] |= change
    document = tmp_path / "document.json"
    document.write_text(json.dumps(content), "utf-8")

    with pytest.raises(GenerationError, match=f"x-pagination of list_client_balances: {message}"):
        generate(load(document))
