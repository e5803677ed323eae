"""The unfiltered records of an operation. Checks compare other responses with these records."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from attrs import define, field, frozen

from ...contract import Json, Query
from ..conformance.record_difference import count
from ..conformance.response_body import Records
from ..conformance.violation import Violation
from ..transport.exchange import Exchange
from .request_sender import RequestSender

#: The largest number of responses to show that a wrong response is compared with.
MAX_REFERENCES = 3


@frozen
class View:
    """The records that a server returns for one query, collected from pages of one size."""

    records: Records
    pages: tuple[Exchange, ...]
    complete: bool
    """Whether the last page was reached."""
    sizes: tuple[int, ...] = ()
    """The number of records on each page."""

    @property
    def repeats(self) -> bool:
        """Whether a page repeats a record of an earlier page."""
        return self.length > len(self.records)

    @property
    def length(self) -> int:
        """The number of records on all pages. A repeated record counts for each of its pages."""
        return sum(self.sizes)

    @property
    def filled_pages(self) -> list[Exchange]:
        """The first pages with records, at most three; the first page if no page has records."""
        filled = [page for page, size in zip(self.pages, self.sizes, strict=True) if size]
        return filled[:MAX_REFERENCES] or list(self.pages[:1])

    def lacking(self, number: int, without: str) -> str:
        """Return a noun phrase for records that none of the compared pages has.

        Args:
            number: The number of records.
            without: What the requests for the pages lack, such as *filters*.
        """
        several = len(self.pages) > 1
        pages = f"{len(self.pages)} compared pages" if several else "compared page"
        verb = "do" if several else "does"
        return f"{count(number)} that the {pages} without {without} {verb} not have"

    @property
    def items(self) -> list[tuple[str, Json]]:
        """The records with their keys, as pairs of key and record."""
        return list(self.records.items())

    @classmethod
    def read(
        cls,
        sender: RequestSender,
        query: Query = (),
        *,
        size: int | None = None,
        first: Exchange | None = None,
        most: int | None = None,
        expected: int = 0,
    ) -> View:
        """Read the pages of a query, and return the records as a `View`.

        The pages have the default size, or a ``size`` for which the server returns full pages. At
        most ``most`` pages are requested; by default, the profile of the run limits the number of
        pages. If the first page has been read already, it is given as ``first``. Up to ``expected``
        pages may be requested at the same time.
        """
        most = sender.profile.max_default_pages if most is None else most
        union: Records = {}
        pages: list[Exchange] = []
        sizes: list[int] = []
        read = sender.read_pages(size, query, first=first, most=most, expected=expected)
        with closing(read):
            for exchange, records in read:
                pages.append(exchange)
                sizes.append(len(records))
                if not records.keys() - union.keys():
                    # The last page, or a repeated page, which the pagination rules judge.
                    return cls(union, tuple(pages), complete=True, sizes=tuple(sizes))
                union |= records
                if size is not None and len(records) < size:
                    return cls(union, tuple(pages), complete=True, sizes=tuple(sizes))
        return cls(union, tuple(pages), complete=False, sizes=tuple(sizes))


@define
class Baseline:
    """The unfiltered records of one operation, read when they are first needed and then cached."""

    _sender: RequestSender
    derived: dict[type, Any] = field(factory=dict, init=False)
    """Objects that checks compute from the unfiltered records, by type; discarded with them."""
    selections: list[Exchange] = field(factory=list, init=False)
    """The successful responses to filters without pagination since the records were read."""
    _view: View | None = field(default=None, init=False)
    _largest_page_size: int | None = field(default=None, init=False)

    @property
    def view(self) -> View:
        """The unfiltered records of the operation, read when they are first needed."""
        if self._view is None:
            self._sender.prefetcher.end_recording()
            self._sender.prefetcher.discard()
            try:
                self._view = View.read(self._sender)
            except Violation:
                # A violation counts only if a second attempt also ends with a violation.
                self._view = View.read(self._sender)
        return self._view

    @property
    def known_view(self) -> View | None:
        """The unfiltered records if they have been read; otherwise None."""
        return self._view

    @property
    def default_page_size(self) -> int:
        """The number of records in a response to a request without pagination parameters."""
        return len(self._sender.records(self.view.pages[0]))

    @property
    def largest_page_size(self) -> int:
        """The largest page size for which the server is known to return full pages.

        The result is at most the number of records plus one.
        """
        if self._largest_page_size is None:
            self._sender.prefetcher.end_recording()
            self._largest_page_size = self._find_largest_page_size()
        return self._largest_page_size

    def forget(self) -> None:
        """Discard the cached records and page size, and everything that was derived from them.

        The next use reads the records again.
        """
        self._largest_page_size = None
        self.forget_records()

    def forget_records(self) -> None:
        """Discard the cached records and all objects that checks derived from the records."""
        self._sender.prefetcher.discard()
        self._view = None
        self.derived.clear()
        self.selections.clear()

    def _find_largest_page_size(self) -> int:
        sender = self._sender
        too_large = len(self.view.records) + 1
        exchange = sender.send_page(0, too_large)
        if exchange.status == 200:
            count = len(sender.records(exchange))
            return too_large if count >= too_large - 1 else max(1, count)
        low, high = 1, too_large
        size = self.default_page_size
        for _ in range(sender.profile.max_size_searches):
            if not low < size < high:
                break
            exchange = sender.send_page(0, size)
            count = len(sender.records(exchange)) if exchange.status == 200 else 0
            if count < size:
                high = size
            low = max(low, min(size, count))
            size = (low + high) // 2
        return low
