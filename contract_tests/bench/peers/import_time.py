"""Measure the time of an import in a new interpreter."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from openapi.repository import ROOT

from ..results.question import Unmeasurable
from .client_process import Program

_OPERATION = "api.client_balances.list_client_balances"

_PACKAGES: Mapping[str, str] = {
    "generated": f"bitgo_oes bitgo_oes.{_OPERATION}",
    "generated with msgspec": f"bitgo_oes bitgo_oes.{_OPERATION}",
    "stock": f"stock_client stock_client.{_OPERATION}",
    "openapi-generator": "openapi_generator_client",
    "httpx + json": "httpx json",
    "httpx + pydantic": "httpx contract_tests.bench.clients.pydantic_models",
    "httpx + msgspec": "httpx contract_tests.bench.clients.msgspec_models",
    "orjson.loads": "orjson",
    "msgspec structs": "msgspec",
}
"""The packages that a user of each client imports, separated by spaces."""

_BLOCKED: Mapping[str, str] = {"generated": "msgspec"}
"""The packages that a client cannot import, to measure the client without an optional extra."""

_CODE = """\
import sys, time
blocked, before, packages = (names.split() for names in sys.argv[1:])
sys.modules.update(dict.fromkeys(blocked))  # importing these packages raises ImportError
for name in before: __import__(name)
began = time.process_time()
for name in packages: __import__(name)
print(time.process_time() - began)
"""


def import_seconds(program: Program, before: str, cache: str) -> float:
    """Return the CPU seconds that importing a client takes in a new interpreter.

    Args:
        program: The client.
        before: The packages that are imported earlier, separated by spaces.
        cache: A folder for the bytecode of the client.

    Raises:
        Unmeasurable: If the client cannot be imported.
    """
    blocked, packages = _BLOCKED.get(program.client, ""), _PACKAGES[program.client]
    ended = subprocess.run(
        [str(program.python), "-c", _CODE, blocked, before, packages],
        cwd=ROOT,
        env={**program.environment(), "PYTHONPYCACHEPREFIX": cache},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise Unmeasurable(f"the import fails: {ended.stderr.strip()[-300:]}")
    return float(ended.stdout)
