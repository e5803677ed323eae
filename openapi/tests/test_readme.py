"""Tests that the examples in the client's README run without changes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from openapi.codegen.generate import generate
from openapi.document import load
from openapi.tests.inputs import CONTRACT, DOCUMENTS


def examples(document: Path) -> list[str]:
    readme = generate(load(document))["README.md"].decode()
    return re.findall(r"^```python\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)


def respond(request: httpx.Request) -> httpx.Response:
    """Return a page with two records for page 0 and an empty page for every other page."""
    content = load(CONTRACT).content["components"]["responses"]["Balances"]["content"]
    shown = content["application/json"]["examples"]
    first = request.url.params.get("pageNumber", "0") == "0"
    body = shown["two_connections" if first else "past_the_end"]["value"]
    return httpx.Response(200, content=json.dumps(body), request=request)


@pytest.mark.parametrize("example", examples(CONTRACT), ids=lambda text: text.splitlines()[-1])
def test_an_example_of_the_readme_runs(
    package: Callable[[Path], ModuleType],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    example: str,
) -> None:
    async def awaited(_: object, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        return respond(request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: respond(request))
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", awaited)
    monkeypatch.setenv("BITGO_ACCESS_TOKEN", "token-of-the-readme")
    for name in ("BITGO_BASE_URL", "BITGO_ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)
    name = package(CONTRACT).__name__
    # The examples do not use "import bitgo_oes".
    text = example.replace("from bitgo_oes", f"from {name}")

    exec(compile(text, "README.md", "exec"), {"__name__": "readme"})

    shown = capsys.readouterr()
    assert shown.err == ""
    assert bool(shown.out) == ("print(" in text), shown.out


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_the_examples_of_every_readme_are_python(document: Path) -> None:
    found = examples(document)

    assert found
    for example in found:
        compile(example, "README.md", "exec")
