"""Clients like those that users write by hand: functions that call httpx and decode the response.

The clients decode with `json`, with pydantic or with msgspec.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import httpx

from .interface import (
    PATH,
    TOKEN,
    URL,
    Startup,
    at_once,
    count_pages,
    responding,
)


class Codec(NamedTuple):
    """The functions that decode and encode response bodies with one library.

    Attributes:
        decode: A function that decodes a body.
        encode: A function that encodes a decoded body as JSON.
        records: A function that returns the records in a decoded body.
    """

    decode: Callable[[bytes], Any]
    encode: Callable[[Any], bytes]
    records: Callable[[Any], Mapping[str, Any]]


class HandwrittenClient:
    """A client that sends requests with httpx, and decodes the responses with one library."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def decoder(self, body: bytes) -> Callable[[], Any]:
        """Return a function that decodes the response body `body`."""
        return lambda: self._codec.decode(body)

    def encoder(self, payload: Any) -> Callable[[], bytes]:
        """Return a function that encodes the decoded body `payload` as JSON."""
        return lambda: self._codec.encode(payload)

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Return a function that calls the API once, over an in-memory transport."""
        client = httpx.Client(transport=responding(body), **_options(URL))
        return lambda: self._list_client_balances(client, page_size=100)

    def gatherer(self, body: bytes) -> Callable[[], Any]:
        """Return a function that makes `AT_ONCE` asynchronous API calls at the same time."""
        client = httpx.AsyncClient(transport=responding(body), **_options(URL))

        async def call() -> Any:
            response = await client.get(PATH, params={"pageSize": 100})
            return self._codec.decode(response.raise_for_status().content)

        return at_once(call)

    def startup(self, base_url: str) -> Startup:
        """Return two functions that call the API: with a new client, and with an open client."""
        opened = httpx.Client(**_options(base_url))

        def with_new() -> None:
            with httpx.Client(**_options(base_url)) as client:
                self._list_client_balances(client, page_size=1)

        return Startup(with_new, lambda: self._list_client_balances(opened, page_size=1))

    def pager(self, base_url: str, page_size: int) -> Callable[[], int]:
        """Return a function that requests all pages of the balances, and counts the records."""
        client = httpx.Client(**_options(base_url))

        def request(number: int) -> int:
            page = self._list_client_balances(client, page_number=number, page_size=page_size)
            return len(self._codec.records(page))

        return lambda: count_pages(request)

    def _list_client_balances(
        self, client: httpx.Client, *, page_size: int, page_number: int = 0
    ) -> Any:
        params = {"pageNumber": page_number, "pageSize": page_size}
        response = client.get(PATH, params=params)
        return self._codec.decode(response.raise_for_status().content)


class Parser:
    """A JSON parser, measured alone because every client needs at least the time of a parser."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def decoder(self, body: bytes) -> Callable[[], Any]:
        """Return a function without parameters that parses the given response body."""
        return lambda: self._codec.decode(body)

    def encoder(self, payload: Any) -> Callable[[], bytes]:
        """Return a function that encodes the decoded body `payload` as JSON."""
        return lambda: self._codec.encode(payload)


def json_client() -> HandwrittenClient:
    """Return a client that decodes responses with `json`, and does not check the constraints."""
    import json

    return HandwrittenClient(
        Codec(
            json.loads,
            lambda payload: json.dumps(payload, separators=(",", ":")).encode(),
            lambda payload: payload["networkBalances"],
        )
    )


def pydantic_client() -> HandwrittenClient:
    """Return a client that decodes with pydantic, and checks the constraints of the API."""
    from .pydantic_models import ClientBalances

    return HandwrittenClient(
        Codec(
            ClientBalances.model_validate_json,
            lambda payload: payload.model_dump_json(by_alias=True).encode(),
            lambda payload: payload.network_balances,
        )
    )


def msgspec_client() -> HandwrittenClient:
    """Return a client that decodes with msgspec, and checks the constraints of the API."""
    import msgspec

    from .msgspec_models import CheckedClientBalances

    return HandwrittenClient(
        Codec(
            msgspec.json.Decoder(CheckedClientBalances).decode,
            msgspec.json.Encoder().encode,
            lambda payload: payload.network_balances,
        )
    )


def orjson_parser() -> Parser:
    """Return a parser that calls `orjson.loads`, which does not check the constraints."""
    import orjson

    return Parser(Codec(orjson.loads, orjson.dumps, lambda payload: payload["networkBalances"]))


def msgspec_parser() -> Parser:
    """Return a parser that decodes with msgspec, and checks the types but no patterns."""
    import msgspec

    from .msgspec_models import ClientBalances

    return Parser(
        Codec(
            msgspec.json.Decoder(ClientBalances).decode,
            msgspec.json.Encoder().encode,
            lambda payload: payload.network_balances,
        )
    )


def _options(base_url: str) -> dict[str, Any]:
    return {"base_url": base_url, "headers": {"Authorization": f"Bearer {TOKEN}"}}
