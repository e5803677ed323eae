"""Faulty clients that handle connections, deadlines, copies or `close` wrongly."""

from __future__ import annotations

from .source_edit import Edit, fault

_OWN = "processes.a_forked_process_has_connections_of_its_own"
_ANY_MOMENT = "processes.a_fork_at_any_moment_leaves_each_process_its_connections"
_AT_THE_END = "processes.connections_close_at_the_latest_with_their_event_loop_or_client"
_SLOWLY = "sockets.a_call_to_a_server_that_sends_byte_by_byte_ends_at_the_deadline"
_WITHOUT_HOOKS = Edit("_transport/connections.py", "process = os.getpid()", "process = 0")

FAULTS = (
    fault(
        "http-client-of-the-caller-copied",
        "The client sends requests with a copy of the httpx client of the caller.",
        "user_code.an_http_client_of_any_class_keeps_its_state",
        Edit(
            "_transport/http_clients.py",
            "borrowed.__dict__ = http.__dict__",
            "borrowed.__dict__ = dict(http.__dict__)",
        ),
    ),
    fault(
        "pool-shared-over-fork",
        "A child process uses the connections of its parent process after a fork.",
        _OWN,
        _WITHOUT_HOOKS,
        Edit("_transport/connections.py", 'if hasattr(os, "register_at_fork"):', "if False:"),
    ),
    fault(
        "pool-shared-over-fork-in-c",
        "A child process uses the connections of its parent process after a fork in C code.",
        f"{_ANY_MOMENT}[https-fork_without_hooks]",
        _WITHOUT_HOOKS,
    ),
    fault(
        "pool-of-the-caller-shared-over-fork",
        "A child process uses the connections of its parent in an httpx client of the caller.",
        f"{_ANY_MOMENT}[https-fork_passed_client]",
        Edit(
            "_transport/connections.py",
            "for passed in (self._sync_client, self._async_client):",
            "for passed in ():",
        ),
    ),
    fault(
        "close-notify-from-a-child",
        "A child process sends a TLS close_notify on the connections of its parent process.",
        _OWN,
        Edit("_transport/pools.py", "os.close(shared.detach())", "shared.unwrap()"),
    ),
    fault(
        "shutdown-from-a-child",
        "A child process shuts down the sockets of its parent process.",
        _OWN,
        Edit("_transport/pools.py", "os.close(shared.detach())", "shared.shutdown(2)"),
    ),
    fault(
        "lock-inherited",
        "A child process waits for a lock that a thread of its parent process held at the fork.",
        f"{_ANY_MOMENT}[https-fork_with_held_locks]",
        Edit("_transport/connections.py", "_OpenedClients())", "_OpenedClients(_SHARED_LOCK))"),
        Edit(
            "_transport/connections.py",
            "    def __init__(self) -> None:\n        self.lock = Lock()",
            "    def __init__(self, lock: object) -> None:\n        self.lock = lock",
        ),
        Edit(
            "_transport/connections.py",
            "_ALL: WeakSet[Connections] = WeakSet()",
            "_ALL: WeakSet[Connections] = WeakSet()\n_SHARED_LOCK = Lock()",
        ),
    ),
    fault(
        "event-loop-leaks-connections",
        "The connections of an event loop stay open after the event loop has ended.",
        _AT_THE_END,
        Edit("_transport/connections.py", "self._closing.__anext__().send(None)", "pass"),
    ),
    fault(
        "deleted-client-leaks-connections",
        "The connections of a client that is deleted without being closed stay open.",
        _AT_THE_END,
        Edit("_transport/connections.py", "finalize(self, _close_unused, self._opened)", ""),
    ),
    fault(
        "redirect-followed",
        "The client follows redirects.",
        "sockets.a_redirect_is_not_followed",
        Edit("_transport/exchange.py", "follow_redirects=False", "follow_redirects=True"),
    ),
    fault(
        "body-limit-ignored",
        "The client ignores the maximum size of a body.",
        "sockets.a_body_beyond_the_maximum_size_is_not_read_completely",
        Edit("_transport/exchange.py", "if self._size > self._max_bytes:", "if self._size < 0:"),
    ),
    fault(
        "body-limit-off-by-one",
        "The client accepts a body that is one byte longer than the maximum size.",
        "sockets.a_body_may_have_exactly_the_maximum_size",
        Edit(
            "_transport/exchange.py",
            "if self._size > self._max_bytes:",
            "if self._size > self._max_bytes + 1:",
        ),
    ),
    fault(
        "deadline-ignored",
        "A synchronous call ignores its deadline if the server sends one byte after another.",
        f"{_SLOWLY}[a head-Form.SYNC]",
        Edit(
            "_transport/deadline.py",
            "timeout.now() if isinstance(timeout, StepTimeout) else timeout",
            "timeout",
        ),
        Edit("_transport/exchange.py", "self._deadline.require_time()", "pass"),
    ),
    fault(
        "deadline-ignored-where-awaited",
        "An asynchronous call ignores its deadline if the server sends one byte after another.",
        f"{_SLOWLY}[a head-Form.ASYNC]",
        Edit(
            "_transport/exchange.py",
            "anyio.fail_after(deadline.left())",
            'anyio.fail_after(float("inf"))',
        ),
    ),
    fault(
        "half-a-body-accepted",
        "The client accepts a body that breaks off before its end.",
        "sockets.an_incomplete_response_is_a_transport_error",
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
        "sockets.a_call_to_a_silent_server_ends_after_the_timeout",
        Edit(
            "_transport/exchange.py",
            "Failure(TransportTimeoutError(message)",
            "Failure(TransportError(message)",
        ),
    ),
    fault(
        "with-options-changes-the-original",
        "A copy with other options changes the original client.",
        "lifecycle.a_copy_with_other_options_does_not_change_the_original",
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
        "lifecycle.a_closed_client_raises_an_error_and_sends_no_request",
        Edit("_transport/session.py", "        self._closed = True\n", ""),
        Edit("_transport/connections.py", "            self._closed = True\n", ""),
    ),
    fault(
        "given-client-closed",
        "Closing a client closes the httpx client of the caller.",
        "lifecycle.the_httpx_client_of_the_caller_is_not_closed",
        Edit(
            "_transport/connections.py",
            "http, opened.sync_client = opened.sync_client, None",
            "http, opened.sync_client = self._sync_client or opened.sync_client, None",
        ),
    ),
    fault(
        "cookies-kept",
        "The client sends a cookie of one response with the next request.",
        "lifecycle.a_cookie_of_a_response_is_not_sent_with_the_next_request",
        Edit("_transport/http_clients.py", "cookies=_no_cookies()", "cookies=None"),
    ),
    fault(
        "compressed-body-expanded-at-once",
        "A short compressed body can take a thousand times the maximum size of a body in memory.",
        "sockets.a_body_that_expands_beyond_its_maximum_size_needs_little_memory",
        Edit("_transport/exchange.py", "_SLICE = 1024", "_SLICE = 2**20"),
        Edit("_transport/exchange.py", "else 1\n", "else 1024\n"),
    ),
    fault(
        "infinite-timeout-accepted",
        "The client accepts an infinite timeout.",
        "lifecycle.an_invalid_option_raises_an_error_that_names_the_option",
        Edit("_client.py", "0 < value <= sys.float_info.max", "0 < value"),
    ),
)
