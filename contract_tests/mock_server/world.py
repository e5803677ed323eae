"""What the mock knows: enterprises, their connections, callers, and how money moves.

Everything inside a `World` is immutable and is replaced as a whole, so that a
request that is under way keeps the enterprise it found, while another thread
allocates, deallocates or settles.
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
    """Amounts of one currency, both in its base units, neither below zero."""

    available: int = attrs.field(validator=ge(0))
    held: int = attrs.field(default=0, validator=ge(0))

    def plus(self, change: int) -> Balance:
        """Return what is left after `change`, which may be a loss.

        Raises ValueError when less than nothing would be available.
        """
        return attrs.evolve(self, available=self.available + change)


Balances = Mapping[str, Balance]
"""Balances by currency, such as `ofcbtc`."""

NO_FUNDS = Balance(0)


@attrs.frozen
class Partner:
    """A trading partner, to which any number of connections may lead."""

    id: UUID
    institution: str


@attrs.frozen
class Connection:
    """What one record describes: an account at a partner, and the funds allocated to it."""

    id: UUID
    partner: Partner
    partners_connection_id: str
    name: str
    balances: Balances


Records = Sequence[Connection]
"""Connections of one enterprise, in the order in which they are listed."""


@attrs.frozen
class Enterprise:
    """An owner of connections, which stand in the order of their creation.

    `failing` stands for a database that cannot be read.
    """

    id: UUID
    client_id: UUID
    trading: Balances = attrs.field(factory=dict)
    connections: tuple[Connection, ...] = ()
    licensed: bool = True
    failing: bool = False


@attrs.frozen
class Caller:
    """Whoever a token stands for."""

    token: str = attrs.field(repr=False)
    member_of: frozenset[UUID] = frozenset()
    may_view_balances: bool = True


def _by_id(enterprises: tuple[Enterprise, ...]) -> dict[UUID, Enterprise]:
    return {enterprise.id: enterprise for enterprise in enterprises}


def _by_token(callers: tuple[Caller, ...]) -> dict[str, Caller]:
    return {caller.token: caller for caller in callers}


@attrs.define(eq=False)
class World:
    """All enterprises by id and all callers by token, made of a tuple of each."""

    enterprises: dict[UUID, Enterprise] = attrs.field(converter=_by_id)
    callers: dict[str, Caller] = attrs.field(converter=_by_token, repr=False)
    _numbers: Iterator[int] = attrs.field(
        factory=lambda: itertools.count(1), init=False, repr=False
    )
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def next_call_number(self) -> int:
        """Return the number of the next call, counting from 1."""
        return next(self._numbers)

    def allocate(self, enterprise: UUID, connection: UUID, currency: str, amount: int) -> None:
        """Move `amount` base units from the trading balance to a connection.

        Raises LookupError for an unknown enterprise or connection, and
        ValueError when the funds do not suffice.
        """
        self._move(enterprise, connection, currency, from_trading=amount, to_connection=amount)

    def deallocate(self, enterprise: UUID, connection: UUID, currency: str, amount: int) -> None:
        """Move `amount` base units from a connection back to the trading balance.

        Raises as `allocate` does.
        """
        self._move(enterprise, connection, currency, from_trading=-amount, to_connection=-amount)

    def settle(self, enterprise: UUID, connection: UUID, currency: str, change: int) -> None:
        """Book what trading at the partner won (positive) or lost (negative), in base units.

        Raises as `allocate` does.
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
