"""Clients with faults in their connections, deadlines, copies or `close`."""

from __future__ import annotations

from .source_edit import Edit, fault

FAULTS = (
    fault(
        "redirect-followed",
        "The client follows redirects.",
        "sockets.a_redirect_is_not_followed_and_the_token_goes_nowhere_else",
        Edit("_transport/exchange.py", "follow_redirects=False", "follow_redirects=True"),
    ),
    fault(
        "body-limit-ignored",
        "The client ignores the maximum size of a body.",
        "sockets.a_body_beyond_the_limit_is_not_read_to_its_end",
        Edit("_transport/exchange.py", "if self._size > self._max_bytes:", "if self._size < 0:"),
    ),
    fault(
        "body-limit-off-by-one",
        "The client accepts a body that is one byte longer than the maximum size.",
        "sockets.a_body_may_be_as_long_as_the_limit_and_no_longer",
        Edit(
            "_transport/exchange.py",
            "if self._size > self._max_bytes:",
            "if self._size > self._max_bytes + 1:",
        ),
    ),
    fault(
        "deadline-ignored",
        "A synchronous call ignores its deadline if the server sends one byte after another.",
        "sockets.a_server_that_drips_is_left_at_the_deadline",
        Edit(
            "_transport/deadline.py",
            "timeout.now() if isinstance(timeout, StepTimeout) else timeout",
            "timeout",
        ),
        Edit("_transport/exchange.py", "if self._deadline.passed:", "if self._size < 0:"),
    ),
    fault(
        "deadline-ignored-where-awaited",
        "An asynchronous call ignores its deadline if the server sends one byte after another.",
        "sockets.a_server_that_drips_is_left_at_the_deadline",
        Edit(
            "_transport/exchange.py",
            "anyio.fail_after(deadline.left())",
            'anyio.fail_after(float("inf"))',
        ),
    ),
    fault(
        "half-a-body-accepted",
        "The client accepts a body that breaks off before its end.",
        "sockets.an_answer_that_is_not_whole_is_an_error_of_the_transport",
        Edit(
            "_transport/exchange.py",
            "except httpx.DecodingError:",
            "except (httpx.DecodingError, httpx.NetworkError, httpx.RemoteProtocolError):",
        ),
        Edit(
            "_transport/exchange.py", 'body.problem = "its content encoding is malformed"', "pass"
        ),
    ),
    fault(
        "timeout-is-no-timeout",
        "A timeout raises TransportError instead of TransportTimeoutError.",
        "sockets.a_server_that_is_silent_is_left_after_the_timeout",
        Edit(
            "_transport/exchange.py",
            "Failure(TransportTimeoutError(message)",
            "Failure(TransportError(message)",
        ),
    ),
    fault(
        "with-options-changes-the-original",
        "A copy with other options changes the original client.",
        "lifecycle.a_changed_copy_leaves_its_original_as_it_was",
        Edit(
            "_client.py",
            "        return copy\n",
            "        self._session = copy._session\n        return copy\n",
        ),
    ),
    fault(
        "closing-a-copy-closes-the-original",
        "Closing a copy of a client closes the connections of the original.",
        "lifecycle.closing_a_copy_leaves_its_original_open",
        Edit("_client.py", "owns_connections=False", "owns_connections=True"),
    ),
    fault(
        "use-after-close-works",
        "A closed client opens new connections.",
        "lifecycle.use_after_closing_is_an_error_and_sends_nothing",
        Edit("_transport/session.py", "        self._closed = True\n", ""),
        Edit("_transport/connections.py", "            self._closed = True\n", ""),
    ),
    fault(
        "given-client-closed",
        "Closing a client closes the httpx client of the caller.",
        "lifecycle.an_http_client_that_was_given_is_not_closed",
        Edit(
            "_transport/connections.py",
            "http, self._opened_client = self._opened_client, None",
            "http, self._opened_client = self._sync_client or self._opened_client, None",
        ),
    ),
    fault(
        "cookies-kept",
        "The client sends a cookie of one response with the next request.",
        "lifecycle.a_call_leaves_no_cookie_for_the_next",
        Edit("_transport/connections.py", "cookies=_no_cookies()", "cookies=None"),
    ),
    fault(
        "infinite-timeout-accepted",
        "The client accepts an infinite timeout.",
        "lifecycle.an_option_that_cannot_be_meant_is_refused_by_name",
        Edit("_client.py", "0 < value < math.inf", "0 < value <= math.inf"),
    ),
)
