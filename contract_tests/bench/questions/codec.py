"""Compare how long the clients take to decode and encode a body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..limits import DECODE, DECODE_PARENT, DECODE_PYDANTIC, ENCODE
from ..peers.compared_clients import PARENT, PYDANTIC, STOCK, Clients
from ..results.question import Figure, Limit, Question
from ..setting import Effort
from .client_rounds import Processes, bodies, figure, measure

SIZES = (1, 100, 1000, 10_000)

_METHOD = """\
CPU time of one process for each client. Each record has balances in 2 to 6 currencies; amounts have
up to 32 digits. Ours checks amounts and converts them to integers. openapi-generator, httpx +
pydantic and httpx + msgspec check the patterns of amounts and ids. The others check no patterns."""


def decoding(clients: Clients, processes: Processes, effort: Effort, folder: Path) -> Question:
    """Measure how long the clients take to decode the body of a 200 response."""
    limits = {
        size: [
            Limit(DECODE[size], STOCK),
            *([Limit(DECODE_PARENT, PARENT)] if size > 1 else []),
            Limit(DECODE_PYDANTIC, PYDANTIC),
        ]
        for size in DECODE
    }
    figures = _figures("decode", clients, processes, effort, folder, limits)
    return clients.question("decode", "decode the body of a response", _METHOD, figures)


def encoding(clients: Clients, processes: Processes, effort: Effort, folder: Path) -> Question:
    """Measure how long the clients take to encode a decoded response body as JSON again."""
    limits = {size: [Limit(highest, STOCK)] for size, highest in ENCODE.items()}
    figures = _figures("encode", clients, processes, effort, folder, limits)
    return clients.question("encode", "encode a payload as JSON", _METHOD, figures)


def _figures(
    action: str,
    clients: Clients,
    processes: Processes,
    effort: Effort,
    folder: Path,
    limits: Mapping[int, Sequence[Limit]],
) -> list[Figure]:
    figures = []
    for size, body in bodies(folder, SIZES):
        rounds = measure(
            processes, effort, clients.missing, slow=size > 100, action=action, body=str(body)
        )
        figures.append(figure(action, rounds, size=size, limits=limits.get(size, ())))
    return figures
