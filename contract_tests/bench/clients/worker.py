"""The program that measures one client: it reads commands from standard input, one JSON a line.

Each client has a process of its own, so that two revisions of one package can be compared, and so
that no client profits from what another client has imported. While one process measures, the others
wait for a command.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from . import handwritten
from .interface import Action, ComparedClient, Startup


def _generated() -> ComparedClient:
    sys.modules["msgspec"] = None  # type: ignore[assignment] # importing it raises ImportError
    return _generated_with_msgspec()


def _generated_with_msgspec() -> ComparedClient:
    from .generated import GeneratedClient

    return GeneratedClient()


def _stock() -> ComparedClient:
    from .stock import StockClient

    return StockClient()


def _openapi_generator() -> ComparedClient:
    from .openapi_generator import OpenapiGeneratorClient

    return OpenapiGeneratorClient()


CLIENTS: Mapping[str, Callable[[], Any]] = {
    "generated": _generated,
    "generated with msgspec": _generated_with_msgspec,
    "stock": _stock,
    "openapi-generator": _openapi_generator,
    "httpx + json": handwritten.json_client,
    "httpx + pydantic": handwritten.pydantic_client,
    "httpx + msgspec": handwritten.msgspec_client,
    "orjson.loads": handwritten.orjson_parser,
    "msgspec structs": handwritten.msgspec_parser,
}

_VERIFIED = 100_000
"""The length of a body in bytes from which `_verified` does not check the body."""


class Unsupported(Exception):
    """Raised if a client has no function for an action that the benchmarks measure."""


class Worker:
    """Measures one client in this process.

    The public methods are the commands that the process reads from standard input.

    Args:
        client: The client.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._action: Action | None = None
        self._baseline: Action | None = None

    def prepare(self, *, action: str, seconds: float, **arguments: Any) -> dict[str, Any]:
        """Select what to measure, and return how many calls make one timed sample.

        Args:
            action: The name of the action to measure, such as `decode`.
            seconds: The shortest CPU time of a sample.
            **arguments: The arguments of the action.
        """
        self._action = self._baseline = None  # the payloads of the last action are freed
        self._action = self._make(action, **arguments)
        number = 1  # the calls that find the number also fill the caches of the action
        while (taken := self.sample(number=number)["cpu"]) < seconds / 2:
            number = max(number + 1, min(number * 10, int(number * seconds / max(taken, 1e-9))))
        return {"number": number}

    def sample(self, *, number: int) -> dict[str, float]:
        """Return the CPU time and the elapsed time of a number of calls of the selected action.

        For the action `construct`, the times of requests with an open client are subtracted.
        """
        if self._action is None:
            raise LookupError("no action is selected")
        cpu, wall = _times(self._action, number)
        if self._baseline is not None:
            less_cpu, less_wall = _times(self._baseline, number)
            cpu, wall = cpu - less_cpu, wall - less_wall
        return {"cpu": cpu, "wall": wall}

    def peak(self, *, action: str, warm_up: dict[str, Any], **arguments: Any) -> dict[str, float]:
        """Return the bytes by which one call of an action raises the peak memory of the process.

        Args:
            action: The name of the action.
            warm_up: The arguments of an earlier call, which imports modules.
            **arguments: The arguments of the action.
        """
        self._make(action, **warm_up)()
        call = self._make(action, **arguments)
        before = _highest_memory()
        payload = call()
        grown = _highest_memory() - before
        del payload
        return {"bytes": grown}

    def _make(self, action: str, **arguments: Any) -> Action:
        if "body" in arguments:
            arguments["body"] = Path(arguments["body"]).read_bytes()
        make: Callable[..., Action] = getattr(self, f"_make_{action}")
        return make(**arguments)

    def _make_decode(self, body: bytes) -> Action:
        return self._verified(self._supported("decoder")(body), body)

    def _make_encode(self, body: bytes) -> Action:
        payload = self._supported("decoder")(body)()
        encode: Action = self._supported("encoder")(payload)
        return encode

    def _make_call(self, body: bytes) -> Action:
        return self._verified(self._supported("caller")(body), body)

    def _make_at_once(self, body: bytes) -> Action:
        return self._verified(self._supported("gatherer")(body), body)

    def _make_construct(self, base_url: str) -> Action:
        startup: Startup = self._supported("startup")(base_url)
        self._baseline = startup.with_open
        return startup.with_new

    def _make_open_call(self, base_url: str) -> Action:
        action: Action = self._supported("startup")(base_url).with_open
        return action

    def _make_pages(self, base_url: str, page_size: int, records: int) -> Action:
        count = self._supported("pager")(base_url, page_size)

        def action() -> None:
            found = count()
            if found != records:
                raise ValueError(f"the pages have {found} records instead of {records}")

        return action

    def _make_use_pages(self, **arguments: Any) -> Action:
        action: Action = self._supported("consumer")(**arguments)
        return action

    def _verified(self, action: Callable[[], Any], body: bytes) -> Action:
        """Return `action`, which decodes a body, after a check that no data of the body is lost.

        The check encodes the decoded body again, and compares. Large bodies are not checked,
        because the check would take long and would raise the peak memory.
        """
        if len(body) < _VERIFIED:
            encoded: bytes = self._supported("encoder")(action())()
            if json.loads(encoded) != json.loads(body):
                raise ValueError("the client changes the body")
        return action

    def _supported(self, method: str) -> Callable[..., Any]:
        found: Callable[..., Any] | None = getattr(self._client, method, None)
        if found is None:
            raise Unsupported(method)
        return found


def main(client: str) -> None:
    """Carry out the commands on standard input with a client, and print each result as JSON.

    Args:
        client: The name of the client in `CLIENTS`.
    """
    # A client that prints must not disturb the protocol.
    output = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    worker: Worker | None = None
    for line in sys.stdin:
        command = json.loads(line)
        result: dict[str, Any]
        try:
            if worker is None:
                worker = Worker(CLIENTS[client]())
            result = getattr(worker, command.pop("do"))(**command)
        except Unsupported as error:
            result = {"unsupported": str(error)}
        except Exception as error:
            result = {"error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(result), file=output, flush=True)


def _times(action: Action, number: int) -> tuple[float, float]:
    """Return the CPU time and the elapsed time of a number of calls."""
    gc.collect()  # otherwise one sample could pay for the garbage of another
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(number):
        action()
    return time.process_time() - cpu, time.perf_counter() - began


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
    main(sys.argv[1])
