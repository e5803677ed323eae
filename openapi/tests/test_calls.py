"""Tests of calls with clients that are generated from small test documents."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import httpx
import pytest

from openapi.codegen.generate import generate
from openapi.codegen.output.write import swap
from openapi.document import Document
from openapi.tests.inputs import LIBRARY, WAREHOUSE

Package = Callable[[Path], ModuleType]


class Server:
    """A fake server that records requests and always sends the same response."""

    def __init__(self, status: int, body: object) -> None:
        self.requests: list[httpx.Request] = []
        self.status = status
        self.body = body

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.status, json=self.body)


def client_of(package: ModuleType, server: Server) -> Any:
    transport = httpx.MockTransport(server)
    return package.Client("token", base_url="https://h", transport=transport, max_retries=0)


def module(package: ModuleType, name: str) -> Any:
    return importlib.import_module(f"{package.__name__}.{name}")


def call(package: ModuleType, name: str, form: str, *args: Any, **kwargs: Any) -> Any:
    """Call a function, such as `sync`, in the generated module of an operation."""
    return getattr(module(package, f"api.{name}"), form)(*args, **kwargs)


def test_responses_for_a_status_range_and_for_default_are_decoded(package: Package) -> None:
    warehouse, library = package(WAREHOUSE), package(LIBRARY)
    crate = module(warehouse, "models").Crate.from_dict({"weight": 1, "label": None})

    stored = call(
        warehouse,
        "crates_to_come.post_crates_crate_id",
        "sync",
        7,
        client=client_of(warehouse, Server(202, "stored")),
        body=crate,
    )
    failure = call(
        library,
        "readers.read_reader",
        "sync_detailed",
        7,
        client=client_of(library, Server(403, {"message": "no"})),
    )

    assert stored == '"stored"'  # text, and so not read as JSON
    assert failure.parsed is None
    assert failure.error.parsed.message == "no"
    assert type(failure.error) is module(library, "errors").UnexpectedStatusError


def test_headers_enums_and_numbers_are_serialized_as_documented(package: Package) -> None:
    library, server = package(LIBRARY), Server(200, [])
    genre = module(library, "models").Genre

    call(
        library,
        "books.list_books",
        "sync",
        "north/3",
        client=client_of(library, server),
        x_reader_id="r\t1",
        x_floor=2,
        ids=["7"],
        genres=[genre.CRIME, genre.POETRY],
        lent=False,
    )

    (request,) = server.requests
    assert (request.headers["X-Reader-Id"], request.headers["X-Floor"]) == ("r\t1", "2")
    assert request.url.raw_path == (
        b"/shelves/north%2F3/books?genres=crime&genres=poetry&ids=7&lent=false"
    )


@pytest.mark.parametrize("value", ["a\r\nb: c", "é", " a", "a\t", "a\x00"])
def test_invalid_text_for_a_header_is_an_invalid_argument(package: Package, value: str) -> None:
    library, server = package(LIBRARY), Server(200, [])

    with pytest.raises(
        module(library, "errors").InvalidArgumentError, match="a header cannot hold"
    ):
        call(
            library,
            "books.list_books",
            "sync",
            "north",
            client=client_of(library, server),
            x_reader_id=value,
            x_floor=2,
            ids=["7"],
        )
    assert server.requests == []


@pytest.mark.parametrize(
    ("value", "expected"), [(True, "true"), (7, "7"), (1.5, "1.5"), ("a b", "a b")]
)
def test_a_scalar_is_serialized_as_in_json(package: Package, value: object, expected: str) -> None:
    assert module(package(LIBRARY), "_serialization.arguments").scalar("x", value) == expected


def test_a_parameter_of_any_type_is_serialized_by_the_style_form(package: Package) -> None:
    arguments = module(package(LIBRARY), "_serialization.arguments")
    invalid = module(package(LIBRARY), "errors").InvalidArgumentError

    assert arguments.untyped("a", "k", None) == []
    assert arguments.untyped("a", "k", True) == [("k", "true")]
    assert arguments.untyped("a", "k", [1, "b"]) == [("k", "1"), ("k", "b")]
    assert arguments.untyped("a", "k", {"x": 1, "y": "b"}) == [("x", "1"), ("y", "b")]
    for value in ([], {}, {"x": {}}, {"x": [1]}, [[1]], [{}], {1: "a"}, b"", object()):
        with pytest.raises(invalid):
            arguments.untyped("a", "k", value)


def test_every_kind_of_property_survives_a_round_trip(package: Package) -> None:
    library = package(LIBRARY)
    book = {
        "title": "T",
        "genre": "crime",
        "author": {"name": "A", "nickname": None},
        "editors": [{"name": "E", "nickname": "e"}],
        "copies": {"1": {"shelf": "n", "lentTo": None, "unlisted": 1}},
        "published": "2026-01-07",
        "returned": "2026-01-07T08:00:00+00:00",
        "serial": "6f1c64de-6a1f-4a2f-9d3b-0c8e5a7b9c10",
        "rating": None,
        "mood": None,
        "keywords": ["k"],
        "reviewers": [],
        "sequel": {"title": "U", "genre": "poetry", "author": {"name": "A"}}
        | {"editors": [], "copies": {}, "mood": "grim"},
    }

    assert module(library, "models").Book.from_dict(book).to_dict() == book


def test_bodies_with_alternatives_are_decoded_and_encoded_by_their_models(package: Package) -> None:
    warehouse = package(WAREHOUSE)
    models = module(warehouse, "models")
    crate = {"weight": 7, "label": None, "contents": {"nails": {"amount": 3}}, "beside": None}
    pallet = {"crates": [crate]}

    for body, model in ((crate, models.Crate), (pallet, models.Pallet)):
        server = Server(200, body)
        client = client_of(warehouse, server)
        parsed = call(warehouse, "build.read_crate", "sync", 7, client=client)
        assert isinstance(parsed, model)
        assert parsed.to_dict() == body

    server = Server(201, "put away")
    posted = models.Crate.from_dict(crate)
    name = "crates_to_come.post_crates_crate_id"
    call(warehouse, name, "sync", 7, client=client_of(warehouse, server), body=posted)
    assert json.loads(server.requests[0].content) == crate


class MissingTime(datetime):
    """A missing time that is an instance of `datetime`, like `NaT` of pandas."""

    def utcoffset(self) -> NoReturn:
        raise ValueError("a missing time has no offset")


@pytest.mark.parametrize(
    "value",
    [
        *(float("nan"), float("inf"), Decimal("1.5"), None),
        *(datetime(2026, 1, 31, 12), MissingTime(2026, 1, 31)),
    ],
    ids=lambda value: f"{type(value).__name__}-{value}",
)
def test_a_scalar_without_a_form_in_json_is_an_invalid_argument(
    package: Package, value: object
) -> None:
    library = package(LIBRARY)

    with pytest.raises(module(library, "errors").InvalidArgumentError, match="since"):
        module(library, "_serialization.arguments").scalar("since", value)


def test_a_body_with_a_naive_time_or_nan_is_an_invalid_argument(package: Package) -> None:
    library = package(LIBRARY)
    invalid = module(library, "errors").InvalidArgumentError
    json_body = module(library, "_serialization.arguments").json_body

    for value in (datetime(2026, 1, 31), float("nan"), [datetime(2026, 1, 31)], library.UNSET):
        with pytest.raises(invalid):
            json_body(value)
    assert json_body([datetime(2026, 1, 31, tzinfo=UTC)]) == b'["2026-01-31T00:00:00+00:00"]'


SCHEMAS: dict[str, dict[str, Any]] = {
    "text/csv": {"type": "string"},
    "application/octet-stream": {"type": "string", "format": "binary"},
}
OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}


def exchange(
    root: Path,
    response: httpx.Response,
    described: dict[str, list[str]],
    *,
    elsewhere: tuple[str, ...] = (),
    **security: Any,
) -> tuple[httpx.Request, Any]:
    """Call the operation of a small document, and return the request and the response.

    Args:
        root: The folder for the generated client.
        response: The response of the server.
        described: The media types of the documented responses, by status code.
        elsewhere: The status codes that another operation documents.
        security: The security requirements, of the document and of the operation.
    """
    responses = {
        status: {
            "description": "d",
            "content": {each: {"schema": SCHEMAS.get(each, OBJECT)} for each in media_types},
        }
        for status, media_types in described.items()
    }
    operation: dict[str, Any] = {"operationId": "getX", "tags": ["t"], "responses": responses}
    content: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/x": {"get": operation}},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }
    if elsewhere:
        other = {status: {"description": "d"} for status in elsewhere}
        content["paths"]["/y"] = {"get": {"operationId": "y", "responses": other}}
    for holder, requirements in ((content, "document"), (operation, "operation")):
        if requirements in security:
            holder["security"] = security[requirements]
    folder = root / f"small_{len(list(root.iterdir()))}"
    swap(folder, generate(Document(Path("small.json"), json.dumps(content), content)))
    (folder / "__init__.py").touch()
    requests: list[httpx.Request] = []

    def transport(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return response

    sys.path.insert(0, str(root))
    try:
        package = importlib.import_module(f"{folder.name}.bitgo_oes")
        mock = httpx.MockTransport(transport)
        client = package.Client("t", base_url="https://h", transport=mock, max_retries=0)
        result = call(package, "t.get_x", "sync_detailed", client=client)
    finally:
        sys.path.remove(str(root))
        for name in [each for each in sys.modules if each.partition(".")[0] == folder.name]:
            del sys.modules[name]
    (request,) = requests
    return request, result


BYTES, PROBLEM = "application/octet-stream", "application/problem+json"


@pytest.mark.parametrize(
    ("described", "accept"),
    [
        ({"200": ["text/csv"]}, "text/csv"),
        ({"204": []}, "*/*"),
        (
            {"200": [BYTES], "400": ["application/problem+json"]},
            f"{BYTES}, application/problem+json",
        ),
        ({"200": ["application/xml", "application/json"]}, "application/json"),
        ({"default": ["text/csv"]}, "text/csv"),
    ],
)
def test_a_request_accepts_the_media_types_that_the_client_reads(
    tmp_path: Path, described: dict[str, list[str]], accept: str
) -> None:
    request, _ = exchange(tmp_path, httpx.Response(204), described)

    assert request.headers["accept"] == accept


@pytest.mark.parametrize("status", [200, 400])
def test_text_is_decoded_by_its_charset(tmp_path: Path, status: int) -> None:
    headers = {"content-type": "text/csv; charset=iso-8859-1"}
    response = httpx.Response(status, content="è;1".encode("latin-1"), headers=headers)

    _, result = exchange(tmp_path, response, {"200": ["text/csv"], "400": ["text/csv"]})

    assert (result.parsed if status == 200 else result.error.parsed) == "è;1"


TOKEN: list[dict[str, list[str]]] = [{"token": []}]


@pytest.mark.parametrize(
    ("security", "authorized"),
    [
        ({}, True),
        ({"document": TOKEN, "operation": []}, False),
        ({"document": []}, False),
        ({"document": [], "operation": TOKEN}, True),
        ({"operation": [{}, *TOKEN]}, True),
    ],
)
def test_an_operation_without_security_requirements_sends_no_token(
    tmp_path: Path, security: dict[str, Any], authorized: bool
) -> None:
    request, result = exchange(tmp_path, httpx.Response(401), {"204": []}, **security)

    assert ("authorization" in request.headers) is authorized
    assert result.error.status_code == 401


def test_a_default_response_alone_describes_successes_and_errors(tmp_path: Path) -> None:
    described = {"default": ["application/json"]}

    _, success = exchange(tmp_path, httpx.Response(200, json={"a": "x"}), described)
    _, failure = exchange(tmp_path, httpx.Response(404, json={"a": "x"}), described)

    assert (success.parsed.a, success.error) == ("x", None)
    assert (failure.parsed, failure.error.parsed.a) == (None, "x")


@pytest.mark.parametrize("described", [{}, {"4XX": []}, {"default": ["application/json"]}])
@pytest.mark.parametrize(
    ("status", "name"),
    [
        (404, "NotFoundError"),
        (410, "GoneError"),
        (403, "UnexpectedStatusError"),
        (429, "RateLimitError"),
        (503, "InternalServerError"),
    ],
)
def test_a_status_that_another_operation_documents_is_an_error_of_its_class(
    tmp_path: Path, described: dict[str, list[str]], status: int, name: str
) -> None:
    response = httpx.Response(status, json={"a": "x"})
    responses = {"204": [], **described}

    _, result = exchange(tmp_path, response, responses, elsewhere=("404", "410", "429", "503"))

    assert type(result.error).__name__ == name
    assert (result.error.parsed is not None) is ("default" in described)
