"""Start servers in processes of their own, and measure the CPU time of the processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

import psutil

from ..peers.cache import Missing

_START = 60.0
"""The number of seconds within which a server must start."""


class ServerProcess:
    """A server that listens on a port of 127.0.0.1.

    The process ends after the `with` block. On Windows, children of the process are not ended.

    Args:
        words: The command, in which `{port}` stands for the port.
        folder: The working directory of the process.
        file: A file that the server writes when it starts, or None.

    Raises:
        Missing: If the server does not start.
    """

    def __init__(self, words: Sequence[str], folder: Path, file: Path | None = None) -> None:
        self.port = _free_port()
        self._output = TemporaryFile()  # noqa: SIM115 - closed with the process
        try:
            self._process = subprocess.Popen(
                [word.replace("{port}", str(self.port)) for word in words],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise Missing(f"{words[0]} cannot be started: {error.strerror}") from None
        self._wait(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def cpu_seconds(self) -> float:
        """Return the CPU time that the process and its children have used."""
        process = psutil.Process(self._process.pid)
        times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
        return float(sum(each.user + each.system for each in times))

    def close(self) -> None:
        """End the process and its children."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):  # the process and its children have ended
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()
        self._output.close()

    def _wait(self, file: Path | None) -> None:
        ends = time.monotonic() + _START
        while time.monotonic() < ends and self._process.poll() is None:
            with socket.socket() as client:
                started = client.connect_ex(("127.0.0.1", self.port)) == 0
                if started and (file is None or (file.exists() and file.stat().st_size)):
                    return
            time.sleep(0.05)
        self._output.seek(0)
        output = " ".join(self._output.read().decode("utf-8", "replace").split())[-300:]
        self.close()
        raise Missing(f"the server does not start: {output}")


def _free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
        return port
