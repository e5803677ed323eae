"""Tests that every name of a parameter, a property or a schema works in the generated client."""

from __future__ import annotations

import ast
import asyncio
import builtins
import importlib
import inspect
import itertools
import json
import keyword
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import httpx
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from openapi.codegen.generate import generate
from openapi.codegen.input.names import ARGUMENTS, ATTRIBUTES, unique_names
from openapi.codegen.output.files import Tree
from openapi.codegen.output.write import swap
from openapi.document import Document
from openapi.tests.collisions import HOLDER, SCHEMAS, SPECIAL, STRUCTURES, document
from openapi.tests.inputs import CONTRACT, LIBRARY, WAREHOUSE

FORMS = ("sync", "sync_detailed", "asyncio", "asyncio_detailed")
ITERATORS = ("iter_pages", "iter_records", "aiter_pages", "aiter_records")

Files = Callable[[Path], Tree]


def identifiers(tree: Tree) -> set[str]:
    """Return every identifier in the modules of the operations and the models of a client."""
    found: set[str] = set()
    for path, content in tree.items():
        is_generated = path.startswith(("bitgo_oes/api/", "bitgo_oes/models/"))
        for node in ast.walk(ast.parse(content)) if is_generated else ():
            match node:
                case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                    found.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    found.add(name)
                case ast.ClassDef(name=name) | ast.keyword(arg=str(name)):
                    found.add(name)
                case ast.alias(name=name, asname=alias):
                    found |= {*name.split("."), alias or name}
                case _:
                    pass
    return found


_folders = itertools.count()


@contextmanager
def client_of(root: Path, content: dict[str, Any]) -> Iterator[ModuleType]:
    """Generate and import the client of a document."""
    folder = root / f"names_{next(_folders)}"
    swap(folder, generate(Document(Path("names.json"), json.dumps(content), content)))
    (folder / "__init__.py").touch()
    sys.path.insert(0, str(root))
    try:
        yield importlib.import_module(f"{folder.name}.bitgo_oes")
    finally:
        sys.path.remove(str(root))
        for name in [each for each in sys.modules if each.partition(".")[0] == folder.name]:
            del sys.modules[name]


class Server:
    """A fake server that has a page with one record, and keeps the requests."""

    def __init__(self, record: object) -> None:
        self.requests: list[httpx.Request] = []
        self.record = record

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        first = request.url.params.get("numberOf", "0") == "0"
        return httpx.Response(200, json={"found": {"key": self.record} if first else {}})


def arguments(function: Callable[..., Any]) -> list[str]:
    """Return the names of the arguments for the parameters of an operation, in their order."""
    given_names = inspect.signature(function).parameters
    return [x for x in given_names if x not in {*ARGUMENTS, "number_of", "size_of"}]


def call(function: Callable[..., Any], given_arguments: dict[str, Any]) -> None:
    """Call a function of an operation. If the result is an iterator, exhaust it."""

    async def awaited() -> None:
        result = function(**given_arguments)
        if inspect.isawaitable(result):
            await result
        else:
            assert [each async for each in result]

    if function.__name__.startswith("a"):
        asyncio.run(awaited())
    elif function.__name__.startswith("iter"):
        assert list(function(**given_arguments))
    else:
        function(**given_arguments)


def assert_all_are_sent_and_read(
    package: ModuleType, query: list[str], headers: list[str], path: list[str], names: list[str]
) -> None:
    """Check that each function sends each argument, and that each property is written and read."""
    operation = importlib.import_module(f"{package.__name__}.api.t.do_it")
    model = importlib.import_module(f"{package.__name__}.models").TheRecord
    record = {name: f"property {index}" for index, name in enumerate(names)}
    server = Server(record)
    transport = httpx.MockTransport(server)
    client = package.Client(
        "t", base_url="https://h", transport=transport, async_transport=transport, max_retries=0
    )
    fields = [each.alias for each in attrs.fields(model)][1:]  # after the unlisted properties
    body = model(**dict(zip(fields, record.values(), strict=True)))
    wanted = [f"v{index}" for index in range(len(path) + len(query) + len(headers))]
    for form in (*FORMS, *ITERATORS):
        function = getattr(operation, form)
        named = arguments(function)
        sent = [*wanted[: len(path)], *([x] for x in wanted[len(path) : len(path) + len(query)])]
        sent += wanted[len(path) + len(query) :]
        before = len(server.requests)
        call(function, {"client": client, "body": body, **dict(zip(named, sent, strict=True))})
        for request in server.requests[before:]:
            pairs = [
                x for x in request.url.params.multi_items() if x[0] not in {"numberOf", "sizeOf"}
            ]
            assert pairs == list(zip(query, wanted[len(path) :], strict=False))
            assert request.url.path == "".join(["/x", *(f"/{x}" for x in wanted[: len(path)])])
            for name, value in zip(headers, wanted[len(path) + len(query) :], strict=True):
                assert request.headers[name] == value
            assert json.loads(request.content) == record
    read = model.from_dict(record)
    assert read == body
    assert read.to_dict() == record
    assert [getattr(read, name) for name in fields] == list(record.values())
    assert not read.additional_keys


