"""Tests that the generated code contains any text of a document, in any place of the document."""

from __future__ import annotations

import importlib
import inspect
import json
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from openapi.tests.value_documents import Node

PIECES = (
    *('"', '""', '"""', '""""', "'", "'''", "\\", "\\\\", "\\\\\\", '\\"', '"\\', "\\N{x}", "\\x0"),
    *("\\U0010ffff\\u", "{", "}", "{{ 1 }}", "{% raw %}", "#", "%s", "\n", "\r\n", "\t", "\x00"),
    *("\x1b", "\x85", "\u2028", "\u200b", "\ufeff", "\U0001f600", "é", " ", "a", "noqa", "*/", "`"),
)


def _texts() -> list[str]:
    """Return texts that begin or end with each piece, and texts of random pieces."""
    choose = random.Random(7)
    mixed = ["".join(choose.choices(PIECES, k=choose.randint(1, 30))) for _ in range(40)]
    texts = [*(f"{piece} is {piece}" for piece in PIECES), *mixed, '"' * 200, "\\" * 201]
    return [text for text in texts if text.strip()]


TEXTS = _texts()


def operation(index: int, text: str) -> Node:
    """Return an operation that has a text in each place, and a text in the path and the names."""
    schema: Node = {"type": "string", "description": text, "example": text, "title": f"T{index}"}
    described: Node = {
        "type": "object",
        "description": text,
        "properties": {
            "described": schema,
            "defaulted": {"type": "string", "default": text},
            text: {"type": "string"},
            "constant": {"const": text},
            "listed": {"type": "string", "enum": [text, "other"], "description": text},
            "level": {"type": "integer", "enum": [1, 2], "description": text},
        },
    }
    parameters = [
        {"name": name, "in": "query", "description": text, "schema": each}
        for name, each in {
            "described": schema,
            "defaulted": {"type": "string", "default": text},
            "constant": {"const": text},
            "listed": {"type": "string", "enum": [text]},
            "formatted": {"type": "string", "format": text},
            f"n{text}": {"type": "string"},
        }.items()
    ]
    return {
        "operationId": f"op_{index}",
        "tags": ["all"],
        **({"summary": text} if index % 2 else {}),  # otherwise the path is the summary
        "description": text,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": text,
                "content": {"application/json": {"schema": described}},
            },
            str(400 + index % 99): {"description": text},
        },
    }


def servers(texts: list[str]) -> list[Node]:
    return [
        {"url": f"https://h/{index}", "description": text, "x-environment": f"e{index}"}
        for index, text in enumerate(texts)
    ]


@pytest.fixture(scope="module")
def client(package: Callable[[Path], ModuleType], tmp_path_factory: Any) -> ModuleType:
    document = {
        "openapi": "3.1.0",
        "info": {"title": 'All "texts"', "version": "1.0", "description": TEXTS[0]},
        "servers": servers(TEXTS),
        "paths": {f'/{index}/"a"': {"get": operation(index, x)} for index, x in enumerate(TEXTS)},
    }
    path: Path = tmp_path_factory.mktemp("documents") / "texts.json"
    path.write_text(json.dumps(document))
    return package(path)


def bare(text: str | None) -> str:
    """Return a text without white space and control characters, which a docstring may lack."""
    characters = (text or "").replace("\x85", "")
    return "".join(c for c in characters if not c.isspace() and unicodedata.category(c) != "Cc")


def test_each_docstring_has_the_whole_text(client: ModuleType) -> None:
    models = importlib.import_module(f"{client.__name__}.models")
    for index, text in enumerate(TEXTS):
        module = importlib.import_module(f"{client.__name__}.api.all_.op_{index}")
        described = bare(text)

        for found in (module.sync, module.sync_detailed, module.asyncio):
            assert bare(found.__doc__).startswith(described if index % 2 else f'GET/{index}/"a"')
        assert bare(module.sync.__doc__).count(described) >= 4
        model = getattr(models, inspect.signature(module.sync).return_annotation)
        assert bare(model.__doc__).startswith(described)
        assert bare(model.__doc__).count(described) >= 3


def test_the_docstring_of_an_error_has_the_whole_description(client: ModuleType) -> None:
    for code, kind in client.errors.BY_STATUS_CODE.items():
        text = next(text for index, text in enumerate(TEXTS) if 400 + index % 99 == code)
        assert bare(kind.__doc__) == bare(f"{code}: {text}")


def test_names_and_values_are_sent_and_read_unchanged(client: ModuleType) -> None:
    models = importlib.import_module(f"{client.__name__}.models")
    for index, text in enumerate(TEXTS):
        sent: list[httpx.Request] = []
        body = {"defaulted": "x", text: "y", "constant": text, "listed": text, "new": text}

        def respond(request: httpx.Request) -> httpx.Response:
            sent.append(request)  # noqa: B023
            return httpx.Response(200, json=body)  # noqa: B023

        session = client.Client("t", transport=httpx.MockTransport(respond))
        module = importlib.import_module(f"{client.__name__}.api.all_.op_{index}")
        found = module.sync(client=session, constant=text, listed=text)

        assert found.to_dict() == body
        assert isinstance(found.listed, getattr(models, type(found.listed).__name__))
        assert dict(sent[0].url.params) == {"constant": text, "listed": text}
