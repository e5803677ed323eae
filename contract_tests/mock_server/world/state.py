"""The data of the mock server, which changes when funds are moved."""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias
from uuid import UUID

import attrs
from attrs.validators import ge

from .balances import NO_FUNDS, Balances
from .callers import SCOPE, Caller, RateLimit
from .enterprises import Enterprise

Id: TypeAlias = UUID | str
"""An id as a UUID, or as its text."""


def _by_id(enterprises: tuple[Enterprise, ...]) -> dict[UUID, Enterprise]:
    return {enterprise.id: enterprise for enterprise in enterprises}


def _by_token(callers: tuple[Caller, ...]) -> dict[str, Caller]:
    return {caller.token: caller for caller in callers}


@attrs.frozen
class _Data:
    """A copy of the data of a mock server: enterprises, callers and settings."""

    enterprises: Mapping[UUID, Enterprise]
    callers: Mapping[str, Caller]
    drift: int
    rate_limit: RateLimit | None


@attrs.define(eq=False)
class World:
    """The enterprises and callers of a mock server.

    Attributes:
        enterprises: The enterprises by id, from the tuple given to the constructor.
        callers: The callers by bearer token, from the tuple given to the constructor.
        drift: The number of base units that each request adds to the available amount of every
            trading balance in its response, because real trading balances change all the time.
        rate_limit: The rate limit of each caller, or None for no limit.
    """

    enterprises: dict[UUID, Enterprise] = attrs.field(
        converter=_by_id, on_setattr=attrs.setters.NO_OP
    )
    callers: dict[str, Caller] = attrs.field(
        converter=_by_token, on_setattr=attrs.setters.NO_OP, repr=False
    )
    drift: int = attrs.field(default=1, validator=ge(0), kw_only=True)
    rate_limit: RateLimit | None = attrs.field(default=None, kw_only=True)
    _numbers: Iterator[int] = attrs.field(init=False, repr=False)
    _sent: dict[str, deque[float]] = attrs.field(init=False, repr=False)
    _original: _Data = attrs.field(init=False, repr=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._original = self._data()
        self._set_data(self._original)

    def next_call_number(self) -> int:
        """Return the number of the next request to the mock server, counted from 1."""
        return next(self._numbers)

    def most_connected(self) -> tuple[UUID, Caller]:
        """Return the id of an enterprise, and a caller who may view the enterprise's balances.

        No other enterprise whose balances a caller may view has more connections.

        Raises:
            LookupError: If no caller may view an enterprise that is licensed and does not fail.
        """
        viewable = [
            (enterprise, caller)
            for enterprise in self.enterprises.values()
            for caller in self.callers.values()
            if enterprise.licensed and not enterprise.failing
            if enterprise.id in caller.member_of and caller.may_view(SCOPE)
        ]
        if not viewable:
            raise LookupError("no caller may view the balances of an enterprise")
        enterprise, caller = max(viewable, key=lambda each: len(each[0].connections))
        return enterprise.id, caller

    def snapshot(self) -> dict[UUID, Enterprise]:
        """Return the enterprises by id, with their present balances.

        Later movements of funds do not change the result.
        """
        with self._lock:
            return dict(self.enterprises)

    def reset(self) -> None:
        """Restore the initial data and rate limits, and forget the requests so far."""
        with self._lock:
            self._set_data(self._original)

    def replace(self, other: World) -> None:
        """Replace the enterprises, callers and settings by copies of those in `other`."""
        with self._lock:
            self._set_data(other._data())

    def _data(self) -> _Data:
        return _Data(dict(self.enterprises), dict(self.callers), self.drift, self.rate_limit)

    def _set_data(self, data: _Data) -> None:
        # New dictionaries, because a running request keeps the dictionary that it reads.
        self.enterprises, self.callers = dict(data.enterprises), dict(data.callers)
        self.drift, self.rate_limit = data.drift, data.rate_limit
        self._numbers = itertools.count(1)
        self._sent = {}

    def seconds_until_allowed(
        self, caller: Caller, clock: Callable[[], float] = time.monotonic
    ) -> int:
        """Count a request of a caller, and return 0 if the rate limit allows the request.

        Otherwise the request does not count, and the result is the number of whole seconds after
        which the next request is allowed.
        """
        limit = self.rate_limit
        if limit is None:
            return 0
        with self._lock:
            sent = self._sent.setdefault(caller.token, deque())
            now = clock()
            while sent and sent[0] <= now - limit.seconds:
                sent.popleft()
            if len(sent) < limit.requests:
                sent.append(now)
                return 0
            return max(1, math.ceil(sent[0] + limit.seconds - now))

    def allocate(self, enterprise: Id, connection: Id, currency: str, amount: int) -> None:
        """Move an amount of base units from the trading balance of an enterprise to a connection.

        Raises:
            LookupError: If the enterprise or the connection is unknown.
            ValueError: If the available amount is too small, or `amount` is negative.
        """
        _require_amount(amount)
        self._move(enterprise, connection, currency, from_trading=amount, to_connection=amount)

    def deallocate(self, enterprise: Id, connection: Id, currency: str, amount: int) -> None:
        """Move an amount of base units from a connection to the trading balance of its enterprise.

        Raises:
            LookupError: If the enterprise or the connection is unknown.
            ValueError: If the available amount is too small, or `amount` is negative.
        """
        _require_amount(amount)
        self._move(enterprise, connection, currency, from_trading=-amount, to_connection=-amount)

    def settle(self, enterprise: Id, connection: Id, currency: str, change: int) -> None:
        """Add a trading profit to the balance of a connection, or subtract a loss.

        The argument `change` is in base units, and negative for a loss.

        Raises:
            LookupError: If the enterprise or the connection is unknown.
            ValueError: If the available amount is smaller than the loss.
        """
        self._move(enterprise, connection, currency, from_trading=0, to_connection=change)

    def trade(self, enterprise: Id, currency: str, change: int) -> None:
        """Add a change in base units to a trading balance of an enterprise.

        The argument `change` is negative for a loss.

        Raises:
            LookupError: If the enterprise is unknown.
            ValueError: If the available amount is smaller than the loss.
        """
        with self._lock:
            before = self._enterprise(enterprise)
            trading = _changed(before.trading, currency, change)
            self.enterprises[before.id] = attrs.evolve(before, trading=trading)

    def _move(
        self,
        enterprise: Id,
        connection: Id,
        currency: str,
        *,
        from_trading: int,
        to_connection: int,
    ) -> None:
        with self._lock:
            # A running request keeps the old enterprise, and so sees consistent balances.
            before = self._enterprise(enterprise)
            try:
                found = before.connections.find(_uuid(connection))
            except LookupError:
                sentence = f"enterprise {enterprise} has no connection {connection}"
                raise LookupError(sentence) from None
            balances = _changed(found.balances, currency, to_connection)
            changed = attrs.evolve(found, balances=balances)
            self.enterprises[before.id] = attrs.evolve(
                before,
                trading=_changed(before.trading, currency, -from_trading),
                connections=before.connections.with_replaced(changed),
            )

    def _enterprise(self, id_: Id) -> Enterprise:
        found = self.enterprises.get(_uuid(id_))
        if found is None:
            raise LookupError(f"no enterprise has the id {id_}")
        return found


def _uuid(id_: Id) -> UUID:
    return id_ if isinstance(id_, UUID) else UUID(id_)


def _require_amount(amount: int) -> None:
    if amount < 0:
        raise ValueError(f"the amount {amount} is negative")


def _changed(balances: Balances, currency: str, change: int) -> Balances:
    if not change:
        return balances
    before = balances.get(currency, NO_FUNDS)
    if before.available + change < 0:
        raise ValueError(
            f"the available amount of {currency} is {before.available}, "
            f"which is less than {-change}"
        )
    return {**balances, currency: before.plus(change)}
