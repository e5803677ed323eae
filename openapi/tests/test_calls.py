"""Tests of calls with clients that are generated from small test documents."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

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
        x_reader_id="r-1",
        x_floor=2,
        ids=["7"],
        genres=[genre.CRIME, genre.POETRY],
        lent=False,
    )

    (request,) = server.requests
    assert (request.headers["X-Reader-Id"], request.headers["X-Floor"]) == ("r-1", "2")
    assert request.url.raw_path == (
        b"/shelves/north%2F3/books?genres=crime&genres=poetry&ids=7&lent=false"
    )


@pytest.mark.parametrize("value", ["a\r\nb: c", "é", " a", "a\x00"])
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
