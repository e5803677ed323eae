"""The benchmark that compares the iterators with and without `prefetch`.

The server takes as long for a page as the consumer of the pages does. Without `prefetch`, the two
times add up. With `prefetch`, they overlap.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from ..mock_server import serving
from . import limits
from .comparison import Comparison, Figure, Unmeasurable
from .response_payload import body

ROUNDS = 5
PAGES = 50
SECONDS = 0.02
"""The time of the server, and of the consumer, for each page."""

_SIZE = 25
_ENTERPRISE = "6f1c64de6a1f4a2f9d3b0c8e5a7b9c10"

METHOD = f"""\
Wall-clock seconds to iterate over {PAGES} pages of {_SIZE} records. The server on loopback and the
consumer of the pages take {1000 * SECONDS:.0f} ms each for a page. Medians over rounds that run the
iterators with and without prefetch in turn."""


def measure(rounds: int = ROUNDS) -> Comparison:
    """Measure the iterators with and without `prefetch` in turn, and return the results.

    Args:
        rounds: The number of runs of each iterator.

    Raises:
        Unmeasurable: If the client is not installed, or an iterator misses a page.
    """
    try:
        from bitgo_oes import Client
        from bitgo_oes.api.client_balances import list_client_balances
    except ImportError as error:
        raise Unmeasurable(f"{error}: install the generated client") from None
    with serving(_slow_server()) as url, Client("a-token", base_url=url) as client:
        arguments: dict[str, Any] = {"client": client, "page_size": _SIZE}

        def use_pages(*, prefetch: bool) -> int:
            pages = list_client_balances.iter_pages(_ENTERPRISE, **arguments, prefetch=prefetch)
            number = 0
            for _ in pages:
                number += 1
                time.sleep(SECONDS)
            return number

        async def use_pages_asynchronously(*, prefetch: bool) -> int:
            pages = list_client_balances.aiter_pages(_ENTERPRISE, **arguments, prefetch=prefetch)
            number = 0
            async for _ in pages:
                number += 1
                await asyncio.sleep(SECONDS)
            return number

        return Comparison(
            "paging",
            "the same iterators without prefetch",
            METHOD,
            [
                _figure("synchronous", use_pages, rounds),
                _figure(
                    "asynchronous",
                    lambda **how: asyncio.run(use_pages_asynchronously(**how)),
                    rounds,
                ),
            ],
        )


def _figure(name: str, use_pages: Callable[..., int], rounds: int) -> Figure:
    with_: list[float] = []
    without: list[float] = []
    for _ in range(rounds):
        without.append(_seconds(use_pages, prefetch=False))
        with_.append(_seconds(use_pages, prefetch=True))
    ratio = median(mine / other for mine, other in zip(with_, without, strict=True))
    return Figure(
        f"iter_pages with prefetch, {name}",
        "s",
        median(with_),
        median(without),
        ratio,
        limits.PREFETCH,
    )


def _seconds(use_pages: Callable[..., int], *, prefetch: bool) -> float:
    began = time.perf_counter()
    if use_pages(prefetch=prefetch) != PAGES:
        raise Unmeasurable("an iterator does not yield all pages")
    return time.perf_counter() - began


def _slow_server() -> ASGIApp:
    """Return a server that takes `SECONDS` for each page."""
    content = [_page(number) for number in range(PAGES + 1)]

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        number = int(parse_qs(scope["query_string"].decode())["pageNumber"][0])
        await asyncio.sleep(SECONDS)
        headers = [(b"content-length", b"%d" % len(content[number]))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content[number]})

    return app


def _page(number: int) -> bytes:
    """Return the body of a page. The page after the last page has no records."""
    content = json.loads(body(_SIZE if number < PAGES else 0))
    content["networkBalances"] = {
        f"{number:08x}{key[8:]}": record for key, record in content["networkBalances"].items()
    }
    return json.dumps(content).encode()
