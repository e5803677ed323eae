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
    """The installed package `bitgo_oes`, which uses orjson and the installed optional extras."""

    def __init__(self) -> None:
        import orjson
        from bitgo_oes import Client, _operation
        from bitgo_oes._messages import RawResponse
        from bitgo_oes.api.client_balances import list_client_balances

        self._client, self._operation = Client, list_client_balances
        self._response, self._decode = RawResponse, _operation.decode_body
        self._dumps = orjson.dumps

    def decoder(self, body: bytes) -> Callable[[], Any]:
        """Return a function that decodes and validates a body."""
        response = self._response(200, httpx.Headers(HEADERS), body)
        documented = self._operation._OPERATION.successes["200"]
        return lambda: self._decode(documented, response, tolerant=False)

    def encoder(self, payload: Any) -> Callable[[], bytes]:
        """Return a function that encodes a payload with orjson.

        If the client can convert a model without its nested models, orjson converts the nested
        models one at a time.
        """
        if "recurse" not in signature(payload.to_dict).parameters:
            return lambda: self._dumps(payload.to_dict())

        def as_dict(model: Any) -> Any:
            return model.to_dict(recurse=False)

        return lambda: self._dumps(as_dict(payload), default=as_dict)

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Return a function that makes a synchronous call over an in-memory transport."""
        client = self._client(TOKEN, base_url=URL, transport=responding(body))
        return lambda: self._operation.sync(ENTERPRISE, client=client, page_size=100)

    def gatherer(self, body: bytes) -> Callable[[], Any]:
        """Return a function that makes several asynchronous calls at the same time."""
        client = self._client(TOKEN, base_url=URL, async_transport=responding(body))
        return at_once(lambda: self._operation.asyncio(ENTERPRISE, client=client, page_size=100))

    def startup(self, base_url: str) -> Startup:
        """Return two functions whose difference in time is the time to construct a client."""
        opened = self._client(TOKEN, base_url=base_url)

        def with_new() -> None:
            with self._client(TOKEN, base_url=base_url) as client:
                self._operation.sync(ENTERPRISE, client=client, page_size=1)

        return Startup(
            with_new, lambda: self._operation.sync(ENTERPRISE, client=opened, page_size=1)
        )

    def pager(self, base_url: str, page_size: int) -> Callable[[], int]:
        """Return a function that counts the records of `iter_records`."""
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
        """Return a function that iterates over all pages, and uses each page for a time.

        Args:
            base_url: The URL of a server of pages.
            page_size: The number of records on a page.
            use_seconds: The time for which a page is used.
            prefetch: Whether the iterator requests the next page while a page is used.
            asynchronous: Whether the iterator and the use are asynchronous.
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
