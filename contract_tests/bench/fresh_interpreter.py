"""Measure the time of an import, or the peak memory of a call, in a new interpreter.

The functions of this module start new interpreters, which run this module as a program.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

_ROOT = Path(__file__).parents[2]


def import_times(modules: list[str], folder: Path, rounds: int) -> list[list[float]]:
    """Return the CPU seconds that importing each module takes in addition to `import httpx`.

    The result has one list per module, with one value per round.

    Args:
        modules: The names of the modules.
        folder: A folder to add to the import path.
        rounds: The number of measurements.

    Raises:
        RuntimeError: If a module cannot be imported.
    """
    times: list[list[float]] = [[] for _ in modules]
    with TemporaryDirectory(prefix="bitgo-oes-") as cache:
        for number in range(rounds + 1):
            for taken, module in zip(times, modules, strict=True):
                seconds = _run(["import", module, str(folder)], cache)
                if number:  # the first round only fills the bytecode cache
                    taken.append(float(seconds))
    return times


def peak(which: str, body: Path, folder: Path) -> float:
    """Return the number of bytes by which one client call raises the peak memory of a process.

    Args:
        which: The client to call, `ours` or `stock`.
        body: A file with the response body.
        folder: The folder of the stock client.

    Raises:
        RuntimeError: If the call fails.
    """
    return float(_run(["peak", which, str(body), str(folder)], None))


def _run(words: list[str], cache: str | None) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    if cache is not None:
        environment["PYTHONPYCACHEPREFIX"] = cache
    command = [sys.executable, "-m", __name__, *words]
    ended = subprocess.run(
        command, env=environment, cwd=_ROOT, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise RuntimeError(
            f"the measurement `{' '.join(words[:2])}` fails: {ended.stderr.strip()[-300:]}"
        )
    return ended.stdout


def _import(module: str, folder: str) -> float:
    sys.path.append(folder)
    import_module("httpx")
    began = time.process_time()
    import_module(module)
    return time.process_time() - began


def _peak(which: str, body: str, folder: str) -> float:
    from .compared_clients import ComparedClient, GeneratedClient, StockClient
    from .response_payload import body as example

    peer: ComparedClient = GeneratedClient() if which == "ours" else StockClient(Path(folder))
    peer.caller(example(1))()  # The first call imports modules.
    # The body is read from a file. Generating it would free memory that the call could reuse.
    call = peer.caller(Path(body).read_bytes())
    before = _highest_memory()
    payload = call()
    grown = _highest_memory() - before
    del payload
    return grown


def _highest_memory() -> float:
    """Return the highest memory use of this process so far, in bytes."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except FileNotFoundError:
        import resource

        highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return float(highest if sys.platform == "darwin" else highest * 1024)
    # On Linux, a child process inherits ru_maxrss from its parent, but not VmHWM.
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return float(line.split()[1]) * 1024


if __name__ == "__main__":
    print((_import if sys.argv[1] == "import" else _peak)(*sys.argv[2:]))
