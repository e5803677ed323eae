"""Clients that lose, repeat or invent records on their way through the pages."""

from __future__ import annotations

from .source_edit import Edit, fault

_OPERATION = "api/client_balances/list_client_balances.py"
_ONCE = "paging.every_record_comes_once_in_the_order_of_the_server"
_WHILE = "    while walk.goes_on(page := fetch(walk.number, walk.size)):\n        yield page\n"

FAULTS = (
    fault(
        "dropped-page",
        "Every second page is left out.",
        _ONCE,
        Edit("_pagination.py", "self.number += 1", "self.number += 2"),
    ),
    fault(
        "off-by-one-page",
        "The walk begins with the second page.",
        _ONCE,
        Edit(_OPERATION, "first=0", "first=1"),
    ),
    fault(
        "stops-at-a-short-page",
        "A page shorter than was asked for is taken for the last.",
        _ONCE,
        Edit(
            "_pagination.py",
            _WHILE,
            "    asked = walk.size\n"
            + _WHILE
            + "        if asked is not None and len(walk._records(page)) < asked:\n"
            "            return\n",
        ),
    ),
    fault(
        "last-page-dropped",
        "A page that is not full is not given.",
        _ONCE,
        Edit(
            "_pagination.py",
            "if not records:",
            "if not records or self.number != self._first and len(records) < (self.size or 0):",
        ),
    ),
    fault(
        "size-not-adapted",
        "A server that caps the size is asked for the same size again.",
        "paging.a_server_that_caps_the_size_is_asked_for_what_it_gives",
        Edit("_pagination.py", "self.size = len(records)", "pass"),
    ),
    fault(
        "repeated-pages-not-guarded",
        "A server that repeats pages is asked for ever.",
        "paging.a_server_that_repeats_its_first_page_for_ever_is_an_error_after_its_records",
        Edit("_pagination.py", "if len(known) == len(records):", "if records is None:"),
    ),
    fault(
        "repeated-pages-end-the-walk",
        "A server that repeats pages is taken to have no more.",
        "paging.a_server_that_begins_anew_after_its_last_page_is_an_error",
        Edit("_pagination.py", "raise PaginationError(", "return False and PaginationError("),
    ),
    fault(
        "duplicates-yielded",
        "A record that moved to a later page is given twice.",
        "paging.a_record_that_moves_is_not_repeated_and_the_others_are_not_lost",
        Edit("_pagination.py", "del records[key]", "pass"),
    ),
    fault(
        "filter-dropped-on-page-2",
        "The filter goes with the first page only.",
        "paging.filters_go_with_every_page",
        Edit(
            _OPERATION,
            "page_size=size,\n            connection_ids=connection_ids,",
            "page_size=size,\n            connection_ids=connection_ids if number == 0 else None,",
        ),
    ),
    fault(
        "filter-read-once",
        "A filter that can be read only once is empty on the second page.",
        "paging.filters_go_with_every_page",
        Edit(
            "_serialization/arguments.py",
            "return list(value) if isinstance(value, Iterator) else value",
            "return value",
        ),
    ),
    fault(
        "page-size-zero-accepted",
        "Pages without records are asked for.",
        "paging.what_cannot_be_meant_is_refused_before_anything_is_sent",
        Edit("_pagination.py", "if self.size == 0:", "if self.size is self:"),
    ),
    fault(
        "eager-walk",
        "All pages are read before the first record is given.",
        "paging.a_walk_is_lazy",
        Edit(
            _OPERATION,
            "return _pagination.pages(fetch, walk)",
            "return iter(list(_pagination.pages(fetch, walk)))",
        ),
    ),
    fault(
        "records-before-an-error-lost",
        "An error in mid-walk comes in the place of the records before it.",
        "paging.an_error_in_mid_walk_comes_after_the_records_before_it",
        Edit(
            "_pagination.py",
            "    for page in found:\n        yield from of(page).items()",
            "    for page in list(found):\n        yield from of(page).items()",
        ),
    ),
    fault(
        "awaited-walk-differs",
        "Where pages are awaited, the size is asked for on the first page only.",
        _ONCE,
        Edit(
            "_pagination.py",
            "await fetch(walk.number, walk.size)",
            "await fetch(walk.number, walk.size if walk.number == walk._first else None)",
        ),
    ),
    fault(
        "records-sorted",
        "Records are given in the order of their ids.",
        "agreement.a_walk_gives_what_one_big_page_has",
        Edit(
            "_pagination.py",
            "yield from of(page).items()",
            "yield from sorted(of(page).items(), key=str)",
        ),
    ),
)
