"""Clients that do not hold what they promise of connections, deadlines, and their own end."""

from __future__ import annotations

from .source_edit import Edit, fault

FAULTS = (
    fault(
        "redirect-followed",
        "A redirect is followed.",
        "sockets.a_redirect_is_not_followed_and_the_token_goes_nowhere_else",
        Edit("_transport/exchange.py", "follow_redirects=False", "follow_redirects=True"),
    ),
    fault(
        "body-limit-ignored",
        "A body is read whatever its size.",
        "sockets.a_body_beyond_the_limit_is_not_read_to_its_end",
        Edit("_transport/exchange.py", "if self._size > self._longest:", "if self._size < 0:"),
    ),
    fault(
        "body-limit-off-by-one",
        "A body may be one byte longer than the limit.",
        "sockets.a_body_may_be_as_long_as_the_limit_and_no_longer",
        Edit(
            "_transport/exchange.py",
            "if self._size > self._longest:",
            "if self._size > self._longest + 1:",
        ),
    ),
    fault(
        "deadline-ignored",
        "A server that drips is never too slow.",
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
        "A server that drips is never too slow where calls are awaited.",
        "sockets.a_server_that_drips_is_left_at_the_deadline",
        Edit("_transport/exchange.py", "within(deadline.left())", 'within(float("inf"))'),
    ),
    fault(
        "half-a-body-accepted",
        "A body that breaks off is taken for the whole.",
        "sockets.an_answer_that_is_not_whole_is_an_error_of_the_transport",
        Edit(
            "_transport/exchange.py",
            "except httpx.DecodingError:",
            "except (httpx.DecodingError, httpx.NetworkError, httpx.RemoteProtocolError):",
        ),
        Edit("_transport/exchange.py", 'self._problem = "its content encoding is broken"', "pass"),
    ),
    fault(
        "timeout-is-no-timeout",
        "A server that is silent is an error like any other.",
        "sockets.a_server_that_is_silent_is_left_after_the_timeout",
        Edit(
            "_transport/exchange.py",
            "Failure(TransportTimeoutError(late)",
            "Failure(TransportError(late)",
        ),
    ),
    fault(
        "with-options-changes-the-original",
        "A copy with other options changes its original.",
        "lifecycle.a_changed_copy_leaves_its_original_as_it_was",
        Edit(
            "_client.py",
            "        return copy\n",
            "        self._session = copy._session\n        return copy\n",
        ),
    ),
    fault(
        "closing-a-copy-closes-the-original",
        "A copy that is closed closes the connections that it shares.",
        "lifecycle.closing_a_copy_leaves_its_original_open",
        Edit("_client.py", "owns_pool=False", "owns_pool=True"),
    ),
    fault(
        "use-after-close-works",
        "A client that was closed opens new connections.",
        "lifecycle.use_after_closing_is_an_error_and_sends_nothing",
        Edit("_transport/session.py", "        self._closed = True\n", ""),
        Edit("_transport/connections.py", "            self._closed = True\n", ""),
    ),
    fault(
        "given-client-closed",
        "An httpx client that was given is closed with ours.",
        "lifecycle.an_http_client_that_was_given_is_not_closed",
        Edit(
            "_transport/connections.py",
            "http, self._sync = self._sync, None",
            "http, self._sync = self._given[0] or self._sync, None",
        ),
    ),
    fault(
        "cookies-kept",
        "A cookie of one call goes with the next.",
        "lifecycle.a_call_leaves_no_cookie_for_the_next",
        Edit("_transport/connections.py", "cookies=_no_cookies()", "cookies=None"),
    ),
    fault(
        "infinite-timeout-accepted",
        "A timeout may be infinite.",
        "lifecycle.an_option_that_cannot_be_meant_is_refused_by_name",
        Edit("_client.py", "0 < value < math.inf", "0 < value <= math.inf"),
    ),
)
