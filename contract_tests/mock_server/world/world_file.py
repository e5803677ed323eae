"""Read and write world files, which hold the data of a mock server in YAML or JSON.

The file `world.schema.json` describes the format.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from uuid import UUID

from ..files import checked_file, yaml_text
from ..files.checked_file import CheckedFile, Steps
from .balances import Balance, Balances
from .callers import Caller, RateLimit
from .connections import Connection, Partner
from .enterprises import Enterprise
from .state import World

SCHEMA = Path(__file__).parent / "world.schema.json"


def read_world(path: Path) -> World:
    """Read the data of a mock server from a file: JSON if the name ends with `.json`, or YAML.

    Raises:
        FileError: If the file cannot be read or is invalid. The message names the file, the line
            and the JSON Pointer of the first wrong value.
    """
    return _build(checked_file.read(path, SCHEMA))


def parse_world(text: str, name: str) -> World:
    """Return the data of a mock server from a text in JSON.

    Args:
        text: The text.
        name: The name of the text in error messages.

    Raises:
        FileError: If the text is invalid.
    """
    return _build(checked_file.parse(text, name, SCHEMA, is_json=True))


def write_world(world: World, path: Path) -> None:
    """Write the data of a mock server to a file: JSON if the name ends with `.json`, or YAML.

    Raises:
        OSError: If the file cannot be written.
    """
    content = dump_world(world)
    with path.open("w", encoding="utf-8") as stream:
        if path.suffix.lower() == ".json":
            json.dump(content, stream, ensure_ascii=False, indent=1)
            stream.write("\n")
        else:
            yaml_text.dump(content, stream)


def dump_world(world: World) -> dict[str, Any]:
    """Return the data of a mock server as JSON values, in the format of `world.schema.json`."""
    enterprises = world.snapshot().values()
    partners = {one.partner.id: one.partner for each in enterprises for one in each.connections}
    content: dict[str, Any] = {
        "partners": [
            {"id": str(partner.id), "institution": partner.institution}
            for partner in partners.values()
        ],
        "enterprises": [_dump_enterprise(enterprise) for enterprise in enterprises],
        "callers": [_dump_caller(caller) for caller in world.callers.values()],
        "drift": world.drift,
    }
    limit = world.rate_limit
    if limit is not None:
        content["rate_limit"] = {"requests": limit.requests, "seconds": limit.seconds}
    return content


def _dump_enterprise(enterprise: Enterprise) -> dict[str, Any]:
    return {
        "id": str(enterprise.id),
        "client_id": str(enterprise.client_id),
        "licensed": enterprise.licensed,
        "failing": enterprise.failing,
        "trading": _dump_balances(enterprise.trading),
        "connections": [
            {
                "id": str(one.id),
                "partner": str(one.partner.id),
                "partners_connection_id": one.partners_connection_id,
                "name": one.name,
                "balances": _dump_balances(one.balances),
            }
            for one in enterprise.connections
        ],
    }


def _dump_balances(balances: Balances) -> dict[str, Any]:
    # Texts, because many programs read large numbers in JSON inexactly.
    return {
        currency: {"available": str(balance.available), "held": str(balance.held)}
        for currency, balance in balances.items()
    }


def _dump_caller(caller: Caller) -> dict[str, Any]:
    content: dict[str, Any] = {
        "token": caller.token,
        "member_of": sorted(str(enterprise) for enterprise in caller.member_of),
        "may_view_balances": caller.may_view_balances,
    }
    if caller.scopes is not None:
        content["scopes"] = sorted(caller.scopes)
    if caller.networks is not None:
        content["addresses"] = [str(network) for network in caller.networks]
    return content


def _build(file: CheckedFile) -> World:
    content = file.content
    partners = _partners(file, content.get("partners", []))
    enterprises = _enterprises(file, content["enterprises"], partners)
    callers = _callers(file, content["callers"], {one.id for one in enterprises})
    limit = content.get("rate_limit")
    return World(
        enterprises,
        callers,
        drift=content.get("drift", 1),
        rate_limit=None if limit is None else RateLimit(limit["requests"], limit["seconds"]),
    )


def _partners(file: CheckedFile, items: list[Any]) -> dict[UUID, Partner]:
    found: dict[UUID, Partner] = {}
    for at, item in enumerate(items):
        id_ = _new_id(file, ("partners", at, "id"), item["id"], found)
        found[id_] = Partner(id_, item["institution"])
    return found


def _enterprises(
    file: CheckedFile, items: list[Any], partners: dict[UUID, Partner]
) -> tuple[Enterprise, ...]:
    found: dict[UUID, Enterprise] = {}
    connection_ids: set[UUID] = set()
    for at, item in enumerate(items):
        path: Steps = ("enterprises", at)
        id_ = _new_id(file, (*path, "id"), item["id"], found)
        connections = []
        for number, given in enumerate(item.get("connections", [])):
            where: Steps = (*path, "connections", number)
            connection_id = _new_id(file, (*where, "id"), given["id"], connection_ids)
            connection_ids.add(connection_id)
            partner = partners.get(UUID(given["partner"]))
            if partner is None:
                file.fail((*where, "partner"), f"no partner has the id {given['partner']}.")
            connections.append(
                Connection(
                    id=connection_id,
                    partner=partner,
                    partners_connection_id=given["partners_connection_id"],
                    name=given["name"],
                    balances=_balances(given.get("balances", {})),
                )
            )
        found[id_] = Enterprise(
            id_,
            client_id=UUID(item["client_id"]),
            trading=_balances(item.get("trading", {})),
            connections=connections,
            licensed=item.get("licensed", True),
            failing=item.get("failing", False),
        )
    return tuple(found.values())


def _callers(file: CheckedFile, items: list[Any], enterprises: set[UUID]) -> tuple[Caller, ...]:
    found: dict[str, Caller] = {}
    for at, item in enumerate(items):
        path: Steps = ("callers", at)
        if item["token"] in found:
            file.fail((*path, "token"), "another caller has the same token.")
        for number, enterprise in enumerate(item.get("member_of", [])):
            if UUID(enterprise) not in enterprises:
                sentence = f"no enterprise has the id {enterprise}."
                file.fail((*path, "member_of", number), sentence)
        scopes = item.get("scopes")
        addresses = item.get("addresses")
        found[item["token"]] = Caller(
            item["token"],
            member_of=frozenset(map(UUID, item.get("member_of", []))),
            may_view_balances=item.get("may_view_balances", True),
            scopes=None if scopes is None else frozenset(scopes),
            networks=None
            if addresses is None
            else tuple(
                _network(file, (*path, "addresses", number), text)
                for number, text in enumerate(addresses)
            ),
        )
    return tuple(found.values())


def _new_id(file: CheckedFile, path: Steps, text: str, used: Iterable[UUID]) -> UUID:
    id_ = UUID(text)
    if id_ in used:
        file.fail(path, f"the id {text} is used twice.")
    return id_


def _balances(items: dict[str, Any]) -> Balances:
    return {
        currency: Balance(int(item["available"]), int(item.get("held", 0)))
        for currency, item in items.items()
    }


def _network(file: CheckedFile, path: Steps, text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError:
        file.fail(path, f"{text!r} is neither an IP address nor a network such as 10.0.0.0/8.")
