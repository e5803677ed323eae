"""Decide which page is requested next, and when the pagination ends.

A response does not say whether its page is the last page. The pagination ends at the first page
without records.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from typing import Any, Generic, TypeVar

from ._errors import InvalidArgumentError, PaginationError
from ._serialization.arguments import digits
from ._serialization.digits import parse_digits

P = TypeVar("P")
V = TypeVar("V")


class Pagination(Generic[P, V]):
    """The state of a pagination: the next page to request, and the records received so far.

    Args:
        records_of: A function that returns the records of a page, by record key.
        first: The number of the first page.
        size: The page size that the user requests; None for the default of the server.

    Attributes:
        number: The number of the next page to request.
        size: The page size of the next request; None for the default of the server.

    Raises:
        InvalidArgumentError: If the page size is not a positive integer.
    """

    def __init__(
        self, records_of: Callable[[P], MutableMapping[str, V]], *, first: int, size: Any
    ) -> None:
        self.number = first
        self.size: int | None = None
        if size is not None:
            self.size = parse_digits(digits("page_size", size))
            if self.size == 0:
                raise InvalidArgumentError("page_size must be a positive integer, not 0")
        self._records_of = records_of
        self._first = first
        self._keys: set[str] = set()

    def advance(self, page: P) -> bool:
        """Process a received page, and return whether there can be a next page.

        The pagination ends at a page without records. Records of earlier pages are removed from the
        page.

        Raises:
            PaginationError: If the page has records, but only records of earlier pages.
        """
        records = self._records_of(page)
        if not records:
            return False
        if self.number == self._first:
            # The server may limit the page size. The length of the first page shows that limit.
            # The server skips `page size * (page number - first page number)` records.
            self.size = len(records)
        known = [key for key in records if key in self._keys]
        if len(known) == len(records):
            raise PaginationError(f"page {self.number} has only records of earlier pages")
        for key in known:  # the record moved to this page during the pagination
            del records[key]
        self._keys.update(records)
        self.number += 1
        return True


def pages(fetch: Callable[[int, int | None], P], pagination: Pagination[P, V]) -> Iterator[P]:
    """Yield each page that has records.

    Args:
        fetch: A function that requests the page with a given page number and page size.
        pagination: The state of the pagination.
    """
    while pagination.advance(page := fetch(pagination.number, pagination.size)):
        yield page


async def apages(
    fetch: Callable[[int, int | None], Awaitable[P]], pagination: Pagination[P, V]
) -> AsyncIterator[P]:
    """Yield each page that has records. The function `fetch` requests a page asynchronously."""
    while pagination.advance(page := await fetch(pagination.number, pagination.size)):
        yield page


def records(
    pages: Iterator[P], records_of: Callable[[P], MutableMapping[str, V]]
) -> Iterator[tuple[str, V]]:
    """Yield each record of each page, as a pair of key and record."""
    for page in pages:
        yield from records_of(page).items()


async def arecords(
    pages: AsyncIterator[P], records_of: Callable[[P], MutableMapping[str, V]]
) -> AsyncIterator[tuple[str, V]]:
    """Yield each record of each page of an asynchronous iterator, as a pair of key and record."""
    async for page in pages:
        for item in records_of(page).items():
            yield item
