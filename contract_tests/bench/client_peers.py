"""Our client and the stock client, each doing the same: read an answer, write it, make a call."""

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


class Openings(NamedTuple):
    """What the first call of a client is measured by.

    Attributes:
        anew: Makes a client, calls, and closes it.
        again: Calls with a client that stays open.
        close: Closes that one.
    """

    anew: Action
    again: Action
    close: Action


class Peer(Protocol):
    """What each of the two can do. Made by importing it, and nothing of the other."""

    package: str

    def reader(self, body: bytes) -> Callable[[], Any]:
        """Return what reads a received body as a call does, and returns the payload."""

    def writer(self, payload: Any) -> Callable[[], bytes]:
        """Return what writes a payload as JSON."""

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Return what makes a call that is answered with this body, and returns the payload."""

    def opener(self, base_url: str, enterprise_id: str, token: str) -> Openings:
        """Return calls over the loopback interface."""


class Ours:
    """The generated client as it is installed, and what its calls go through."""

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
        """Parse, check, and look for what the parser cannot say exactly."""
        response = self._response(200, httpx.Headers(_HEADERS), body)
        documented = self._operation._OPERATION.successes["200"]
        return lambda: self._decode(documented, response, tolerant=False)

    def writer(self, payload: Any) -> Callable[[], bytes]:
        """Write with orjson."""
        return lambda: self._dumps(payload.to_dict())

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Call over a transport in memory."""
        client = self._client("a-token", base_url=_URL, transport=_answering(body))
        return lambda: self._operation.sync(_ENTERPRISE, client=client, page_size=100)

    def opener(self, base_url: str, enterprise_id: str, token: str) -> Openings:
        """Call with the options that a client has by default."""
        opened = self._client(token, base_url=base_url)

        def anew() -> None:
            with self._client(token, base_url=base_url) as client:
                self._operation.sync(enterprise_id, client=client)

        return Openings(
            anew, lambda: self._operation.sync(enterprise_id, client=opened), opened.close
        )


class Stock:
    """The client that the generator makes with its own templates, from a folder."""

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
        """Parse and build, without a check."""
        response = httpx.Response(200, headers=_HEADERS, content=body)
        model = self._operation.ClientBalances
        return lambda: model.from_dict(response.json())

    def writer(self, payload: Any) -> Callable[[], bytes]:
        """Write as its requests are written, by httpx."""
        style: Any = {"ensure_ascii": False, "separators": (",", ":"), "allow_nan": False}
        return lambda: json.dumps(payload.to_dict(), **style).encode()

    def caller(self, body: bytes) -> Callable[[], Any]:
        """Call over a transport in memory."""
        client = self._client(
            base_url=_URL,
            token="a-token",  # noqa: S106 - of nobody
            httpx_args={"transport": _answering(body)},
        )
        return lambda: self._operation.sync(_ENTERPRISE, client=client, page_size="100")

    def opener(self, base_url: str, enterprise_id: str, token: str) -> Openings:
        """Call with the options that a client has by default."""
        opened = self._client(base_url=base_url, token=token)

        def anew() -> None:
            with self._client(base_url=base_url, token=token) as client:
                self._operation.sync(enterprise_id, client=client)

        return Openings(
            anew,
            lambda: self._operation.sync(enterprise_id, client=opened),
            lambda: opened.get_httpx_client().close(),
        )


def _answering(body: bytes) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(200, headers=_HEADERS, content=body))
