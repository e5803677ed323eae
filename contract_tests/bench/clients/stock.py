"""The stock client: the output of openapi-python-client with its default templates."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import stock_client
from stock_client.api.client_balances import (
    list_client_balances,
)

from .interface import (
    ENTERPRISE,
    HEADERS,
    TOKEN,
    URL,
    Startup,
    at_once,
    count_pages,
    responding,
)

_DUMPS: Any = {"ensure_ascii": False, "separators": (",", ":"), "allow_nan": False}


class StockClient:
    """The generated package `stock_client`, which does not validate responses."""

    def decoder(self, body: bytes) -> Callable[[], Any]:
        """Return a function that parses a response body as JSON, and creates the model."""
        response = httpx.Response(200, headers=HEADERS, content=body)
        model = list_client_balances.ClientBalances
        return lambda: model.from_dict(response.json())

    def encoder(self, payload: Any) -> Callable[[], bytes]:
        """Return a function that encodes a payload as httpx encodes the bodies of requests."""
        return lambda: json.dumps(payload.to_dict(), **_DUMPS).encode()

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Return a function that calls the API once, over an in-memory transport."""
        client = _client(URL, responding(body))
        return lambda: list_client_balances.sync(ENTERPRISE, client=client, page_size="100")

    def gatherer(self, body: bytes) -> Callable[[], Any]:
        """Return a function that makes `AT_ONCE` asynchronous API calls at the same time."""
        client = _client(URL, responding(body))
        return at_once(
            lambda: list_client_balances.asyncio(ENTERPRISE, client=client, page_size="100")
        )

    def startup(self, base_url: str) -> Startup:
        """Return two functions that call the API: with a new client, and with an open client."""
        opened = _client(base_url)

        def with_new() -> None:
            with _client(base_url) as client:
                list_client_balances.sync(ENTERPRISE, client=client, page_size="1")

        return Startup(
            with_new, lambda: list_client_balances.sync(ENTERPRISE, client=opened, page_size="1")
        )

    def pager(self, base_url: str, page_size: int) -> Callable[[], int]:
        """Return a function that requests all pages; the client has no iterator over pages."""
        client = _client(base_url)

        def request(number: int) -> int:
            page = list_client_balances.sync(
                ENTERPRISE, client=client, page_number=str(number), page_size=str(page_size)
            )
            return len(page.network_balances.additional_properties)

        return lambda: count_pages(request)


def _client(base_url: str, transport: httpx.MockTransport | None = None) -> Any:
    options = {} if transport is None else {"httpx_args": {"transport": transport}}
    return stock_client.AuthenticatedClient(base_url=base_url, token=TOKEN, **options)
