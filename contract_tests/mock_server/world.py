"""The data of the mock server: enterprises, connections, balances and callers.

Enterprises and balances are immutable. A change replaces the enterprise in the `World`.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import attrs
from attrs.validators import ge


@attrs.frozen
class Balance:
    """The available and the held amount of a balance in base units of one currency.

    Both amounts are at least 0.
    """

    available: int = attrs.field(validator=ge(0))
    held: int = attrs.field(default=0, validator=ge(0))

    def plus(self, change: int) -> Balance:
        """Return a copy of the balance with `change` added to the available amount.

        Raises:
            ValueError: If the new available amount is negative.
        """
        return attrs.evolve(self, available=self.available + change)


Balances = Mapping[str, Balance]
"""Balances by currency code, such as `ofcbtc`."""

NO_FUNDS = Balance(0)


@attrs.frozen
class Partner:
    """A trading partner. An enterprise can have several connections to one partner."""

    id: UUID
    institution: str


@attrs.frozen
class Connection:
    """A connection of an enterprise to a trading partner, with the balances of the connection."""

    id: UUID
    partner: Partner
    partners_connection_id: str
    name: str
    balances: Balances


Records = Sequence[Connection]
"""Connections of one enterprise, in the order in which responses list them."""


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
    connections: tuple[Connection, ...] = ()
    licensed: bool = True
    failing: bool = False


@attrs.frozen
class Caller:
    """A caller of the API, identified by a bearer token."""

    token: str = attrs.field(repr=False)
    member_of: frozenset[UUID] = frozenset()
    may_view_balances: bool = True


def _by_id(enterprises: tuple[Enterprise, ...]) -> dict[UUID, Enterprise]:
    return {enterprise.id: enterprise for enterprise in enterprises}


def _by_token(callers: tuple[Caller, ...]) -> dict[str, Caller]:
    return {caller.token: caller for caller in callers}


@attrs.define(eq=False)
class World:
    """The enterprises and callers of a mock server.

    Attributes:
        enterprises: The enterprises by id, from the tuple given to the constructor.
        callers: The callers by bearer token, from the tuple given to the constructor.
    """

    enterprises: dict[UUID, Enterprise] = attrs.field(converter=_by_id)
    callers: dict[str, Caller] = attrs.field(converter=_by_token, repr=False)
    _numbers: Iterator[int] = attrs.field(
        factory=lambda: itertools.count(1), init=False, repr=False
    )
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def next_call_number(self) -> int:
        """Return the number of the next request to the mock server, counted from 1."""
        return next(self._numbers)

    def allocate(self, enterprise: UUID, connection: UUID, currency: str, amount: int) -> None:
        """Move an amount of base units from the trading balance of an enterprise to a connection.

        Raises:
            LookupError: If the enterprise or the connection is unknown.
            ValueError: If the available amount is too small.
        """
        self._move(enterprise, connection, currency, from_trading=amount, to_connection=amount)

    def deallocate(self, enterprise: UUID, connection: UUID, currency: str, amount: int) -> None:
        """Move an amount of base units from a connection to the trading balance of its enterprise.

        Raises:
            LookupError: If the enterprise or the connection is unknown.
            ValueError: If the available amount is too small.
        """
        self._move(enterprise, connection, currency, from_trading=-amount, to_connection=-amount)

    def settle(self, enterprise: UUID, connection: UUID, currency: str, change: int) -> None:
        """Add a trading profit to the balance of a connection, or subtract a loss.

        The argument `change` is in base units, and negative for a loss.

        Raises:
            LookupError: If the enterprise or the connection is unknown.
            ValueError: If the available amount is smaller than the loss.
        """
        self._move(enterprise, connection, currency, from_trading=0, to_connection=change)

    def _move(
        self,
        enterprise: UUID,
        connection: UUID,
        currency: str,
        *,
        from_trading: int,
        to_connection: int,
    ) -> None:
        with self._lock:
            # A running request keeps the old enterprise, and so sees consistent balances.
            before = self.enterprises[enterprise]
            if all(one.id != connection for one in before.connections):
                raise LookupError(f"enterprise {enterprise} has no connection {connection}")
            self.enterprises[enterprise] = attrs.evolve(
                before,
                trading=_changed(before.trading, currency, -from_trading),
                connections=tuple(
                    attrs.evolve(one, balances=_changed(one.balances, currency, to_connection))
                    if one.id == connection
                    else one
                    for one in before.connections
                ),
            )


def _changed(balances: Balances, currency: str, change: int) -> Balances:
    if not change:
        return balances
    return {**balances, currency: balances.get(currency, NO_FUNDS).plus(change)}
