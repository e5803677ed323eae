"""Tests that the client supports each feature of a document, or that an error is reported."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from openapi.codegen.generate import generate
from openapi.codegen.input.errors import GenerationError
from openapi.codegen.input.prepare import keep_unknown_properties, leave_defaults_to_the_server
from openapi.codegen.view.servers import environments
from openapi.document import load
from openapi.tests.inputs import CONTRACT, LIBRARY, LIGHTS, WAREHOUSE

Package = Callable[[Path], ModuleType]

BASIC = """\
security: [{a: []}]
components: {securitySchemes: {a: {type: http, scheme: basic}}}
"""
OFF = """\
  /off:
    get: {operationId: switch_on, responses: {'200': {description: They are off.}}}
"""


def docstring(package: Package, document: Path, name: str) -> str:
    """Return the docstring of a function or class in the client generated from a document.

    The name is dotted, such as `models.ClientBalances`. The docstring is returned on one line.
    """
    module, _, attribute = name.rpartition(".")
    found = getattr(importlib.import_module(f"{package(document).__name__}.{module}"), attribute)
    return " ".join(found.__doc__.split())


@pytest.mark.parametrize(
    ("document", "name", "text"),
    [
        (
            CONTRACT,
            "api.client_balances.list_client_balances.sync",
            "partner_ids: Selects the records of connections with these",
        ),
        (
            CONTRACT,
            "api.client_balances.list_client_balances.sync",
            "Without this parameter, the server uses `0`.",
        ),
        (
            CONTRACT,
            "api.client_balances.list_client_balances.asyncio_detailed",
            "The arguments, the result and the errors are those of `sync_detailed`.",
        ),
        (CONTRACT, "models.ClientBalances", "client_id (str): The id of the client that owns"),
        (CONTRACT, "models.ClientBalances", "They are live: they may differ"),
        (LIBRARY, "api.books.list_books.sync", "order: How to sort."),
        (LIBRARY, "api.books.list_books.sync", "ids: Only these books. Left empty,"),
        (LIBRARY, "api.books.list_books.sync", "shelf_id: The shelf. Example: north/3."),
        (LIBRARY, "api.books.list_books.sync", "Without this parameter, the server uses `20`."),
        (LIBRARY, "api.books.list_books.sync", "Without this parameter, the server uses `false`."),
        (LIBRARY, "api.books.list_books.sync", 'A "quoted" word and a back\\slash'),
        (LIBRARY, "models.Book", "author (Person): Who wrote it."),
        (LIBRARY, "models.Book", "editors (list[Person]): Who edited it."),
        (WAREHOUSE, "api.build.read_crate.sync", "crate_id: The number on the crate."),
        (WAREHOUSE, "models.Crate", "weight (int): Its weight, in grams."),
        (WAREHOUSE, "models.Crate", "contents (Contents | Unset): What is packed into it"),
        (LIGHTS, "api.default.switch_on.sync", "POST /on Args: client: The client"),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else value[:40],
)
def test_descriptions_are_in_the_docstrings(
    package: Package, document: Path, name: str, text: str
) -> None:
    assert text in docstring(package, document, name)


def test_docstrings_name_only_errors_that_can_be_raised(package: Package) -> None:
    short, detailed, walk = (
        docstring(package, CONTRACT, f"api.client_balances.list_client_balances.{form}")
        for form in ("sync", "sync_detailed", "iter_pages")
    )

    assert "errors.ApiError" in short
    assert "errors.ApiError" not in detailed
    assert "errors.PaginationError" in walk
    assert "errors.PaginationError" not in short


def test_each_error_status_has_a_class_with_its_description(package: Package) -> None:
    library = importlib.import_module(f"{package(LIBRARY).__name__}.errors")

    assert library.NotFoundError.__doc__ == "404: No such shelf."
    assert not hasattr(library, "AuthenticationError")  # the library documents no 401
    assert "NotFoundError         404" in str(library.__doc__)


def test_other_error_classes_are_named_after_the_reason_phrase(tmp_path: Path) -> None:
    document = tmp_path / "document.yaml"
    response = "      responses:\n        '410': {description: They are gone.}\n"
    text = LIGHTS.read_text("utf-8").replace("      responses:\n", response)
    document.write_text(text, "utf-8")

    errors = generate(load(document))["bitgo_oes/errors.py"].decode()

    assert 'class GoneError(ApiError):\n    """410: They are gone."""' in errors
    assert errors.index("GoneError             410") < errors.index("RateLimitError        429")


def test_properties_beside_an_all_of_are_kept(tmp_path: Path) -> None:
    document = tmp_path / "document.yaml"
    text = LIBRARY.read_text("utf-8").replace(
        "    Copy:\n      type: object\n",
        "    Copy:\n      allOf: [{$ref: '#/components/schemas/Person'}]\n      type: object\n",
    )
    document.write_text(text, "utf-8")

    model = generate(load(document))["bitgo_oes/models/copy.py"].decode()

    for attribute in ("name: str", "nickname: str | None | _Unset = _UNSET", "shelf: str"):
        assert f"\n    {attribute}\n" in model


def test_preparing_does_not_change_the_document() -> None:
    content = load(LIBRARY).content
    before = repr(content)

    for step in (leave_defaults_to_the_server, keep_unknown_properties):
        assert step(content) != content
        assert repr(content) == before


def test_environments_are_named_in_order_with_test_first() -> None:
    servers: list[dict[str, Any]] = [
        {"url": "https://a"},
        {"url": "/b"},
        {"url": "https://c"},
        {"url": "https://d", "x-environment": "test"},
    ]

    assert [each.name for each in environments({"servers": servers})] == [
        "test",
        "default",
        "server_3",
    ]
    assert environments({}) == []


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a", "a"], "two servers have the name 'a'"),
        (["a-b", "a_b"], "two servers have the name"),
        (["A"], "is invalid"),
    ],
)
def test_environments_with_equal_or_invalid_names_are_errors(
    names: list[str], message: str
) -> None:
    servers = [{"url": f"https://{name}", "x-environment": name} for name in names]

    with pytest.raises(GenerationError, match=message):
        environments({"servers": servers})


@pytest.mark.parametrize(
    ("document", "old", "new", "message"),
    [
        (
            LIBRARY,
            "description: Only books of these genres.",
            "style: deepObject",
            "the parameter genres has an array that is not serialized",
        ),
        (
            LIBRARY,
            "description: Only books of these genres.",
            "style: spaceDelimited\n          explode: true",
            "the parameter genres has an array that is not serialized",
        ),
        (
            WAREHOUSE,
            "          schema:\n            $ref: '#/components/schemas/Count'\n      resp",
            "          content: {application/json: {schema: {type: object}}}\n      resp",
            "the parameter depth has content instead of a schema",
        ),
        (
            WAREHOUSE,
            "application/json:\n            s",
            "multipart/form-data:\n            s",
            "its",
        ),
        (
            LIGHTS,
            "      operationId",
            "      servers: [{url: /b}]\n      operationId",
            "of its own",
        ),
        (
            LIGHTS,
            "paths:",
            BASIC + "paths:",
            "none of its security requirements takes a bearer token",
        ),
        (
            LIGHTS,
            "paths:\n",
            "paths:\n" + OFF,
            "2 schemas or operations would be generated as the module api.default.switch_on",
        ),
        (LIGHTS, "They are on.", "It.\n          content: {image/png: {}}", "image/png"),
    ],
)
def test_a_feature_that_the_generator_ignores_is_an_error(
    tmp_path: Path, document: Path, old: str, new: str, message: str
) -> None:
    text = document.read_text("utf-8")
    assert old in text
    edited = tmp_path / document.name
    edited.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(GenerationError, match=message):
        generate(load(edited))


@pytest.mark.parametrize(
    "security",
    [
        "security: [{a: []}, {b: []}]",
        "security: [{}]",
        "security: []",
        "security: [{c: [read]}]",
    ],
)
def test_a_bearer_token_may_be_one_of_several_security_requirements(
    tmp_path: Path, security: str
) -> None:
    schemes = (
        "components:\n  securitySchemes:\n    a: {type: apiKey, name: a, in: query}\n"
        "    b: {type: http, scheme: Bearer}\n"
        "    c: {type: openIdConnect, openIdConnectUrl: https://c}\n"
    )
    document = tmp_path / "document.yaml"
    document.write_text(
        LIGHTS.read_text("utf-8").replace("paths:", f"{security}\n{schemes}paths:"), "utf-8"
    )

    assert "bitgo_oes/client.py" in generate(load(document))