@cache
def known_names(files: Files) -> list[str]:
    """Return all identifiers of generated modules, and names with a special meaning in Python."""
    used = set[str]().union(*(identifiers(files(each)) for each in (CONTRACT, LIBRARY, WAREHOUSE)))
    return [*dict.fromkeys([*SPECIAL, *sorted(used)])]


def header_names(names: Iterable[str]) -> list[str]:
    """Return the names that a header can have. Of names that differ only in case, one is kept."""
    ignored = {"accept", "authorization", "content-type", "host", "content-length", "connection"}
    fit = (x for x in names if x.isascii() and x.replace("-", "").replace("_", "").isalnum())
    return [*{x.lower(): x for x in fit if x.lower() not in ignored}.values()]


def test_every_identifier_of_the_generated_code_can_be_a_name(
    generated: Files, tmp_path: Path
) -> None:
    names = known_names(generated)
    assert len(names) > 400
    assert {"_arguments", "client", "to_dict", "_request", "sync", "from_dict"} <= set(names)
    properties = {name: {"type": "string"} for name in names}
    paths, headers = ["client", "a.b", "1"], header_names(names)

    with client_of(tmp_path, document(names, headers, paths, properties)) as package:
        assert_all_are_sent_and_read(package, names, headers, paths, names)


def test_every_schema_can_have_the_name_of_generated_code(tmp_path: Path) -> None:
    content = document([], properties=HOLDER, schemas=STRUCTURES)
    value: dict[str, Any] = {name: {"v": name} for name in SCHEMAS}
    value |= {f"{name} s": [{"v": name}] for name in SCHEMAS}
    value |= {
        "aUuid": "6f1c64de-6a1f-4a2f-9d3b-0c8e5a7b9c10",
        "aDate": "2026-01-31",
        "aTime": "2026-01-31T12:00:00+00:00",
        "anything": [1],
    }

    with client_of(tmp_path, content) as package:
        model = importlib.import_module(f"{package.__name__}.models").TheRecord
        assert model.from_dict(value).to_dict() == value


def variants(name: str) -> st.SearchStrategy[str]:
    """Return a Hypothesis strategy for names that may be equal to a given name in Python."""
    return st.sampled_from(
        [
            name,
            name.upper(),
            name.title(),
            f"{name}_",
            f"_{name}",
            name.replace("_", "-"),
            f"{name} 2",
        ]
    )


