"""The benchmark that compares the CPU time and memory of two generated clients.

One is this project's client. The other is the stock client, which openapi-python-client generates
from the same OpenAPI document.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from . import limits, stock_client
from .compared_clients import ComparedClient, GeneratedClient, StockClient
from .comparison import Comparison, Figure, Unmeasurable
from .fresh_interpreter import import_times, peak
from .response_payload import body
from .timing import Times, compare, in_turn

ROUNDS = 15
SIZES = (1, 100, 10_000)

METHOD = """\
All figures except memory are CPU time: medians over rounds that measure both clients in turn, with
the garbage collector enabled. The ratio is the median of the ratios of the rounds. Each record has
balances in 2 to 6 currencies; amounts have up to 32 digits.
read           decode the body of a 200 response, as a call does: ours with orjson and all checks,
               stock with response.json() and no checks
write          encode the payload as JSON: ours with orjson.dumps(to_dict()), stock with
               json.dumps(to_dict()) as httpx does
to_dict        convert the models to dictionaries; ours also converts integers to digits
call           one synchronous call over an in-memory transport, without sockets and TLS
peak memory    growth of the resident memory of a new interpreter during one such call
second client  create a client, send its first request over loopback and close it, minus the time
               of a request with an open client; an earlier client has loaded the certificates
import         CPU time in addition to `import httpx`, in a new interpreter with cached bytecode"""


def measure(rounds: int = ROUNDS) -> Comparison:
    """Measure this project's client and the stock client, and return the results.

    Args:
        rounds: The number of measurements per figure. Slow figures are measured less often.

    Raises:
        Unmeasurable: If the stock client cannot be generated, if a client cannot be imported, or if
            the two clients give different results.
    """
    peer = f"the stock client of {stock_client.version()}"
    with TemporaryDirectory(prefix="bitgo-oes-") as name:
        folder = Path(name)
        stock_client.generate(folder)
        try:
            ours, other = GeneratedClient(), StockClient(folder)
        except ImportError as error:
            raise Unmeasurable(
                f"{error}: install the dependency group dev and the generated client"
            ) from None
        figures = [
            *_reading(ours, other, rounds),
            *_writing(ours, other, rounds),
            _calling(ours, other, rounds),
            _memory(folder, max(3, rounds // 3)),
            _second_client(ours, other, rounds),
            _importing(folder, rounds),
        ]
    return Comparison("client", peer, METHOD, figures)


def _reading(ours: ComparedClient, other: ComparedClient, rounds: int) -> list[Figure]:
    figures = []
    for size, limit in zip(SIZES, limits.READ, strict=True):
        content = body(size)
        mine, theirs = ours.reader(content), other.reader(content)
        _require_same(mine().to_dict(), theirs().to_dict(), json.loads(content))
        times = compare(mine, theirs, _fewer(rounds, size))
        figures.append(_milliseconds(f"read, {size:,} connections", times, limit))
    return figures


def _writing(ours: ComparedClient, other: ComparedClient, rounds: int) -> list[Figure]:
    figures = []
    for size, limit in zip(SIZES, limits.WRITE, strict=True):
        content = body(size)
        mine, theirs = ours.reader(content)(), other.reader(content)()
        write, write_theirs = ours.writer(mine), other.writer(theirs)
        _require_same(json.loads(write()), json.loads(write_theirs()), json.loads(content))
        times = compare(write, write_theirs, _fewer(rounds, size))
        figures.append(_milliseconds(f"write, {size:,} connections", times, limit))
        times = compare(mine.to_dict, theirs.to_dict, _fewer(rounds, size))
        figures.append(_milliseconds(f"to_dict, {size:,} connections", times, None))
    return figures


def _calling(ours: ComparedClient, other: ComparedClient, rounds: int) -> Figure:
    content = body(100)
    mine, theirs = ours.caller(content), other.caller(content)
    _require_same(mine().to_dict(), theirs().to_dict(), json.loads(content))
    return _milliseconds("call, 100 connections", compare(mine, theirs, rounds), limits.CALL)


def _memory(folder: Path, rounds: int) -> Figure:
    size = SIZES[-1]
    file = folder / "body.json"
    file.write_bytes(body(size))
    try:
        grown = [[peak(peer, file, folder) for peer in ("ours", "stock")] for _ in range(rounds)]
    except RuntimeError as error:
        raise Unmeasurable(str(error)) from None
    mine, theirs = (median(values) / 2**20 for values in zip(*grown, strict=True))
    name = f"peak memory, {size:,} connections"
    return Figure(name, "MiB", mine, theirs, mine / theirs, limits.MEMORY)


def _second_client(ours: ComparedClient, other: ComparedClient, rounds: int) -> Figure:
    from ..mock_server import build_world, create_app, serving
    from ..mock_server.default_world import MAIN, MEMBER

    with serving(create_app(build_world())) as base_url:
        startups = [peer.startup(base_url, str(MAIN), MEMBER) for peer in (ours, other)]
        actions = [action for each in startups for action in (each.with_new, each.with_open)]
        # The time of this thread, because the server runs in another thread of this process.
        times = in_turn(actions, rounds, time.thread_time)
        for each in startups:
            each.close()
    mine, theirs = (
        [1000 * (new - open_) for new, open_ in zip(times[n], times[n + 1], strict=True)]
        for n in (0, 2)
    )
    ratio = median(a / b for a, b in zip(mine, theirs, strict=True))
    return Figure(
        "second client",
        "ms",
        median(mine),
        median(theirs),
        ratio,
        limits.SECOND_CLIENT,
        "ours",
    )


def _importing(folder: Path, rounds: int) -> Figure:
    try:
        times = import_times([GeneratedClient.package, StockClient.package], folder, rounds)
    except RuntimeError as error:
        raise Unmeasurable(str(error)) from None
    mine, theirs = (1000 * median(each) for each in times)
    return Figure("import", "ms", mine, theirs, mine / theirs, limits.IMPORT, "ours")


def _milliseconds(name: str, times: Times, limit: float | None) -> Figure:
    return Figure(name, "ms", 1000 * times.ours, 1000 * times.peer, times.ratio, limit)


def _fewer(rounds: int, size: int) -> int:
    """Return how often to repeat a measurement: less often for large bodies, which are slow."""
    return rounds if size < 1000 else max(3, rounds // 2)


def _require_same(ours: object, theirs: object, sent: object) -> None:
    if not ours == theirs == sent:
        raise Unmeasurable("the two clients decode or encode the same body differently")
