"""Tests that the examples in the client's README run without changes."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.codegen.output.files import Tree
from openapi.document import read
from openapi.repository import ROOT
from openapi.tests.inputs import CONTRACT, DOCUMENTS


def examples(readme: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)


RESPONSES = read(CONTRACT).content["components"]["responses"]
SHOWN = RESPONSES["Balances"]["content"]["application/json"]["examples"]


def respond(request: httpx.Request) -> httpx.Response:
    """Return a page with two records for page 0 and an empty page for every other page."""
    first = request.url.params.get("pageNumber", "0") == "0"
    body = SHOWN["two_connections" if first else "past_the_end"]["value"]
    return httpx.Response(200, content=json.dumps(body), request=request)


EXAMPLES = examples((ROOT / "generated_client" / "README.md").read_text("utf-8"))
TEST_MODULES = [each for each in EXAMPLES if "def test_" in each]
PROGRAMS = [each for each in EXAMPLES if "__main__" in each]
STATEMENTS = [each for each in EXAMPLES if each not in TEST_MODULES + PROGRAMS]


@pytest.mark.parametrize("example", STATEMENTS, ids=lambda text: text.splitlines()[-1])
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


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = respond(httpx.Request("GET", self.path)).content
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def base_url() -> Iterator[str]:
    """The URL of a local server that responds like `respond`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def run(*arguments: str, distribution: Path, folder: Path, **variables: str) -> str:
    """Run Python in a folder with the client of a distribution, and return the output."""
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(distribution)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stderr == ""
    return ended.stdout


def test_the_programs_of_the_readme_run(
    distribution: Callable[[Path], Path], base_url: str, tmp_path: Path
) -> None:
    assert PROGRAMS
    for example in PROGRAMS:
        (tmp_path / "program.py").write_text(example)

        output = run(
            *("-W", "error::ResourceWarning", "program.py"),
            distribution=distribution(CONTRACT),
            folder=tmp_path,
            BITGO_ACCESS_TOKEN="token-of-the-readme",
            BITGO_BASE_URL=base_url,
        )

        assert output == "[200, 200, 200, 200]\n"


def test_the_tests_of_the_readme_pass(distribution: Callable[[Path], Path], tmp_path: Path) -> None:
    for number, example in enumerate(TEST_MODULES):
        (tmp_path / f"test_{number}.py").write_text(example)

    output = run(
        *("-m", "pytest", "-W", "error", "--disable-plugin-autoload", "-p", "pytest_httpx", "."),
        distribution=distribution(CONTRACT),
        folder=tmp_path,
    )

    assert f"{len(TEST_MODULES)} passed" in output


@given(units=st.integers(-(10**60), 10**60), decimals=st.integers(0, 40))
def test_the_conversion_to_decimal_of_the_readme_is_exact(units: int, decimals: int) -> None:
    (example,) = (each for each in EXAMPLES if "def to_decimal" in each)
    names: dict[str, Any] = {"print": lambda _: None}
    exec(example, names)

    assert Fraction(names["to_decimal"](units, decimals)) == Fraction(units, 10**decimals)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_the_examples_of_every_readme_are_python(
    generated: Callable[[Path], Tree], document: Path
) -> None:
    found = examples(generated(document)["README.md"].decode())

    assert found
    for example in found:
        compile(example, "README.md", "exec")
