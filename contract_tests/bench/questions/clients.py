"""The benchmarks of the generated client and other clients, with one process for each client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from ..peers.client_process import running
from ..peers.compared_clients import prepare
from ..results.question import Question
from ..setting import Setting
from . import calls, codec, paging, start


def answers(setting: Setting) -> Iterator[Question]:
    """Measure the compared clients, and yield the results of each benchmark, such as decoding.

    Raises:
        Unmeasurable: If this project's client cannot be measured.
    """
    clients = prepare(setting)
    with TemporaryDirectory(prefix="bitgo-oes-") as name:
        folder = Path(name)
        with running(clients.programs) as processes:
            for ask in (
                codec.decoding,
                codec.encoding,
                calls.calling,
                paging.paging,
                paging.prefetching,
                start.starting,
            ):
                yield ask(clients, processes, setting.effort, folder)
        yield start.memory(clients, setting.effort, folder)
