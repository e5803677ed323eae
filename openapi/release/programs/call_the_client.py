"""Run where nothing but the client is installed: import all of it, and call a server with it.

Takes the target file of a mock, and prints what came back.
"""

import asyncio
import importlib
import pkgutil
import sys
import tomllib
from pathlib import Path

import bitgo_oes
from bitgo_oes import Client
from bitgo_oes.api.client_balances import list_client_balances
from bitgo_oes.models import NetworkBalance


def main(target_file: str) -> None:
    """Ask in both ways. Raises whatever goes wrong."""
    for module in pkgutil.walk_packages(bitgo_oes.__path__, "bitgo_oes."):
        importlib.import_module(module.name)
    target = tomllib.loads(Path(target_file).read_text("utf-8"))
    enterprise = target["enterprise_id"]

    with Client(target["token"], base_url=target["base_url"]) as client:
        answer = list_client_balances.sync(enterprise, client=client)
        walked = dict(list_client_balances.iter_records(enterprise, client=client, page_size=7))

    async def ask() -> dict[str, NetworkBalance]:
        async with Client(target["token"], base_url=target["base_url"]) as client:
            records = list_client_balances.aiter_records(enterprise, client=client)
            return {key: record async for key, record in records}

    if not walked or not answer.network_balances.items() <= walked.items():
        raise SystemExit(f"{len(answer.network_balances)} connections, {len(walked)} in all")
    if asyncio.run(ask()) != walked:
        raise SystemExit("the two ways of asking give two answers")
    print(f"{type(answer).__name__} with {len(walked)} connections")


if __name__ == "__main__":
    main(sys.argv[1])
