"""The client that openapi-generator generates: with urllib3 by default, with httpx for asyncio."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import httpx
import openapi_generator_client

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


class OpenapiGeneratorClient:
    """The generated packages `openapi_generator_client` and `openapi_generator_async_client`.

    The models are pydantic models that check patterns, but not the keys of maps.
    """

    def decoder(self, body: bytes) -> Callable[[], Any]:
        """Return a function that decodes a response body with `ApiClient.deserialize`."""
        client = openapi_generator_client.ApiClient()
        return lambda: client.deserialize(body.decode(), "ClientBalances", "application/json")

    def encoder(self, payload: Any) -> Callable[[], bytes]:
        """Return a function that encodes a payload as the client encodes the bodies of requests."""
        client = openapi_generator_client.ApiClient()
        return lambda: json.dumps(client.sanitize_for_serialization(payload)).encode()

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Return a function that calls the API once; a fake urllib3 pool returns the response."""
        import urllib3

        def respond(*_: object, **__: object) -> urllib3.HTTPResponse:
            return urllib3.HTTPResponse(
                io.BytesIO(body), HEADERS, 200, reason="OK", preload_content=False
            )

        client = _client(openapi_generator_client, URL)
        client.rest_client.pool_manager.request = respond
        api = openapi_generator_client.ClientBalancesApi(client)
        return lambda: api.list_client_balances(ENTERPRISE, page_size="100")

    def gatherer(self, body: bytes) -> Callable[[], Any]:
        """Return a function that makes `AT_ONCE` API calls at the same time with asyncio."""
        import openapi_generator_async_client as package

        # The client looks for the running event loop when it is created.
        made: list[Any] = []

        async def call() -> Any:
            if not made:
                client = _client(package, URL)
                client.rest_client.pool_manager = httpx.AsyncClient(transport=responding(body))
                made.append(package.ClientBalancesApi(client))
            return await made[0].list_client_balances(ENTERPRISE, page_size="100")

        return at_once(call)

    def startup(self, base_url: str) -> Startup:
        """Return two functions that call the API: with a new client, and with an open client."""
        opened = openapi_generator_client.ClientBalancesApi(
            _client(openapi_generator_client, base_url)
        )

        def with_new() -> None:
            with _client(openapi_generator_client, base_url) as client:
                api = openapi_generator_client.ClientBalancesApi(client)
                api.list_client_balances(ENTERPRISE, page_size="1")

        return Startup(with_new, lambda: opened.list_client_balances(ENTERPRISE, page_size="1"))

    def pager(self, base_url: str, page_size: int) -> Callable[[], int]:
        """Return a function that requests all pages; the client has no iterator over pages."""
        client = _client(openapi_generator_client, base_url)
        api = openapi_generator_client.ClientBalancesApi(client)

        def request(number: int) -> int:
            page = api.list_client_balances(
                ENTERPRISE, page_number=str(number), page_size=str(page_size)
            )
            return len(page.network_balances)

        return lambda: count_pages(request)


def _client(package: Any, base_url: str) -> Any:
    return package.ApiClient(package.Configuration(host=base_url, access_token=TOKEN))
