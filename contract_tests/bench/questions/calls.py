"""Compare how long the clients take for an API call, from the arguments to the decoded result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..limits import AT_ONCE, CALL
from ..peers.compared_clients import STOCK, Clients
from ..results.question import Limit, Question
from ..servers.page_server import page_server
from ..setting import Effort
from .client_rounds import Processes, bodies, figure, measure

SIZES = (1, 100, 10_000)
_CALLS = """\
CPU time of one process for each client. A call runs over an in-memory transport, without sockets
and TLS; 32 asynchronous calls run in one event loop at the same time. openapi-generator's client
uses urllib3 for synchronous calls, and httpx for asynchronous calls. A call over loopback reads one
record from a server in another process, with an open connection."""


def calling(clients: Clients, processes: Processes, effort: Effort, folder: Path) -> Question:
    """Measure how long one synchronous API call and 32 simultaneous asynchronous calls take."""
    figures = []
    missing = clients.missing
    for size, body in bodies(folder, SIZES[:2] if effort.quick else SIZES):
        arguments: dict[str, Any] = {"body": str(body), "slow": size > 100}
        rounds = measure(processes, effort, missing, action="call", **arguments)
        limits = [Limit(CALL, STOCK)] if size == 100 else []
        figures.append(figure("call", rounds, size=size, limits=limits))
        if size <= 100:
            rounds = measure(processes, effort, missing, action="at_once", **arguments)
            limits = [Limit(AT_ONCE, STOCK)] if size == 100 else []
            figures.append(figure("32 asynchronous calls", rounds, size=size, limits=limits))
    with page_server() as url:
        arguments = {"action": "open_call", "base_url": f"{url}/1"}
        rounds = measure(processes, effort, missing, **arguments)
    figures.append(figure("call over loopback", rounds, size=1))
    return clients.question("call", "make a call", _CALLS, figures)
