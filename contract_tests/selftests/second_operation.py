"""An OpenAPI document and a server with a second operation, for tests.

The second operation resembles the provider's operation *List partner balances*. Its path, filters
and response bodies differ from those of *List client balances*.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from ruamel.yaml import YAML
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from ..contract import load
from ..mock_server import build_world, create_app
from ..mock_server.default_world import FAILING, MAIN, MEMBER, OUTSIDER, UNLICENSED, UNPERMITTED

PATH = "/api/network/v1/partners/{partnerEnterpriseId}/balances"
_UUID = re.compile("[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

Select = Callable[[dict[str, Any], str, list[str]], bool]


def document(folder: Path) -> Path:
    """Write a copy of the OpenAPI document with a second operation, and return the file's path."""
    content = deepcopy(load().document)
    (first,) = content["paths"].values()
    second = deepcopy(first)
    operation = second["get"]
    operation["operationId"] = "listPartnerBalances"
    operation["parameters"] = [
        {**content["components"]["parameters"]["EnterpriseId"], "name": "partnerEnterpriseId"},
        *first["get"]["parameters"][1:],
        _filter("clientIds", "/clientId", {"$ref": "#/components/schemas/Uuid"}),
        _filter(
            "partnersConnectionIds", "/partnersConnectionId", {"type": "string", "minLength": 1}
        ),
        {
            "name": "state",
            "in": "query",
            "schema": {"type": "string", "enum": ["open", "closed", "frozen"]},
            "x-filter": {"by": "/state"},
        },
    ]
    record = deepcopy(content["components"]["schemas"]["NetworkBalance"])
    record["required"] += ["clientId", "state"]
    record["properties"]["clientId"] = {"$ref": "#/components/schemas/Uuid"}
    record["properties"]["state"] = {"type": "string", "enum": ["open", "closed", "frozen"]}
    body = {
        "type": "object",
        "required": ["networkBalances"],
        "properties": {"networkBalances": {"type": "object", "additionalProperties": record}},
    }
    refused = deepcopy(content["components"]["responses"]["InvalidRequest"])
    malformed = refused["x-scenarios"]["malformed_enterprise_id"]["refuses"]
    malformed["partnerEnterpriseId"] = malformed.pop("enterpriseId")
    operation["responses"]["400"] = refused
    operation["responses"]["200"] = {
        "description": "The balances.",
        "content": {"application/json": {"schema": body}},
    }
    content["paths"][PATH] = second
    path = folder / "partner-balances.yaml"
    with path.open("w", encoding="utf-8") as stream:
        YAML(typ="safe", pure=True).dump(content, stream)
    return path


def application(matches: Select | None = None, default: int = 10) -> Starlette:
    """Return an ASGI application that serves the mock server and a second, similar operation.

    Args:
        matches: A function that returns whether a record matches a filter of the second operation;
            None for a correct function.
        default: The default page size of the second operation.
    """
    records = _records()

    async def serve(request: Request) -> Response:
        return _respond(request, records, matches or _matches, default)

    second = Route(PATH.replace("partnerEnterpriseId", "owner"), serve)
    return Starlette(routes=[second, Mount("", create_app(build_world()))])


def _filter(name: str, by: str, items: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "array", "items": items}
    return {"name": name, "in": "query", "schema": schema, "x-filter": {"by": by}}


def _records() -> dict[str, dict[str, Any]]:
    def made(name: str) -> str:
        return str(uuid5(UUID(int=0), name))

    return {
        made(f"connection {number}"): {
            "clientId": made(f"client {number % 5}"),
            "partnerId": made(f"partner {number % 2}"),
            "partnersConnectionId": f"acct-{number // 2}",
            "name": f"Desk {number}",
            "partnerInstitutionIdentifier": "EXAMPLE",
            "state": ("open", "closed")[number % 3 == 0],
            "balances": {"ofcbtc": {"available": str(10**20 + number), "held": "0"}},
        }
        for number in range(24)
    }


_KEYS = {
    "connectionIds": "id",
    "partnerIds": "partnerId",
    "clientIds": "clientId",
    "partnersConnectionIds": "partnersConnectionId",
    "state": "state",
}


def _matches(record: dict[str, Any], key: str, wanted: list[str]) -> bool:
    return record[key] in wanted


def _error(status: int) -> Response:
    return JSONResponse({"error": "no"}, status)


def _respond(
    request: Request, records: dict[str, dict[str, Any]], matches: Select, default: int
) -> Response:
    query = request.query_params
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token not in (MEMBER, OUTSIDER, UNPERMITTED) or token == request.headers["authorization"]:
        return _error(401)
    pages = {name: query.get(name) for name in ("pageNumber", "pageSize")}
    ids = [request.path_params["owner"]]
    ids += [
        one for name in ("connectionIds", "partnerIds", "clientIds") for one in query.getlist(name)
    ]
    if not all(_UUID.fullmatch(one) for one in ids):
        return _error(400)
    if not all(text is None or re.fullmatch("[0-9]{1,18}", text) for text in pages.values()):
        return _error(400)
    owner = UUID(ids[0])
    if owner not in (MAIN, UNLICENSED, FAILING):
        return _error(404)
    if token != MEMBER or owner != MAIN:
        return _error(401 if token == OUTSIDER else 500 if owner == FAILING else 403)
    size, number = (int(pages[n] or d) for n, d in (("pageSize", default), ("pageNumber", 0)))
    selected = [
        (id_, record)
        for id_, record in records.items()
        if all(
            matches({**record, "id": id_}, key, query.getlist(name))
            for name, key in _KEYS.items()
            if name in query
        )
    ]
    return JSONResponse({"networkBalances": dict(selected[size * number :][:size])})
