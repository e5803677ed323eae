"""Walks through all pages: where the next one is, and when to stop.

The server skips size * (number - first) records and returns at most size of those that follow.
Nothing in a page says that it is the last: a page without records does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from typing import Any, Generic, TypeVar

from ._errors import InvalidArgumentError, PaginationError
from ._serialization.arguments import digits
from ._serialization.digits import read

P = TypeVar("P")
V = TypeVar("V")


class Walk(Generic[P, V]):
    """Where a walk through the pages is.

    Args:
        records: Returns the records of a page, by their keys.
        first: The number of the first page.
        size: The size to ask for, as a caller gave it; None for the server's own.

    Attributes:
        number: The number of the page to ask for next.
        size: The size to ask for next.

    Raises:
        InvalidArgumentError: If the size is none that pages can have.
    """

    def __init__(
        self, records: Callable[[P], MutableMapping[str, V]], *, first: int, size: Any
    ) -> None:
        self.number = first
        self.size: int | None = None
        if size is not None:
            self.size = read(digits("page_size", size))
            if self.size == 0:
                raise InvalidArgumentError("page_size is 0: pages without records have no end")
        self._records = records
        self._first = first
        self._seen: set[str] = set()

    def goes_on(self, page: P) -> bool:
        """Take the page that was asked for, without what earlier pages had; say if it has records.

        Raises:
            PaginationError: If it has records, but none that is new.
        """
        records = self._records(page)
        if not records:
            return False
        if self.number == self._first:
            # A server may have a largest page, and say so by nothing but its first.
            self.size = len(records)
        known = [key for key in records if key in self._seen]
        if len(known) == len(records):
            raise PaginationError(f"page {self.number} has no record that earlier pages had not")
        for key in known:  # moved here while the walk went on
            del records[key]
        self._seen.update(records)
        self.number += 1
        return True


def pages(fetch: Callable[[int, int | None], P], walk: Walk[P, V]) -> Iterator[P]:
    """Yield every page that has records.

    Args:
        fetch: Returns a page by its number and size.
        walk: Where to begin.
    """
    while walk.goes_on(page := fetch(walk.number, walk.size)):
        yield page


async def apages(
    fetch: Callable[[int, int | None], Awaitable[P]], walk: Walk[P, V]
) -> AsyncIterator[P]:
    """Yield every page that has records, as `pages` does."""
    while walk.goes_on(page := await fetch(walk.number, walk.size)):
        yield page


def records(
    found: Iterator[P], of: Callable[[P], MutableMapping[str, V]]
) -> Iterator[tuple[str, V]]:
    """Yield each record of each page, with its key."""
    for page in found:
        yield from of(page).items()


async def arecords(
    found: AsyncIterator[P], of: Callable[[P], MutableMapping[str, V]]
) -> AsyncIterator[tuple[str, V]]:
    """Yield each record of each page, with its key, as `records` does."""
    async for page in found:
        for record in of(page).items():
            yield record
