"""Faulty clients whose iterators lose, repeat or reorder records."""

from __future__ import annotations

from .source_edit import Edit, fault

_OPERATION = "api/client_balances/list_client_balances.py"
_ONCE = "pagination.each_record_is_yielded_once_in_the_order_of_the_server"
_WHILE = (
    "    while pagination.advance(page := fetch(pagination.number, pagination.size)):\n"
    "        yield page\n"
)

FAULTS = (
    fault(
        "dropped-page",
        "The iterators skip every second page.",
        _ONCE,
        Edit("_pagination.py", "self.number += 1", "self.number += 2"),
    ),
    fault(
        "off-by-one-page",
        "The iterators start with the second page.",
        _ONCE,
        Edit(_OPERATION, "first=0", "first=1"),
    ),
    fault(
        "stops-at-a-short-page",
        "The iterators stop at the first page that is shorter than the requested page size.",
        _ONCE,
        Edit(
            "_pagination.py",
            _WHILE,
            "    asked = pagination.size\n"
            + _WHILE
            + "        if asked is not None and len(pagination._records_of(page)) < asked:\n"
            "            return\n",
        ),
    ),
    fault(
        "last-page-dropped",
        "The iterators do not yield a last page that is shorter than the others.",
        _ONCE,
        Edit(
            "_pagination.py",
            "if not records:",
            "if not records or self.number != self._first and len(records) < (self.size or 0):",
        ),
    ),
    fault(
        "size-not-adapted",
        "The iterators keep the requested page size even if the server returns shorter pages.",
        "pagination.the_page_size_is_adapted_to_a_server_that_limits_it",
        Edit("_pagination.py", "self.size = len(records)", "pass"),
    ),
    fault(
        "repeated-pages-not-guarded",
        "The iterators never end if the server repeats pages.",
        "pagination.a_server_that_repeats_its_first_page_is_an_error_after_its_records",
        Edit("_pagination.py", "if len(known) == len(records):", "if records is None:"),
    ),
    fault(
        "repeated-pages-end-the-walk",
        "The iterators end without an error if the server repeats pages.",
        "pagination.a_server_that_starts_again_after_its_last_page_is_an_error",
        Edit("_pagination.py", "raise PaginationError(", "return False and PaginationError("),
    ),
    fault(
        "duplicates-yielded",
        "The iterators yield a record twice if it moves to a later page.",
        "pagination.a_record_that_moves_is_yielded_once_and_no_other_is_lost",
        Edit("_pagination.py", "del records[key]", "pass"),
    ),
    fault(
        "filter-dropped-on-page-2",
        "The iterators send the filter with the first page only.",
        "pagination.filters_are_sent_with_each_page",
        Edit(
            _OPERATION,
            "page_size=size,\n            connection_ids=connection_ids,",
            "page_size=size,\n            connection_ids=connection_ids if number == 0 else None,",
        ),
    ),
    fault(
        "filter-read-once",
        "The iterators send no ids from the second page on if the ids are an iterator.",
        "pagination.filters_are_sent_with_each_page",
        Edit(
            "_serialization/arguments.py",
            "return list(value) if isinstance(value, Iterator) else value",
            "return value",
        ),
    ),
    fault(
        "page-size-zero-accepted",
        "The iterators accept page size 0.",
        "pagination.an_invalid_argument_of_an_iterator_is_an_error_before_the_first_request",
        Edit("_pagination.py", "if self.size == 0:", "if self.size is self:"),
    ),
    fault(
        "eager-walk",
        "The iterators fetch all pages before they yield the first record.",
        "pagination.pages_are_fetched_lazily",
        Edit(
            _OPERATION,
            "return _pagination.pages(fetch, pagination)",
            "return iter(list(_pagination.pages(fetch, pagination)))",
        ),
    ),
    fault(
        "records-before-an-error-lost",
        "If a page is an error, the iterators raise the error before they yield earlier records.",
        "pagination.an_error_on_a_later_page_is_raised_after_the_earlier_records",
        Edit(
            "_pagination.py",
            "    for page in pages:\n        yield from records_of(page).items()",
            "    for page in list(pages):\n        yield from records_of(page).items()",
        ),
    ),
    fault(
        "awaited-walk-differs",
        "The asynchronous iterators send the page size with the first page only.",
        _ONCE,
        Edit(
            "_pagination.py",
            "await fetch(pagination.number, pagination.size)",
            "await fetch(pagination.number, None if pagination._keys else pagination.size)",
        ),
    ),
    fault(
        "records-sorted",
        "The iterators sort the records by their ids.",
        "agreement.the_iterators_yield_the_records_of_one_large_page",
        Edit(
            "_pagination.py",
            "yield from records_of(page).items()",
            "yield from sorted(records_of(page).items(), key=str)",
        ),
    ),
)
