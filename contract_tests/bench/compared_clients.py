"""The two clients that the benchmarks compare, with one interface for both."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import httpx

from .stock_client import PACKAGE
from .timing import Action

_ENTERPRISE = "6f1c64de6a1f4a2f9d3b0c8e5a7b9c10"
_URL = "https://oes.invalid"
_HEADERS = {"Content-Type": "application/json"}


class ClientStartup(NamedTuple):
    """Functions that show how long a client takes to start.

    The duration of `with_new` minus the duration of `with_open` is the time to start.

    Attributes:
        with_new: A function that creates a client, sends one request and closes the client.
        with_open: A function that sends one request with a client that is already open.
        close: A function that closes the open client.
    """

    with_new: Action
    with_open: Action
    close: Action


class ComparedClient(Protocol):
    """The interface of a client that the benchmarks measure.

    The package of the client is imported when an instance is created.

    Attributes:
        package: The name of the client's package.
    """

    package: str

    def reader(self, body: bytes) -> Callable[[], Any]:
        """Return a function that decodes a response body with the code of the measured client."""

    def writer(self, payload: Any) -> Callable[[], bytes]:
        """Return a function that encodes a payload as JSON."""

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Return a function that calls the operation over a transport that responds with `body`."""

    def startup(self, base_url: str, enterprise_id: str, token: str) -> ClientStartup:
        """Return functions with which a benchmark measures the start-up time of the client."""


class GeneratedClient:
    """This project's client, imported from the installed package `bitgo_oes`."""

    package = "bitgo_oes"

    def __init__(self) -> None:
        import orjson
        from bitgo_oes import Client, _operation
        from bitgo_oes._messages import RawResponse
        from bitgo_oes.api.client_balances import list_client_balances

        self._client, self._operation = Client, list_client_balances
        self._response, self._decode = RawResponse, _operation.decode_body
        self._dumps = orjson.dumps

    def reader(self, body: bytes) -> Callable[[], Any]:
        """Return a function that decodes and validates a body with the generated client."""
        response = self._response(200, httpx.Headers(_HEADERS), body)
        documented = self._operation._OPERATION.successes["200"]
        return lambda: self._decode(documented, response, tolerant=False)

    def writer(self, payload: Any) -> Callable[[], bytes]:
        """Return a function that encodes a payload with orjson."""
        return lambda: self._dumps(payload.to_dict())

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Return a function that calls the generated client over an in-memory transport."""
        client = self._client("a-token", base_url=_URL, transport=_answering(body))
        return lambda: self._operation.sync(_ENTERPRISE, client=client, page_size=100)

    def startup(self, base_url: str, enterprise_id: str, token: str) -> ClientStartup:
        """Return functions with which a benchmark measures the start-up time of this client."""
        opened = self._client(token, base_url=base_url)

        def with_new() -> None:
            with self._client(token, base_url=base_url) as client:
                self._operation.sync(enterprise_id, client=client)

        return ClientStartup(
            with_new, lambda: self._operation.sync(enterprise_id, client=opened), opened.close
        )


class StockClient:
    """The client that openapi-python-client generates with its default templates.

    Args:
        folder: The folder that contains the generated package.
    """

    package = PACKAGE

    def __init__(self, folder: Path) -> None:
        sys.path.insert(0, str(folder))
        try:
            self._operation: Any = import_module(
                f"{PACKAGE}.api.client_balances.list_client_balances"
            )
            self._client: Any = import_module(PACKAGE).AuthenticatedClient
        finally:
            sys.path.remove(str(folder))

    def reader(self, body: bytes) -> Callable[[], Any]:
        """Return a function that decodes a response body with the stock client.

        The stock client does not validate responses.
        """
        response = httpx.Response(200, headers=_HEADERS, content=body)
        model = self._operation.ClientBalances
        return lambda: model.from_dict(response.json())

    def writer(self, payload: Any) -> Callable[[], bytes]:
        """Return a function that encodes a payload as httpx encodes request bodies."""
        style: Any = {"ensure_ascii": False, "separators": (",", ":"), "allow_nan": False}
        return lambda: json.dumps(payload.to_dict(), **style).encode()

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Return a function that makes a call with the client from openapi-python-client.

        The call uses no network. The response has the given body.
        """
        client = self._client(
            base_url=_URL,
            token="a-token",  # noqa: S106 - not a real token
            httpx_args={"transport": _answering(body)},
        )
        return lambda: self._operation.sync(_ENTERPRISE, client=client, page_size="100")

    def startup(self, base_url: str, enterprise_id: str, token: str) -> ClientStartup:
        """Return functions that send a request with the client of openapi-python-client.

        One function opens a new client for the request, and the other uses an open client.
        """
        opened = self._client(base_url=base_url, token=token)

        def with_new() -> None:
            with self._client(base_url=base_url, token=token) as client:
                self._operation.sync(enterprise_id, client=client)

        return ClientStartup(
            with_new,
            lambda: self._operation.sync(enterprise_id, client=opened),
            lambda: opened.get_httpx_client().close(),
        )


def _answering(body: bytes) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(200, headers=_HEADERS, content=body))
