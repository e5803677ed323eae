"""Test the installed client: import all of its modules, and call a mock server.

The argument of the program is a file with the URL and the token of the mock server.
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
    """Call the operation synchronously and asynchronously, and compare the results.

    Raises:
        SystemExit: If the results differ or hold no records.
    """
    for module in pkgutil.walk_packages(bitgo_oes.__path__, "bitgo_oes."):
        importlib.import_module(module.name)
    target = tomllib.loads(Path(target_file).read_text("utf-8"))
    enterprise = target["enterprise_id"]

    with Client(target["token"], base_url=target["base_url"]) as client:
        page = list_client_balances.sync(enterprise, client=client)
        records = dict(list_client_balances.iter_records(enterprise, client=client, page_size=7))

    async def records_of_async_calls() -> dict[str, NetworkBalance]:
        async with Client(target["token"], base_url=target["base_url"]) as client:
            iterator = list_client_balances.aiter_records(enterprise, client=client)
            return {key: record async for key, record in iterator}

    if not records or not page.network_balances.items() <= records.items():
        raise SystemExit(
            f"{len(page.network_balances)} records on the first page, {len(records)} in all"
        )
    if asyncio.run(records_of_async_calls()) != records:
        raise SystemExit("synchronous and asynchronous calls return different records")
    print(f"{len(records)} records")


if __name__ == "__main__":
    main(sys.argv[1])
