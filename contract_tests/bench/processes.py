"""Run a command, and measure the CPU time and the elapsed time of its process.

The measurement does not work on Windows.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile

from attrs import frozen


@frozen
class Ended:
    """A process that has ended.

    Attributes:
        status: The exit status.
        output: The standard output and the standard error.
        cpu: The CPU seconds of the process and of the children for which the process has waited.
        wall: The elapsed seconds.
    """

    status: int
    output: str
    cpu: float
    wall: float


def timed(
    words: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Ended:
    """Run a command and measure its process.

    Args:
        words: The command.
        folder: The working directory.
        environment: The environment variables; None for those of this process.

    Raises:
        OSError: If the command cannot be started.
    """
    with TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            words,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        # os.wait4 returns the usage of this process alone, although other children may end then.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    return Ended(process.returncode, text, usage.ru_utime + usage.ru_stime, wall)
