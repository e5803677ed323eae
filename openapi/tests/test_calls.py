"""What a call sends is what the document says, and what comes back is kept whole."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from openapi.tests.inputs import CONTRACT, LIBRARY, WAREHOUSE

Package = Callable[[Path], ModuleType]

BALANCES = {
    "clientId": "2b9e7c40-5d1a-4e63-8f20-9a7c6b5d4e3f",
    "balances": {"ofcbtc": {"available": "9" * 40, "held": "0", "staked": {"since": 2026}}},
    "networkBalances": {
        "0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d": {
            "partnerId": "7a1b9d52-30c4-4f8e-8b6a-2d4c6e8f0a1b",
            "partnersConnectionId": "acct-1",
            "name": "Büch",
            "partnerInstitutionIdentifier": "X",
            "balances": {},
            "unheard": [None, True, 1.5],
        }
    },
    "nextPage": None,
}


class Server:
    """Answers every request alike, and remembers them."""

    def __init__(self, status: int, body: object) -> None:
        self.requests: list[httpx.Request] = []
        self.status = status
        self.body = body

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.status, json=self.body)


def client_of(package: ModuleType, server: Server) -> Any:
    transport = httpx.MockTransport(server)
    return package.Client(
        "token", base_url="https://h", transport=transport, async_transport=transport, max_retries=0
    )


def module(package: ModuleType, name: str) -> Any:
    return importlib.import_module(f"{package.__name__}.{name}")


def call(package: ModuleType, name: str, flavour: str, *args: Any, **kwargs: Any) -> Any:
    """Call one of an operation's four functions; wait for those that are awaited."""
    function = getattr(module(package, f"api.{name}"), flavour)
    result = function(*args, **kwargs)
    return asyncio.run(result) if flavour.startswith("asyncio") else result


@pytest.mark.parametrize("flavour", ["sync", "sync_detailed", "asyncio", "asyncio_detailed"])
def test_what_is_left_out_is_not_sent(package: Package, flavour: str) -> None:
    oes, server = package(CONTRACT), Server(200, BALANCES)

    call(oes, "client_balances.list_client_balances", flavour, "e-1", client=client_of(oes, server))

    (request,) = server.requests
    assert str(request.url) == "https://h/api/network/v1/enterprises/e-1/clients/balances"


def test_lists_repeat_their_name_and_text_is_escaped(package: Package) -> None:
    oes, server = package(CONTRACT), Server(200, BALANCES)

    call(
        oes,
        "client_balances.list_client_balances",
        "sync",
        "a/b?c#d",
        client=client_of(oes, server),
        page_number="0",
        connection_ids=["x", "y"],
    )

    (request,) = server.requests
    assert request.url.raw_path == (
        b"/api/network/v1/enterprises/a%2Fb%3Fc%23d/clients/balances"
        b"?pageNumber=0&connectionIds=x&connectionIds=y"
    )


@pytest.mark.parametrize("flavour", ["sync", "asyncio"])
def test_a_body_survives_a_round_trip_with_what_is_unknown(package: Package, flavour: str) -> None:
    oes, server = package(CONTRACT), Server(200, BALANCES)

    parsed = call(
        oes, "client_balances.list_client_balances", flavour, "e-1", client=client_of(oes, server)
    )

    assert isinstance(parsed, module(oes, "models").ClientBalances)
    assert parsed.balances["ofcbtc"].available == 10**40 - 1
    assert parsed["nextPage"] is None
    assert parsed.to_dict() == BALANCES


def test_an_error_is_returned_as_its_own_model(package: Package) -> None:
    oes, server = package(CONTRACT), Server(404, {"error": "none", "name": "NotFound", "more": 1})

    answer = call(
        oes,
        "client_balances.list_client_balances",
        "sync_detailed",
        "e-1",
        client=client_of(oes, server),
    )

    assert answer.status_code == 404
    assert isinstance(answer.parsed, module(oes, "models").ErrorBody)
    assert answer.parsed.to_dict() == json.loads(answer.content)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, "NotFoundError"),
        (418, "UnexpectedStatusError"),
        (201, "UnexpectedStatusError"),
        (302, "UnexpectedStatusError"),
        (429, "RateLimitError"),
        (599, "InternalServerError"),
    ],
)
def test_a_status_that_is_no_success_is_raised_as_its_own_error(
    package: Package, status: int, error: str
) -> None:
    oes, server = package(CONTRACT), Server(status, {"error": "no"})
    name = "client_balances.list_client_balances"

    with pytest.raises(getattr(module(oes, "errors"), error), match=f"^{status} no$") as caught:
        call(oes, name, "sync", "e-1", client=client_of(oes, server))
    answer = call(oes, name, "sync_detailed", "e-1", client=client_of(oes, server))
    assert answer.status_code == status
    assert type(answer.error) is caught.type


def test_a_range_of_statuses_and_the_default_are_read_as_documented(package: Package) -> None:
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
    refused = call(
        library,
        "readers.read_reader",
        "sync_detailed",
        7,
        client=client_of(library, Server(403, {"message": "no"})),
    )

    assert stored == '"stored"'  # text, and so not read as JSON
    assert refused.parsed.message == "no"
    assert type(refused.error) is module(library, "errors").UnexpectedStatusError


def test_headers_enums_and_numbers_are_written_as_the_document_says(package: Package) -> None:
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


def test_every_kind_of_member_survives_a_round_trip(package: Package) -> None:
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


def test_alternatives_and_bodies_are_told_apart(package: Package) -> None:
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
