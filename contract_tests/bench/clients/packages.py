"""The packages that a user of each client imports."""

from __future__ import annotations

from collections.abc import Mapping

_OPERATION = "api.client_balances.list_client_balances"

PACKAGES: Mapping[str, str] = {
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
"""The names of packages by client, separated by spaces."""
