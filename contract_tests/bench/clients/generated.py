"""This project's client, or the client of another revision of this project."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from inspect import signature
from typing import Any

import httpx

from .interface import ENTERPRISE, HEADERS, TOKEN, URL, Startup, at_once, responding


class GeneratedClient:
    """The client in the installed package `bitgo_oes`, with orjson and the installed extras."""

    def __init__(self) -> None:
        import orjson
        from bitgo_oes import Client, _operation
        from bitgo_oes._messages import RawResponse
        from bitgo_oes.api.client_balances import list_client_balances

        self._client, self._operation = Client, list_client_balances
        self._response, self._decode = RawResponse, _operation.decode_body
        self._dumps = orjson.dumps

    def decoder(self, body: bytes) -> Callable[[], Any]:
        """Return a function that decodes and validates the body of a response."""
        response = self._response(200, httpx.Headers(HEADERS), body)
        documented = self._operation._OPERATION.successes["200"]
        return lambda: self._decode(documented, response, tolerant=False)

    def encoder(self, payload: Any) -> Callable[[], bytes]:
        """Return a function that encodes a model of a response body with orjson.

        The nested models are converted one by one if the method `to_dict` can omit them.
        """
        if "recurse" not in signature(payload.to_dict).parameters:
            return lambda: self._dumps(payload.to_dict())

        def as_dict(model: Any) -> Any:
            return model.to_dict(recurse=False)

        return lambda: self._dumps(as_dict(payload), default=as_dict)

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Return a function that calls the API once, over an in-memory transport."""
        client = self._client(TOKEN, base_url=URL, transport=responding(body))
        return lambda: self._operation.sync(ENTERPRISE, client=client, page_size=100)

    def gatherer(self, body: bytes) -> Callable[[], Any]:
        """Return a function that makes `AT_ONCE` asynchronous API calls at the same time."""
        client = self._client(TOKEN, base_url=URL, async_transport=responding(body))
        return at_once(lambda: self._operation.asyncio(ENTERPRISE, client=client, page_size=100))

    def startup(self, base_url: str) -> Startup:
        """Return two functions that call the API: with a new client, and with an open client."""
        opened = self._client(TOKEN, base_url=base_url)

        def with_new() -> None:
            with self._client(TOKEN, base_url=base_url) as client:
                self._operation.sync(ENTERPRISE, client=client, page_size=1)

        return Startup(
            with_new, lambda: self._operation.sync(ENTERPRISE, client=opened, page_size=1)
        )

    def pager(self, base_url: str, page_size: int) -> Callable[[], int]:
        """Return a function that reads all records with `iter_records`, and counts the records."""
        client = self._client(TOKEN, base_url=base_url)

        def count() -> int:
            records = self._operation.iter_records(ENTERPRISE, client=client, page_size=page_size)
            return sum(1 for _ in records)

        return count

    def consumer(
        self,
        base_url: str,
        page_size: int,
        use_seconds: float,
        *,
        prefetch: bool,
        asynchronous: bool,
    ) -> Callable[[], None]:
        """Return a function that iterates over all pages, and waits for a time after each page.

        Args:
            base_url: The URL of a server of pages.
            page_size: The number of records on a page.
            use_seconds: The seconds to wait, as a program would while it uses a page.
            prefetch: Whether the iterator requests the next page during the wait.
            asynchronous: Whether the iterator and the wait are asynchronous.
        """
        client = self._client(TOKEN, base_url=base_url)
        arguments: Any = {"client": client, "page_size": page_size, "prefetch": prefetch}

        def use_pages() -> None:
            for _ in self._operation.iter_pages(ENTERPRISE, **arguments):
                time.sleep(use_seconds)

        async def use_pages_asynchronously() -> None:
            async for _ in self._operation.aiter_pages(ENTERPRISE, **arguments):
                await asyncio.sleep(use_seconds)

        return (lambda: asyncio.run(use_pages_asynchronously())) if asynchronous else use_pages
