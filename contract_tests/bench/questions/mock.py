"""Compare the CPU time that mock servers need for a request."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import frozen
from ruamel.yaml import YAML

from ...installation import DOCUMENT
from ..limits import MOCK, MOCK_GROWTH
from ..peers.cache import Missing
from ..peers.node_packages import VERSIONS, node_package, program
from ..results.question import OURS, Figure, Limit, Question, Unmeasurable
from ..servers.http_load import Request, round_up, send
from ..servers.mock_process import MockProcess
from ..servers.server_process import ServerProcess
from ..setting import Setting

PRISM, STEADY = "Prism", "Steady"
SIZES = (50, 1000, 10_000, 100_000)
RECORDS = 10
_PATH = "/api/network/v1/enterprises/{}/clients/balances?pageSize={}"

_METHOD = """\
CPU time of the server process and its children for a request of a page with 10 records. A client in
another process sends the requests over 8 open connections. Prism and Steady respond with an example
of the document, which is a page of this project's mock server: they always send the same page, and
do not apply page numbers, filters and permissions."""


@frozen
class _Server:
    process: ServerProcess
    request: Request

    def seconds(self, requests: int) -> tuple[float, float]:
        """Return the CPU time and the elapsed time of one request."""
        number = round_up(requests)
        began, cpu = time.perf_counter(), self.process.cpu_seconds()
        send(self.request, requests)
        cpu = self.process.cpu_seconds() - cpu
        return cpu / number, (time.perf_counter() - began) / number


def answers(setting: Setting) -> Iterator[Question]:
    """Measure this project's mock server and other mock servers, and yield the figures.

    Raises:
        Unmeasurable: If this project's mock server cannot be measured.
    """
    # The resolution of the CPU time is 10 ms, so that a sample must take much longer.
    seconds = 0.3 if setting.effort.quick else 1.0
    missing: dict[str, str] = {}
    with TemporaryDirectory(prefix="bitgo-oes-") as name, ExitStack() as stack:
        folder = Path(name)
        try:
            servers: dict[str | int, _Server] = {size: _ours(size, folder, stack) for size in SIZES}
        except Missing as error:
            raise Unmeasurable(str(error)) from None
        page = json.loads(send(servers[SIZES[0]].request, 1))
        if len(page["networkBalances"]) != RECORDS:
            raise Unmeasurable(f"a page does not have {RECORDS} records")
        for peer in (PRISM, STEADY):
            try:
                servers[peer] = _peer(peer, _document(folder, page), page, setting, stack)
            except (Missing, Unmeasurable) as error:
                missing[peer] = str(error)
        rounds = _rounds(servers, setting.effort.rounds_of(slow=True), seconds, missing)
    yield Question(
        "mock",
        "serve a page of 10 records",
        _METHOD,
        _figures(rounds),
        {
            OURS: "this project's mock server",
            **{
                peer: f"{package} {VERSIONS[package]}"
                for peer, package in _PACKAGES.items()
                if peer in rounds
            },
        },
        missing,
    )


def _rounds(
    servers: Mapping[str | int, _Server], number: int, seconds: float, missing: dict[str, str]
) -> dict[str | int, list[tuple[float, float]]]:
    """Measure the servers in turn, and return the CPU and elapsed times of one request.

    The result has a list for each server, with the two times of each round.

    Args:
        servers: The servers. The key of a server of this project is the number of connections in
            its data; the key of another server is its name.
        number: The number of rounds.
        seconds: The CPU time of a sample.
        missing: The reasons why other servers are missing. The function adds servers that fail.

    Raises:
        Unmeasurable: If a server of this project fails.
    """
    requests: dict[str | int, int] = {}
    rounds: dict[str | int, list[tuple[float, float]]] = {key: [] for key in servers}
    for _ in range(number):
        for key in list(rounds):
            try:
                if key not in requests:
                    requests[key] = _number(servers[key], seconds)
                rounds[key].append(servers[key].seconds(requests[key]))
            except Unmeasurable as error:
                if isinstance(key, int):
                    raise
                missing[key] = str(error)
                del rounds[key]
    return rounds


def _figures(rounds: Mapping[str | int, list[tuple[float, float]]]) -> list[Figure]:
    figures = []
    for size in SIZES:
        programs = {OURS: rounds[size]}
        if size == SIZES[0]:
            programs |= {key: times for key, times in rounds.items() if isinstance(key, str)}
        cpu, wall = (
            {name: [1000 * times[n] for times in each] for name, each in programs.items()}
            for n in (0, 1)
        )
        limits = [Limit(MOCK, PRISM)] if size == SIZES[0] else []
        figures.append(
            Figure.of(
                "request", "ms", cpu, wall=wall, size=size, sized="connections", limits=limits
            )
        )
    smallest, largest = rounds[SIZES[0]], rounds[SIZES[-1]]
    ratios = [large[0] / small[0] for large, small in zip(largest, smallest, strict=True)]
    name = f"request, {SIZES[-1]:,} connections relative to {SIZES[0]}"
    figures.append(Figure.of(name, "", {OURS: ratios}, limits=[Limit(MOCK_GROWTH)]))
    return figures


def _ours(connections: int, folder: Path, stack: ExitStack) -> _Server:
    target = folder / f"target-{connections}.toml"
    process = stack.enter_context(MockProcess(target, "--connections", str(connections)))
    table = process.description()
    path = _PATH.format(table["enterprise_id"], RECORDS)
    request = Request(process.port, path, table["token"])
    return _Server(process, request)


_PACKAGES = {PRISM: "@stoplight/prism-cli", STEADY: "@stdy/cli"}


def _peer(peer: str, document: Path, page: Any, setting: Setting, stack: ExitStack) -> _Server:
    modules = node_package(setting.cache, _PACKAGES[peer]) / "node_modules"
    words = {
        PRISM: ["prism", "mock", "--port", "{port}", str(document)],
        STEADY: ["steady", "--port", "{port}", str(document)],
    }[peer]
    command = [program("node"), str(modules / ".bin" / words[0]), *words[1:]]
    process = stack.enter_context(ServerProcess(command, document.parent))
    path = _PATH.format(page["clientId"], RECORDS)
    server = _Server(process, Request(process.port, path, "a-token"))
    if json.loads(send(server.request, 1)) != page:
        raise Unmeasurable("the server does not respond with the example of the document")
    return server


def _document(folder: Path, page: Any) -> Path:
    """Write a copy of the OpenAPI document whose only example of a response is the given page."""
    document = YAML(typ="safe").load(DOCUMENT.read_text("utf-8"))
    content = document["components"]["responses"]["Balances"]["content"]["application/json"]
    content["examples"] = {"page": {"value": page}}
    file = folder / "document.json"
    file.write_text(json.dumps(document), "utf-8")
    return file


def _number(server: _Server, seconds: float) -> int:
    """Return how many requests take about the given CPU time, after some requests to warm up."""
    server.seconds(200)
    cpu, _ = server.seconds(200)
    return max(100, round(seconds / max(cpu, 1e-4)))
