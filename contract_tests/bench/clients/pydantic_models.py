"""Pydantic models of the response, with the constraints of the document."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

Uuid = Annotated[
    str,
    StringConstraints(
        strict=True,
        pattern="^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$",
    ),
]
Amount = Annotated[str, StringConstraints(strict=True, pattern="^[0-9]+$")]
Text = Annotated[str, StringConstraints(strict=True, min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="allow")


class AccountBalance(_Model):
    """The balance of an account in one currency."""

    available: Amount
    held: Amount


class NetworkBalance(_Model):
    """A connection with a trading partner, and the balances of the connection."""

    partner_id: Uuid
    partners_connection_id: Text
    name: Text
    partner_institution_identifier: Text
    balances: dict[str, AccountBalance]


class ClientBalances(_Model):
    """The trading balances of a client (an enterprise), and the balances of its connections."""

    client_id: Uuid
    balances: dict[str, AccountBalance]
    network_balances: dict[Uuid, NetworkBalance] = Field()
