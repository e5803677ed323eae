"""Processes that measure the compared clients, one process for each client."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from attrs import frozen

from openapi.repository import ROOT

from ..results.question import Unmeasurable

_WORKER = "contract_tests.bench.clients.worker"


@frozen
class Program:
    """A compared client.

    Attributes:
        client: The name of the client among `clients.worker.CLIENTS`.
        description: The description of the client, with its version.
        python: The Python interpreter of the client.
        path: The folders with the packages of the client.
    """

    client: str
    description: str
    python: Path
    path: Sequence[Path] = ()

    def environment(self) -> dict[str, str]:
        """Return the environment variables for the process that measures the client."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name != "PYTHONDONTWRITEBYTECODE" and not name.lower().endswith("_proxy")
        }
        return {**inherited, "PYTHONPATH": os.pathsep.join(map(str, self.path))}


class Process:
    """A running process that carries out benchmark commands for one client.

    Args:
        program: The client to measure.
    """

    def __init__(self, program: Program) -> None:
        self._errors = TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            [str(program.python), "-m", _WORKER, program.client],
            cwd=ROOT,
            env=program.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def request(self, do: str, **arguments: Any) -> dict[str, Any] | None:
        """Send the command `do`, such as `sample`, to the process, and return the result.

        The result is None if the client lacks the function to measure, such as an iterator.

        Raises:
            Unmeasurable: If the client fails.
        """
        process = self._process
        assert process.stdin is not None  # noqa: S101 - for the type checker
        assert process.stdout is not None  # noqa: S101
        try:
            process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            process.wait()
            self._errors.seek(0)
            errors = self._errors.read().decode("utf-8", "replace")
            raise Unmeasurable(f"the process ends: {' '.join(errors.split())[-300:]}")
        result: dict[str, Any] = json.loads(line)
        if "error" in result:
            raise Unmeasurable(result["error"])
        return None if "unsupported" in result else result

    def close(self) -> None:
        """End the process that measures the client."""
        self._process.kill()
        self._process.communicate()
        self._errors.close()


@contextmanager
def running(programs: Mapping[str, Program]) -> Iterator[dict[str, Process]]:
    """Start a process for each client, and end the processes after the `with` block."""
    processes = {name: Process(program) for name, program in programs.items()}
    try:
        yield processes
    finally:
        for process in processes.values():
            process.close()
