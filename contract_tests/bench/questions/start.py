"""Compare how long it takes to import and to construct a client, and how much memory it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from ..limits import IMPORT, MEMORY, SECOND_CLIENT
from ..peers.client_process import Process, Program
from ..peers.compared_clients import MSGSPEC, PARENT, PYDANTIC, STOCK, WITH_MSGSPEC, Clients
from ..peers.import_time import import_seconds
from ..results.question import OURS, Figure, Limit, Question, Unmeasurable
from ..servers.page_server import page_server
from ..setting import Effort
from .client_rounds import Processes, bodies, figure, measure
from .paging import PAGE_SIZE, RECORDS

SIZES = (1000, 3000, 10_000)

_MODELS = (OURS, WITH_MSGSPEC, PARENT, STOCK, PYDANTIC, MSGSPEC)
"""The clients that import more than httpx and a JSON parser."""

_START = """\
CPU time. The import is that of the package in a new interpreter with cached bytecode, with all that
it imports, and the part of it after `import httpx`. To construct a client is to create it, send its
first request over loopback and close it, minus the time of a request with an open client; an
earlier client has loaded the certificates."""

_MEMORY = """\
Growth of the highest resident memory of a new process during one call over an in-memory transport,
and while it reads all pages of 1,000 records over loopback. The process has made one small call
before."""


def starting(clients: Clients, processes: Processes, effort: Effort, folder: Path) -> Question:  # noqa: ARG001
    """Measure how long importing and constructing a client take."""
    figures = [
        _importing(clients, effort, "import", clients.programs),
        _importing(clients, effort, "import after httpx", _MODELS, after="httpx"),
    ]
    with page_server() as url:
        rounds = measure(
            processes, effort, clients.missing, action="construct", base_url=f"{url}/1"
        )
    limits = [Limit(SECOND_CLIENT)]
    figures.append(figure("construct a second client", rounds, limits=limits))
    return clients.question("start", "import and construct a client", _START, figures)


def memory(clients: Clients, effort: Effort, folder: Path) -> Question:
    """Measure how much memory the clients need for one API call, and to read all pages."""
    ((_, small),) = bodies(folder, [1])
    figures = []
    for size, body in bodies(folder, SIZES[-1:] if effort.quick else SIZES):
        peaks = _peaks(clients, effort, "call", {"body": str(small)}, {"body": str(body)})
        limits = [Limit(MEMORY, STOCK)] if size == SIZES[-1] else []
        figures.append(
            Figure.of("call", "MiB", peaks, size=size, sized="connections", limits=limits)
        )
    with page_server() as url:
        for records in () if effort.quick else RECORDS:
            peaks = _peaks(clients, effort, "pages", _pages(url, 1), _pages(url, records))
            figures.append(Figure.of("read all pages", "MiB", peaks, size=records, sized="records"))
    return clients.question("memory", "hold payloads in memory", _MEMORY, figures)


def _importing(
    clients: Clients, effort: Effort, quantity: str, names: Iterable[str], after: str = ""
) -> Figure:
    rounds: dict[str, list[float]] = {}
    with TemporaryDirectory(prefix="bitgo-oes-") as cache:
        programs = {name: clients.programs[name] for name in names if name in clients.programs}
        rounds_wanted = 1 if effort.quick else effort.rounds_of(slow=True)
        for number in range(rounds_wanted + 1):
            for name, program in list(programs.items()):
                try:
                    seconds = import_seconds(program, after, cache)
                except Unmeasurable as error:
                    if name == OURS:
                        raise
                    clients.missing[name] = str(error)
                    del programs[name]
                else:
                    if number:  # the first round only fills the bytecode cache
                        rounds.setdefault(name, []).append(1000 * seconds)
    limits = [Limit(IMPORT)] if after else []
    return Figure.of(quantity, "ms", {n: rounds[n] for n in programs}, limits=limits)


def _peaks(
    clients: Clients,
    effort: Effort,
    action: str,
    warm_up: Mapping[str, object],
    arguments: Mapping[str, object],
) -> dict[str, list[float]]:
    peaks: dict[str, list[float]] = {name: [] for name in clients.programs}
    for _ in range(1 if effort.quick else effort.rounds_of(slow=True)):
        for name in list(peaks):
            try:
                found = _peak(clients.programs[name], action, warm_up, arguments)
            except Unmeasurable as error:
                if name == OURS:
                    raise
                clients.missing[name] = str(error)
                found = None
            if found is None:
                del peaks[name]
            else:
                peaks[name].append(found / 2**20)
    return peaks


def _peak(
    program: Program, action: str, warm_up: Mapping[str, object], arguments: Mapping[str, object]
) -> float | None:
    process = Process(program)
    try:
        result = process.request("peak", action=action, warm_up=warm_up, **arguments)
    finally:
        process.close()
    return None if result is None else float(result["bytes"])


def _pages(url: str, records: int) -> dict[str, object]:
    return {"base_url": f"{url}/{records}", "page_size": PAGE_SIZE, "records": records}
