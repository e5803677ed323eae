"""Connections of an enterprise to trading partners, in an immutable sequence with indexes.

The sequence selects and replaces connections without reading all connections, so that a request
takes the same time for an enterprise with few and with many connections.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeAlias, overload
from uuid import UUID

import attrs

from .balances import Balances

_CHUNK = 256
"""The number of connections in a chunk. Replacing a connection copies one chunk."""

_REMEMBERED_SELECTIONS = 16


def _text_of_id() -> Any:
    # Each response contains the ids of its records as text, and formatting them takes long.
    text = attrs.Factory(lambda record: str(record.id), takes_self=True)
    return attrs.field(default=text, init=False, eq=False, repr=False)


@attrs.frozen
class Partner:
    """A trading partner. An enterprise can have several connections to one partner."""

    id: UUID
    institution: str
    id_text: str = _text_of_id()


@attrs.frozen
class Connection:
    """A connection of an enterprise to a trading partner, with the balances of the connection."""

    id: UUID
    partner: Partner
    partners_connection_id: str
    name: str
    balances: Balances
    id_text: str = _text_of_id()


Records: TypeAlias = Sequence[Connection]
"""Connections of one enterprise, in the order in which responses list them."""


class Connections(Sequence[Connection]):
    """An immutable sequence of the connections of an enterprise, oldest first, indexed by id."""

    __slots__ = ("_chunks", "_index")

    def __init__(self, connections: Iterable[Connection] = ()) -> None:
        every = tuple(connections)
        self._chunks = tuple(every[at : at + _CHUNK] for at in range(0, len(every), _CHUNK))
        self._index = _Index(every)

    def select(
        self, ids: Collection[UUID] | None, partner_ids: Collection[UUID] | None
    ) -> Sequence[Connection]:
        """Return the connections whose id is in `ids` and whose partner id is in `partner_ids`.

        None instead of ids means any id. The order of the connections is kept.
        """
        if ids is None:
            if partner_ids is None:
                return self
            return _Selection(self, self._index.of_partners(frozenset(partner_ids)))
        positions = self._index.by_id
        found = sorted(positions[one] for one in set(ids) if one in positions)
        selected = [self[position] for position in found]
        if partner_ids is None:
            return selected
        partners = frozenset(partner_ids)
        return [one for one in selected if one.partner.id in partners]

    def find(self, id_: UUID) -> Connection:
        """Return the connection with a given id.

        Raises:
            LookupError: If no connection has the id.
        """
        return self[self._index.by_id[id_]]

    def with_replaced(self, changed: Connection) -> Connections:
        """Return a copy of the sequence, in which `changed` replaces the connection with its id.

        Raises:
            LookupError: If no connection has the id.
        """
        number, offset = divmod(self._index.by_id[changed.id], _CHUNK)
        chunk = self._chunks[number]
        replaced = (*chunk[:offset], changed, *chunk[offset + 1 :])
        copy = Connections.__new__(Connections)
        copy._chunks = (*self._chunks[:number], replaced, *self._chunks[number + 1 :])
        # The positions of the ids have not changed.
        copy._index = self._index
        return copy

    def __len__(self) -> int:
        return self._index.size

    def __iter__(self) -> Iterator[Connection]:
        return chain.from_iterable(self._chunks)

    @overload
    def __getitem__(self, at: int) -> Connection: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Connection, ...]: ...
    def __getitem__(self, at: int | slice) -> Connection | tuple[Connection, ...]:
        chosen = range(len(self))[at]
        if isinstance(chosen, int):
            return self._chunks[chosen // _CHUNK][chosen % _CHUNK]
        return tuple(self._chunks[one // _CHUNK][one % _CHUNK] for one in chosen)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Connections):
            return NotImplemented
        return self._chunks == other._chunks

    def __hash__(self) -> int:
        return hash(self._chunks)

    def __repr__(self) -> str:
        return f"<{len(self)} connections>"


def as_connections(records: Iterable[Connection]) -> Connections:
    """Convert records to a `Connections` sequence. Return a `Connections` argument unchanged."""
    return records if isinstance(records, Connections) else Connections(records)


class _Index:
    """Finds the positions of connections in a sequence, by connection id or by partner id."""

    def __init__(self, connections: Sequence[Connection]) -> None:
        self.size = len(connections)
        self.by_id = {one.id: position for position, one in enumerate(connections)}
        self._by_partner: dict[UUID, list[int]] = {}
        for position, one in enumerate(connections):
            self._by_partner.setdefault(one.partner.id, []).append(position)
        # A pagination sends one request for each page, all with the same filter.
        self.of_partners = lru_cache(_REMEMBERED_SELECTIONS)(self._of_partners)

    def _of_partners(self, partner_ids: frozenset[UUID]) -> Sequence[int]:
        found = [self._by_partner[one] for one in partner_ids if one in self._by_partner]
        return found[0] if len(found) == 1 else list(heapq.merge(*found))


class _Selection(Sequence[Connection]):
    """A view of another sequence, with only the connections at the given positions."""

    __slots__ = ("_connections", "_positions")

    def __init__(self, connections: Connections, positions: Sequence[int]) -> None:
        self._connections = connections
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, at: int) -> Connection: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Connection]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return tuple(self._connections[position] for position in self._positions[at])
        return self._connections[self._positions[at]]
