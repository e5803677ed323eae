"""msgspec structs for the response body: without patterns, and with all constraints."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Uuid = Annotated[
    str, Meta(pattern="^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$")
]
Amount = Annotated[str, Meta(pattern="^[0-9]+$")]
Text = Annotated[str, Meta(min_length=1)]


class AccountBalance(Struct, rename="camel"):
    """The balance of an account in one currency."""

    available: str
    held: str


class NetworkBalance(Struct, rename="camel"):
    """A connection with a trading partner, and the balances of the connection."""

    partner_id: str
    partners_connection_id: str
    name: str
    partner_institution_identifier: str
    balances: dict[str, AccountBalance]


class ClientBalances(Struct, rename="camel"):
    """The balances of a client and of its connections."""

    client_id: str
    balances: dict[str, AccountBalance]
    network_balances: dict[str, NetworkBalance]


class CheckedAccountBalance(Struct, rename="camel"):
    """The balance of an account in one currency; msgspec checks the constraints."""

    available: Amount
    held: Amount


class CheckedNetworkBalance(Struct, rename="camel"):
    """The balances of a connection with a trading partner; msgspec checks the constraints."""

    partner_id: Uuid
    partners_connection_id: Text
    name: Text
    partner_institution_identifier: Text
    balances: dict[str, CheckedAccountBalance]


class CheckedClientBalances(Struct, rename="camel"):
    """The balances of a client and of its connections, with the constraints of the document."""

    client_id: Uuid
    balances: dict[str, CheckedAccountBalance]
    network_balances: dict[Uuid, CheckedNetworkBalance]