def names_like(known: list[str]) -> st.SearchStrategy[list[str]]:
    any_name = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
    similar = st.sampled_from(known).flatmap(variants)
    return st.lists(any_name | similar, max_size=6, unique=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("names")


@given(data=st.data())
@settings(
    max_examples=max(2, settings().max_examples // 50),
    phases=[Phase.generate],  # each attempt to shrink a failure would generate a client
)
def test_names_that_are_equal_in_python_are_kept_apart(
    generated: Files, folder: Path, data: st.DataObject
) -> None:
    known = known_names(generated)
    query = data.draw(names_like(known))
    headers = header_names(data.draw(names_like(known)))
    path = data.draw(st.lists(st.sampled_from(["id", "client", "a-b", "body", "Id"]), unique=True))
    properties = data.draw(names_like(known))

    content = document(query, headers, path, {name: {"type": "string"} for name in properties})
    with client_of(folder, content) as package:
        assert_all_are_sent_and_read(package, query, headers, path, properties)


@given(data=st.data())
def test_a_name_is_a_new_identifier_that_later_names_do_not_change(
    generated: Files, data: st.DataObject
) -> None:
    names = data.draw(names_like(known_names(generated)))

    chosen = unique_names([(name, "") for name in names], ARGUMENTS | ATTRIBUTES)

    assert len(set(chosen)) == len(names)
    for name in chosen:
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")
        assert name not in ARGUMENTS | ATTRIBUTES
        assert unicodedata.normalize("NFKC", name) == name
        assert not hasattr(builtins, name) or name == "id"
    shorter = [(name, "") for name in names[:-1]]
    assert unique_names(shorter, ARGUMENTS | ATTRIBUTES) == chosen[:-1]


@pytest.mark.parametrize(
    ("query", "path", "headers", "expected"),
    [
        (["client", "body", "size"], [], [], ["client_", "body_", "size"]),
        (["a-b", "a_b", "a.b"], [], [], ["a_b", "a_b_2", "a_b_3"]),
        (["id"], ["id"], ["id"], ["id", "id_query", "id_header"]),
        (["class", "from", "list"], [], [], ["class_", "from_", "list_"]),
        (["", "1a", "_x", "日本"], [], [], ["field", "field_1a", "field_x", "日本"]),
    ],
)
def test_a_parameter_has_a_stable_name(
    tmp_path: Path, query: list[str], path: list[str], headers: list[str], expected: list[str]
) -> None:
    with client_of(tmp_path, document(query, headers, path)) as package:
        operation = importlib.import_module(f"{package.__name__}.api.t.do_it")
        assert arguments(operation.sync) == expected


def test_headers_that_the_client_sends_itself_are_no_arguments(tmp_path: Path) -> None:
    headers = ["Accept", "authorization", "Content-Type", "X-Accept"]

    with client_of(tmp_path, document([], headers)) as package:
        operation = importlib.import_module(f"{package.__name__}.api.t.do_it")
        assert arguments(operation.sync) == ["x_accept"]


def test_a_class_keeps_its_name_if_its_schema_becomes_an_alternative() -> None:
    label = {"type": "object", "properties": {"text": {"type": "string"}}}
    color = {"type": "string", "enum": ["red", "blue"]}
    null = {"type": "null"}
    properties = {
        "plain": label,
        "type": {**label, "type": ["object", "null"]},
        "last": {"oneOf": [label, null]},
        "first": {"anyOf": [null, label]},
        "enum": {**color, "type": ["null", "string"], "enum": [None, "red", "blue"]},
        "choice": {"oneOf": [null, color]},
        "items": {"type": "array", "items": {"oneOf": [null, label]}},
        "list": {"oneOf": [{"type": "array", "items": label}, null]},
        "or_text": {"anyOf": [{"type": "string"}, label]},
        "types": {**label, "type": ["integer", "object"]},
        "either": {"oneOf": [{"type": "integer"}, label, null, color]},
    }
    content = {"application/json": {"schema": {"type": "object", "properties": properties}}}
    operation = {
        "operationId": "keep",
        "responses": {"200": {"description": "Kept.", "content": content}},
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shelves", "version": "1.0.0"},
        "servers": [{"url": "https://shelves.example"}],
        "paths": {"/shelves": {"get": operation}},
        "components": {"schemas": {"Label": {"oneOf": [label, {"type": "string"}]}}},
    }
    properties["component"] = {"$ref": "#/components/schemas/Label"}

    client = generate(Document(Path("shelves.json"), json.dumps(document), document))

    model = ast.parse(client["bitgo_oes/models/keep_response_200.py"])
    (body,) = (each for each in model.body if isinstance(each, ast.ClassDef))
    types = {
        ast.unparse(each.target): ast.unparse(each.annotation).removesuffix(" | _Unset")
        for each in body.body
        if isinstance(each, ast.AnnAssign)
    }
    assert types == {
        "plain": "KeepResponse200Plain",
        "type_": "KeepResponse200Type | None",
        "last": "KeepResponse200Last | None",
        "first": "KeepResponse200First | None",
        "enum": "KeepResponse200Enum | str | None",
        "choice": "KeepResponse200Choice | str | None",
        "items": "list[KeepResponse200ItemsItem | None]",
        "list_": "list[KeepResponse200ListItem] | None",
        "component": "Label | str",
        "or_text": "KeepResponse200OrText | str",
        "types": "int | KeepResponse200Types",
        "either": "int | KeepResponse200Either | KeepResponse200EitherType1 | str | None",
    }
