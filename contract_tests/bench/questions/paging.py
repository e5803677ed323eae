"""Compare how long clients take to read all pages, and how much time `prefetch` saves."""

from __future__ import annotations

from pathlib import Path

from ..limits import PREFETCH
from ..peers.client_process import Process
from ..peers.compared_clients import Clients
from ..results.question import OURS, Figure, Limit, Question
from ..servers.page_server import page_server
from ..setting import Effort
from .client_rounds import Processes, figure, measure

PAGE_SIZE = 1000
RECORDS = (10_000, 30_000, 100_000)
QUICK_RECORDS = (1000, 2000, 5000)

WITHOUT = "ours without prefetch"
_USED_PAGES, _QUICK_USED_PAGES = 50, 12
_USED_SIZE = 25
_MILLISECONDS = 20

_PAGES = """\
CPU time of one process for each client, which reads pages of 1,000 records from a server in another
process. Ours uses `iter_records`; the others have no iterator, and request page after page until a
page has no records."""

_PREFETCH = f"""\
Elapsed time to iterate over pages of {_USED_SIZE} records. The server, in another process, and the
consumer take {_MILLISECONDS} ms each for a page. Without `prefetch` the two times add up; with it
they overlap."""


def paging(clients: Clients, processes: Processes, effort: Effort, folder: Path) -> Question:  # noqa: ARG001
    """Measure how long each client takes to read all pages of the balances."""
    figures = []
    with page_server() as url:
        for records in QUICK_RECORDS if effort.quick else RECORDS:
            rounds = measure(
                processes,
                effort,
                clients.missing,
                slow=True,
                action="pages",
                base_url=f"{url}/{records}",
                page_size=PAGE_SIZE,
                records=records,
            )
            figures.append(figure("read all pages", rounds, size=records, sized="records"))
    return clients.question("pages", "read all pages", _PAGES, figures)


def prefetching(clients: Clients, processes: Processes, effort: Effort, folder: Path) -> Question:  # noqa: ARG001
    """Measure how long our page iterators take with and without the option `prefetch`."""
    pages = _QUICK_USED_PAGES if effort.quick else _USED_PAGES
    with page_server() as url:
        base_url = f"{url}/{pages * _USED_SIZE}-{_MILLISECONDS}"
        figures = [
            _prefetch(processes[OURS], effort, base_url, asynchronous=asynchronous)
            for asynchronous in (False, True)
        ]
    programs = {OURS: "the iterators with prefetch", WITHOUT: "the iterators without prefetch"}
    return Question("prefetch", "use pages while others are read", _PREFETCH, figures, programs)


def _prefetch(process: Process, effort: Effort, base_url: str, *, asynchronous: bool) -> Figure:
    """Measure one of our page iterators with and without the option `prefetch`."""
    rounds: dict[str, list[float]] = {OURS: [], WITHOUT: []}
    for _ in range(1 if effort.quick else effort.rounds_of(slow=True)):
        for name, prefetch in ((OURS, True), (WITHOUT, False)):
            process.request(
                "prepare",
                action="use_pages",
                seconds=0,
                base_url=base_url,
                page_size=_USED_SIZE,
                use_seconds=_MILLISECONDS / 1000,
                prefetch=prefetch,
                asynchronous=asynchronous,
            )
            sample = process.request("sample", number=1) or {}
            rounds[name].append(sample["wall"])
    kind = "asynchronous" if asynchronous else "synchronous"
    return Figure.of(f"{kind} iterator", "s", rounds, limits=[Limit(PREFETCH, WITHOUT)])
