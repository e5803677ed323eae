"""What only a fresh interpreter can tell: what an import takes, how far the memory grows.

It is both the command that such an interpreter runs and what starts it.
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
    """Return the seconds of CPU time that each module adds to `import httpx`, for each round.

    Bytecode is cached, in a folder of its own, before the first round.

    Raises:
        RuntimeError: If one cannot be imported.
    """
    times: list[list[float]] = [[] for _ in modules]
    with TemporaryDirectory(prefix="bitgo-oes-") as cache:
        for number in range(rounds + 1):
            for taken, module in zip(times, modules, strict=True):
                said = _run(["import", module, str(folder)], cache)
                if number:
                    taken.append(float(said))
    return times


def peak(which: str, body: Path, folder: Path) -> float:
    """Return by how many bytes the memory grows at most during a call with this body.

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
        raise RuntimeError(f"{' '.join(words[:2])} fails: {ended.stderr.strip()[-300:]}")
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
    peer.caller(example(1))()  # what the first call loads
    # Read, not made: what that leaves free, the call would fill without growing.
    call = peer.caller(Path(body).read_bytes())
    before = _highest_memory()
    payload = call()
    grown = _highest_memory() - before
    del payload
    return grown


def _highest_memory() -> float:
    """Return the most bytes of memory that this process has had."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except FileNotFoundError:
        import resource

        highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return float(highest if sys.platform == "darwin" else highest * 1024)
    # Linux hands ru_maxrss down from parent to child, but not this.
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return float(line.split()[1]) * 1024


if __name__ == "__main__":
    print((_import if sys.argv[1] == "import" else _peak)(*sys.argv[2:]))
