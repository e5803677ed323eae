"""Decide which page is requested next, and when the pagination ends.

A response does not say whether its page is the last page. The pagination ends at the first page
without records.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from ._client import (
    BaseClient,
    acall,
    call,
    finish_acall,
    finish_call,
    require_client,
    start_acall,
    start_call,
)
from ._errors import InvalidArgumentError, PaginationError
from ._messages import Request
from ._operation import Operation
from ._serialization.arguments import digits

if TYPE_CHECKING:
    from ._transport.background_calls import AsyncBackgroundCall, BackgroundCall
    from .types import Response

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


def iter_pages(
    client: BaseClient, pages: Pages[P, V], request: Request, *, prefetch: bool
) -> Iterator[P]:
    """Return an iterator over the pages that have records.

    Args:
        client: The client.
        pages: The pagination of the operation.
        request: The request for the first page.
        prefetch: Whether to request the next page while the caller uses the current page.

    Raises:
        InvalidArgumentError: If the client is not a `Client`, the page size is not positive, or
            `prefetch` is not a bool.
    """
    calls = _Calls(client, pages.operation, prefetch=prefetch)
    return _pages(calls, Pagination(pages, request))


def iter_records(
    client: BaseClient, pages: Pages[P, V], request: Request, *, prefetch: bool
) -> Iterator[tuple[str, V]]:
    """Return an iterator over the records of all pages, as pairs of key and record.

    The arguments and the errors are those of `iter_pages`.
    """
    calls = _Calls(client, pages.operation, prefetch=prefetch)
    return _records(calls, Pagination(pages, request))


def aiter_pages(
    client: BaseClient, pages: Pages[P, V], request: Request, *, prefetch: bool
) -> AsyncIterator[P]:
    """Return an asynchronous iterator over the same pages as `iter_pages`."""
    calls = _AsyncCalls(client, pages.operation, prefetch=prefetch)
    return _apages(calls, Pagination(pages, request))


def aiter_records(
    client: BaseClient, pages: Pages[P, V], request: Request, *, prefetch: bool
) -> AsyncIterator[tuple[str, V]]:
    """Return an asynchronous iterator over the same records as `iter_records`."""
    calls = _AsyncCalls(client, pages.operation, prefetch=prefetch)
    return _arecords(calls, Pagination(pages, request))


class _Calls(Generic[P]):
    """The synchronous calls of an iterator over pages. One call can run in the background.

    The iterator processes each page before it requests the next one. With and without `prefetch`,
    the iterator therefore requests the same pages.
    """

    def __init__(self, client: BaseClient, operation: Operation[P], *, prefetch: bool) -> None:
        self._client = require_client(client)
        self._operation = operation
        self._prefetch = _flag(prefetch)
        self._started: BackgroundCall[Response[P]] | None = None

    def page(self, request: Request) -> P:
        """Request a page, unless `start` has already done so, and return the page."""
        if self._started is None:
            return call(self._client, self._operation, request)
        page = finish_call(self._client, self._started)
        self._started = None
        return page

    def start(self, request: Request) -> None:
        """Request the next page in the background, if the iterator prefetches pages."""
        if self._prefetch:
            self._started = start_call(self._client, self._operation, request)

    def close(self) -> None:
        """Cancel the call in the background, if any."""
        if self._started is not None:
            self._started.cancel()


class _AsyncCalls(Generic[P]):
    """The asynchronous calls of an iterator over pages. One call can run in the background."""

    def __init__(self, client: BaseClient, operation: Operation[P], *, prefetch: bool) -> None:
        self._client = require_client(client)
        self._operation = operation
        self._prefetch = _flag(prefetch)
        self._started: AsyncBackgroundCall[Response[P]] | None = None

    async def page(self, request: Request) -> P:
        if self._started is None:
            return await acall(self._client, self._operation, request)
        page = await finish_acall(self._client, self._started)
        self._started = None
        return page

    def start(self, request: Request) -> None:
        if self._prefetch:
            self._started = start_acall(self._client, self._operation, request)

    async def aclose(self) -> None:
        if self._started is not None:
            await self._started.cancel()


def _pages(calls: _Calls[P], pagination: Pagination[P, V]) -> Iterator[P]:
    with closing(calls):
        while pagination.advance(page := calls.page(pagination.request())):
            calls.start(pagination.request())
            yield page


def _records(calls: _Calls[P], pagination: Pagination[P, V]) -> Iterator[tuple[str, V]]:
    with closing(calls):
        while pagination.advance(page := calls.page(pagination.request())):
            calls.start(pagination.request())
            yield from pagination.records_of(page).items()


async def _apages(calls: _AsyncCalls[P], pagination: Pagination[P, V]) -> AsyncIterator[P]:
    async with aclosing(calls):
        while pagination.advance(page := await calls.page(pagination.request())):
            calls.start(pagination.request())
            yield page


async def _arecords(
    calls: _AsyncCalls[P], pagination: Pagination[P, V]
) -> AsyncIterator[tuple[str, V]]:
    async with aclosing(calls):
        while pagination.advance(page := await calls.page(pagination.request())):
            calls.start(pagination.request())
            for item in pagination.records_of(page).items():
                yield item


def _flag(prefetch: object) -> bool:
    if not isinstance(prefetch, bool):
        raise InvalidArgumentError("prefetch must be True or False")
    return prefetch
