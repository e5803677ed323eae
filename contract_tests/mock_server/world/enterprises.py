"""Enterprises of the mock server, which own connections and trading balances."""

from __future__ import annotations

from uuid import UUID

import attrs

from .balances import Balances
from .connections import Connections, as_connections


@attrs.frozen
class Enterprise:
    """An enterprise, the owner of connections and trading balances.

    Attributes:
        id: The id in request paths.
        client_id: The `clientId` of responses.
        trading: The trading balances.
        connections: The connections, oldest first.
        licensed: Whether the enterprise has a licence for off-exchange settlement.
        failing: Whether requests for the connections fail with status 500.
    """

    id: UUID
    client_id: UUID
    trading: Balances = attrs.field(factory=dict)
    connections: Connections = attrs.field(factory=Connections, converter=as_connections)
    licensed: bool = True
    failing: bool = False
