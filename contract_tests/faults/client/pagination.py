"""Faulty clients whose iterators lose, repeat or reorder records."""

from __future__ import annotations

from .source_edit import Edit, fault

_OPERATION = "api/client_balances/list_client_balances.py"
_ONCE = "pagination.each_record_is_yielded_once_in_the_order_of_the_server"
_WHILE = (
    "        while pagination.advance(page := calls.page(pagination.request())):\n"
    "            calls.start(pagination.request())\n"
    "            yield page\n"
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
            "        asked = int(pagination.size or 0)\n"
            + _WHILE
            + "            if len(pagination.records_of(page)) < asked:\n"
            "                return\n",
        ),
    ),
    fault(
        "last-page-dropped",
        "The iterators do not yield a last page that is shorter than the others.",
        _ONCE,
        Edit(
            "_pagination.py",
            "if not records:",
            "if not records or self.number and len(records) < int(self.size or 0):",
        ),
    ),
    fault(
        "size-not-adapted",
        "The iterators keep the requested page size even if the server returns shorter pages.",
        "pagination.the_page_size_is_adapted_to_a_server_that_limits_it",
        Edit("_pagination.py", "self.size = str(len(records))", "pass"),
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
            "_pagination.py",
            "query=[*query, *rest]",
            "query=[*query, *rest] if not self.number else query",
        ),
    ),
    fault(
        "arguments-read-at-the-first-page",
        "The iterators read and check their arguments when the first page is requested.",
        "pagination.arguments_are_checked_and_copied_when_the_function_is_called",
        Edit(
            _OPERATION,
            "    return _pagination.iter_pages(",
            "    yield from _pagination.iter_pages(",
        ),
        Edit(
            _OPERATION,
            "    return _pagination.iter_records(",
            "    yield from _pagination.iter_records(",
        ),
    ),
    fault(
        "page-size-zero-accepted",
        "The iterators accept page size 0.",
        "pagination.an_invalid_argument_of_an_iterator_is_an_error_before_the_first_request",
        Edit("_pagination.py", '.strip("0")', ""),
    ),
    fault(
        "eager-walk",
        "The iterators fetch all pages before they yield the first record.",
        "pagination.pages_are_fetched_lazily",
        Edit(
            "_pagination.py",
            "return _records(calls, Pagination(pages, request))",
            "return iter([*_records(calls, Pagination(pages, request))])",
        ),
    ),
    fault(
        "records-before-an-error-lost",
        "If a page is an error, the iterators raise the error before they yield earlier records.",
        "pagination.an_error_on_a_later_page_is_raised_after_the_earlier_records",
        Edit(
            "_pagination.py",
            _WHILE.replace("yield page", "yield from pagination.records_of(page).items()"),
            "        for page in list(_pages(calls, pagination)):\n"
            "            yield from pagination.records_of(page).items()\n",
        ),
    ),
    fault(
        "awaited-walk-differs",
        "The asynchronous iterators send the page size with the first page only.",
        _ONCE,
        Edit(
            "_pagination.py",
            "        while pagination.advance(page := await calls.page(pagination.request())):\n",
            "        while pagination.advance(page := await calls.page(pagination.request())):\n"
            "            pagination.size = None\n",
        ),
    ),
    fault(
        "records-sorted",
        "The iterators sort the records by their ids.",
        "agreement.the_iterators_yield_the_records_of_one_large_page",
        Edit(
            "_pagination.py",
            "yield from pagination.records_of(page).items()",
            "yield from sorted(pagination.records_of(page).items(), key=str)",
        ),
    ),
    fault(
        "prefetch-without-effect",
        "The iterators request the next page only when it is due, although prefetch is True.",
        "prefetch.only_the_next_page_is_requested_while_a_page_is_used",
        Edit("_pagination.py", "if self._prefetch:", "if self._prefetch is None:"),
    ),
    fault(
        "prefetch-always",
        "The iterators request the next page ahead, although prefetch is False.",
        "pagination.pages_are_fetched_lazily",
        Edit("_pagination.py", "if self._prefetch:", "if self._prefetch is not None:"),
    ),
    fault(
        "prefetched-error-raised-early",
        "The iterators raise an error of the next page before they yield the current page.",
        "prefetch.an_error_of_the_next_page_is_raised_when_the_page_is_due",
        Edit(
            "_pagination.py",
            "self._started = start_call(self._client, self._operation, request)",
            "self._started = start_call(self._client, self._operation, request)\n"
            "            self._started._thread.join()\n"
            "            if isinstance(self._started._outcome[0].error, Exception):\n"
            "                raise self._started._outcome[0].error",
        ),
    ),
    fault(
        "prefetch-outlives-the-iterator",
        "A closed iterator does not cancel the request for the next page.",
        "prefetch.the_request_for_the_next_page_is_cancelled",
        Edit("_pagination.py", "            self._started.cancel()", "            pass"),
    ),
    fault(
        "prefetch-outlives-the-client",
        "A closed client does not cancel the request of an iterator for the next page.",
        "prefetch.closing_the_client_ends_the_delay_before_a_retry",
        Edit("_transport/session.py", "call.cancel()", "pass"),
    ),
    fault(
        "prefetch-not-awaited",
        "A closed asynchronous iterator does not wait for the end of the cancelled request.",
        "prefetch.the_request_of_a_task_for_the_next_page_is_cancelled",
        Edit(
            "_transport/background_calls.py",
            "with anyio.CancelScope(shield=True):\n            await self._done.wait()",
            "del anyio",
        ),
    ),
    fault(
        "prefetch-not-awaited-by-a-cancelled-caller",
        "A cancelled caller does not wait for the end of the cancelled request.",
        "prefetch.a_cancelled_caller_cancels_the_request_for_the_next_page",
        Edit("_transport/background_calls.py", "shield=True", "shield=False"),
    ),
    fault(
        "prefetch-loses-the-context",
        "The iterators request the next page outside of the context of the caller.",
        "prefetch.the_next_page_is_requested_in_the_context_of_the_caller",
        Edit(
            "_transport/background_calls.py",
            "copy_context().run",
            "(lambda function: function())",
        ),
    ),
    fault(
        "prefetched-page-of-a-closed-client",
        "The iterators yield a page that was requested ahead, although the client is closed.",
        "prefetch.a_page_of_a_closed_client_is_not_yielded",
        Edit("_client.py", "    _session(client).require_open()\n", ""),
    ),
    fault(
        "prefetch-requires-threads",
        "The iterators fail if the thread for the next page cannot start.",
        "prefetch.an_iterator_works_without_threads",
        Edit("_transport/background_calls.py", "suppress(RuntimeError)", "suppress()"),
    ),
    fault(
        "fork-within-prefetch",
        "A forked process waits forever for the page that its parent process has requested.",
        "processes.a_fork_at_any_moment_leaves_each_process_its_connections"
        "[https-fork_within_prefetch]",
        Edit(
            "_transport/background_calls.py",
            "return self._make(None) if outcome is None else _unwrap(outcome)",
            "return _unwrap(outcome)",
        ),
    ),
    fault(
        "prefetch-delays-the-exit",
        "The exit of Python waits for the requests for the next pages.",
        "processes.a_request_for_the_next_page_does_not_delay_the_exit_of_the_interpreter",
        Edit("_transport/background_calls.py", "daemon=True", "daemon=False"),
    ),
    fault(
        "prefetched-pages-kept",
        "The iterators keep each page that was requested ahead in memory.",
        "prefetch.at_most_two_pages_are_in_memory_and_three_with_prefetch",
        Edit(
            "_pagination.py",
            "        self._started = None\n        return page",
            '        self.__dict__.setdefault("kept", []).append(page)\n'
            "        self._started = None\n        return page",
        ),
    ),
)
