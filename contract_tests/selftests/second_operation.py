"""An OpenAPI document and a server with a second operation, for tests.

The second operation resembles the provider's operation *List partner balances*. Its path, filters
and response bodies differ from those of *List client balances*.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from attrs import frozen
from ruamel.yaml import YAML
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from .. import pointer
from ..contract import load
from ..mock_server import build_world, create_app
from ..mock_server.default_world import FAILING, MAIN, MEMBER, OUTSIDER, UNLICENSED, UNPERMITTED

PATH = "/api/network/v1/partners/{partnerEnterpriseId}/balances"
_UUID = re.compile("[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

Select = Callable[[dict[str, Any], str, list[str]], bool]


def document(folder: Path) -> Path:
    """Write a copy of the OpenAPI document with a second operation, and return the file's path."""
    path = folder / "partner-balances.yaml"
    with path.open("w", encoding="utf-8") as stream:
        YAML(typ="safe", pure=True).dump(_content(), stream)
    return path


@cache
def _content() -> dict[str, Any]:
    """Return the OpenAPI document with an additional operation.

    The additional operation has the filters of the existing operation, and further filters.
    """
    content: dict[str, Any] = deepcopy(load().document)
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
    return content


def application(
    matches: Select | None = None, default: int = 10, member: str = MEMBER, owner: UUID = MAIN
) -> Starlette:
    """Return an ASGI application that serves the mock server and a second, similar operation.

    Args:
        matches: A function that returns whether a record matches a filter of the second operation;
            None for a correct function.
        default: The default page size of the second operation.
        member: The token of the caller who may use the second operation.
        owner: The enterprise that has the records of the second operation.
    """
    server = _Server(_records(), _filters(), matches or _matches, default, member, owner)

    async def serve(request: Request) -> Response:
        return server.respond(request)

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


@frozen
class _Filter:
    key: str
    """The property of a record that the filter compares; `id` is the key of the record."""
    of_ids: bool


def _filters() -> dict[str, _Filter]:
    """Return the documented filters of the second operation, by the name of the parameter."""
    content = _content()
    uuid = content["components"]["schemas"]["Uuid"]
    filters = {}
    for node in content["paths"][PATH]["get"]["parameters"]:
        parameter = pointer.dereference(content, node)
        if "x-filter" in parameter:
            by = parameter["x-filter"]["by"]
            items = pointer.dereference(content, parameter["schema"].get("items", {}))
            key = "id" if by == "key" else by.removeprefix("/")
            filters[parameter["name"]] = _Filter(key, of_ids=items == uuid)
    return filters


def _matches(record: dict[str, Any], key: str, wanted: list[str]) -> bool:
    return record[key] in wanted


def _error(status: int) -> Response:
    return JSONResponse({"error": "no"}, status)


@frozen
class _Server:
    records: dict[str, dict[str, Any]]
    filters: dict[str, _Filter]
    matches: Select
    default: int
    member: str
    owner: UUID

    def respond(self, request: Request) -> Response:
        """Return the response of the additional operation to a request."""
        query = request.query_params
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        known = (self.member, OUTSIDER, UNPERMITTED)
        if token not in known or token == request.headers["authorization"]:
            return _error(401)
        pages = {name: query.get(name) for name in ("pageNumber", "pageSize")}
        ids = [request.path_params["owner"]]
        ids += [id_ for name, f in self.filters.items() if f.of_ids for id_ in query.getlist(name)]
        if not all(_UUID.fullmatch(one) for one in ids):
            return _error(400)
        if not all(text is None or re.fullmatch("[0-9]{1,18}", text) for text in pages.values()):
            return _error(400)
        owner = UUID(ids[0])
        if owner not in (self.owner, UNLICENSED, FAILING):
            return _error(404)
        if token != self.member or owner != self.owner:
            return _error(401 if token == OUTSIDER else 500 if owner == FAILING else 403)
        size, number = (
            int(pages[n] or d) for n, d in (("pageSize", self.default), ("pageNumber", 0))
        )
        selected = [
            (id_, record)
            for id_, record in self.records.items()
            if all(
                self.matches({**record, "id": id_}, filter_.key, query.getlist(name))
                for name, filter_ in self.filters.items()
                if name in query
            )
        ]
        return JSONResponse({"networkBalances": dict(selected[size * number :][:size])})
