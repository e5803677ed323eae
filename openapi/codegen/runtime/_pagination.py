"""Decide which page is requested next, and when the pagination ends.

A response does not say whether its page is the last page. The pagination ends at the first page
without records.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from ._client import BaseClient, acall, call, require_client
from ._errors import InvalidArgumentError, PaginationError
from ._messages import Request
from ._operation import Operation
from ._serialization.arguments import digits

P = TypeVar("P")
V = TypeVar("V")


class Pages(NamedTuple, Generic[P, V]):
    """The pagination of an operation, as the API description describes it.

    Attributes:
        operation: The operation.
        page: The name of the query parameter for the page number.
        size: The name of the query parameter for the page size.
        size_argument: The name of the argument for the page size, for error messages.
        first: The number of the first page.
        records_of: A function that returns the records of a page, by record key.
    """

    operation: Operation[P]
    page: str
    size: str
    size_argument: str
    first: int
    records_of: Callable[[P], MutableMapping[str, V]]


class Pagination(Generic[P, V]):
    """The state of a pagination: the next page to request, and the records received so far.

    Args:
        pages: The pagination of the operation.
        request: The request for the first page, with the arguments of the caller.

    Attributes:
        number: The number of the next page to request.
        size: The page size of the next request; None for the default of the server.

    Raises:
        InvalidArgumentError: If the page size is not a positive integer.
    """

    def __init__(self, pages: Pages[P, V], request: Request) -> None:
        self.number = pages.first
        self.size: str | None = dict(request.query).get(pages.size)
        if self.size is not None and not digits(pages.size_argument, self.size).strip("0"):
            raise InvalidArgumentError(f"{pages.size_argument} must be a positive integer, not 0")
        self.records_of = pages.records_of
        self._pages = pages
        self._request = request
        self._keys: set[str] = set()

    def request(self) -> Request:
        """Return the request for the next page."""
        own = {self._pages.page: str(self.number), self._pages.size: self.size}
        rest = [pair for pair in self._request.query if pair[0] not in own]
        query = [(name, value) for name, value in own.items() if value is not None]
        return self._request._replace(query=[*query, *rest])

    def advance(self, page: P) -> bool:
        """Process a received page, and return whether there can be a next page.

        The pagination ends at a page without records. Records of earlier pages are removed from the
        page.

        Raises:
            PaginationError: If the page has records, but only records of earlier pages.
        """
        records = self.records_of(page)
        if not records:
            return False
        if self.number == self._pages.first:
            # The server may limit the page size. The length of the first page shows that limit.
            # The server skips `page size * (page number - first page number)` records.
            self.size = str(len(records))
        known = [key for key in records if key in self._keys]
        if len(known) == len(records):
            raise PaginationError(f"page {self.number} has only records of earlier pages")
        for key in known:  # the record moved to this page during the pagination
            del records[key]
        self._keys.update(records)
        self.number += 1
        return True


def iter_pages(client: BaseClient, pages: Pages[P, V], request: Request) -> Iterator[P]:
    """Return an iterator over the pages that have records.

    Raises:
        InvalidArgumentError: If the client is not a `Client`, or the page size is not positive.
    """
    require_client(client)
    return _pages(partial(call, client, pages.operation), Pagination(pages, request))


def iter_records(
    client: BaseClient, pages: Pages[P, V], request: Request
) -> Iterator[tuple[str, V]]:
    """Return an iterator over the records of all pages, as pairs of key and record.

    Raises the same errors as `iter_pages`.
    """
    require_client(client)
    return _records(partial(call, client, pages.operation), Pagination(pages, request))


def aiter_pages(client: BaseClient, pages: Pages[P, V], request: Request) -> AsyncIterator[P]:
    """Return an asynchronous iterator over the same pages as `iter_pages`."""
    require_client(client)
    return _apages(partial(acall, client, pages.operation), Pagination(pages, request))


def aiter_records(
    client: BaseClient, pages: Pages[P, V], request: Request
) -> AsyncIterator[tuple[str, V]]:
    """Return an asynchronous iterator over the same records as `iter_records`."""
    require_client(client)
    return _arecords(partial(acall, client, pages.operation), Pagination(pages, request))


def _pages(fetch: Callable[[Request], P], pagination: Pagination[P, V]) -> Iterator[P]:
    while pagination.advance(page := fetch(pagination.request())):
        yield page


def _records(
    fetch: Callable[[Request], P], pagination: Pagination[P, V]
) -> Iterator[tuple[str, V]]:
    while pagination.advance(page := fetch(pagination.request())):
        yield from pagination.records_of(page).items()


async def _apages(
    fetch: Callable[[Request], Awaitable[P]], pagination: Pagination[P, V]
) -> AsyncIterator[P]:
    while pagination.advance(page := await fetch(pagination.request())):
        yield page


async def _arecords(
    fetch: Callable[[Request], Awaitable[P]], pagination: Pagination[P, V]
) -> AsyncIterator[tuple[str, V]]:
    while pagination.advance(page := await fetch(pagination.request())):
        for item in pagination.records_of(page).items():
            yield item
