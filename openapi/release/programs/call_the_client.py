"""Run where nothing but the client is installed: import all of it, and call a server with it.

Takes the target file of a mock, and prints what came back.
"""

import asyncio
import importlib
import json
import pkgutil
import sys
import tomllib
from pathlib import Path

import bitgo_oes
from bitgo_oes import Client
from bitgo_oes.api.client_balances import list_client_balances


def main(target_file: str) -> None:
    """Ask in both ways. Raises whatever goes wrong."""
    for module in pkgutil.walk_packages(bitgo_oes.__path__, "bitgo_oes."):
        importlib.import_module(module.name)
    target = tomllib.loads(Path(target_file).read_text("utf-8"))
    enterprise = target["enterprise_id"]

    with Client(target["token"], base_url=target["base_url"]) as client:
        answer = list_client_balances.sync_detailed(enterprise, client=client)

    async def ask() -> bytes:
        async with Client(target["token"], base_url=target["base_url"]) as client:
            return (await list_client_balances.asyncio_detailed(enterprise, client=client)).content

    records = json.loads(answer.content)["networkBalances"]
    if answer.status_code != 200 or not records:
        raise SystemExit(f"status {answer.status_code}, {len(records)} connections")
    if json.loads(asyncio.run(ask()))["networkBalances"].keys() != records.keys():
        raise SystemExit("the two ways of asking give two answers")
    print(f"{type(answer.parsed).__name__} with {len(records)} connections")


if __name__ == "__main__":
    main(sys.argv[1])
