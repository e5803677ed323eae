"""Clients that retry the wrong requests, too often, too rarely or after a wrong delay."""

from __future__ import annotations

from .source_edit import Edit, fault

_ONLY = "retries.only_what_may_pass_is_tried_again_and_as_often_as_was_said"
_PASSING = "RETRIED_STATUS_CODES = frozenset({429, 500, 502, 503, 504})"

FAULTS = (
    fault(
        "client-errors-retried",
        "The client retries 400 and 404 responses.",
        "retries.what_would_be_answered_alike_again_is_sent_once",
        Edit("_transport/retry.py", _PASSING, _PASSING.replace("429", "400, 404, 429")),
    ),
    fault(
        "503-not-retried",
        "The client does not retry 503 responses.",
        "retries.what_may_pass_is_sent_again",
        Edit("_transport/retry.py", _PASSING, _PASSING.replace(" 503,", "")),
    ),
    fault(
        "one-retry-too-many",
        "The client makes one retry more than allowed.",
        _ONLY,
        Edit(
            "_transport/retry.py",
            "if retries >= max_retries",
            "if retries > max_retries",
        ),
    ),
    fault(
        "connection-errors-final",
        "The client does not retry after a connection error.",
        "retries.what_may_pass_is_sent_again",
        Edit(
            "_transport/retry.py", "return not outcome.permanent and (", "return not outcome and ("
        ),
    ),
    fault(
        "three-retries-by-default",
        "The client makes three retries by default instead of two.",
        "retries.two_retries_are_the_default_and_none_can_be_asked_for",
        Edit("client.py", "max_retries: int = 2", "max_retries: int = 3"),
    ),
    fault(
        "retry-after-ignored",
        "The client ignores the Retry-After header.",
        "retries.retry_after_in_seconds_is_waited_for",
        Edit("_transport/retry.py", "outcome.retry_after", "None"),
    ),
    fault(
        "retry-after-date-ignored",
        "The client ignores a date in the Retry-After header.",
        "retries.retry_after_as_a_date_is_waited_for",
        Edit(
            "_messages.py",
            "date = parsedate_to_datetime(value)",
            'date = parsedate_to_datetime("")',
        ),
    ),
    fault(
        "retry-after-date-misread",
        "The client reads a past date in the Retry-After header as the same time tomorrow.",
        "retries.a_date_that_is_past_asks_for_no_pause",
        Edit(
            "_messages.py",
            "(date - datetime.now(UTC)).total_seconds()",
            "(date - datetime.now(UTC)).seconds",
        ),
    ),
    fault(
        "retry-after-without-a-cap",
        "The client waits as long as the Retry-After header says, even for an hour.",
        "retries.who_asks_for_more_than_a_minute_gets_no_second_request",
        Edit("_transport/retry.py", "delay <= MAX_DELAY and ", ""),
    ),
    fault(
        "retry-after-cut",
        "The client shortens a longer delay of the Retry-After header to one minute and retries.",
        "retries.who_asks_for_more_than_a_minute_gets_no_second_request",
        Edit(
            "_transport/retry.py",
            "return delay if delay <= MAX_DELAY",
            "delay = min(delay, MAX_DELAY)\n    return delay if delay",
        ),
    ),
    fault(
        "pause-beyond-the-deadline",
        "The client starts a retry delay that ends after the deadline.",
        "retries.the_pauses_of_a_call_end_before_its_deadline",
        Edit("_transport/retry.py", " and delay < deadline.left()", ""),
    ),
    fault(
        "pauses-all-alike",
        "The backoff of the client has no random part.",
        "retries.pauses_grow_are_bounded_and_differ_from_call_to_call",
        Edit("_transport/retry.py", "random.uniform(0.5, 1.0)", "1.0"),
    ),
    fault(
        "pauses-do-not-grow",
        "The backoff of the client does not grow with each retry.",
        "retries.pauses_grow_are_bounded_and_differ_from_call_to_call",
        Edit("_transport/retry.py", "_FIRST_BACKOFF * 2**retries", "_FIRST_BACKOFF"),
    ),
    fault(
        "no-pause-where-awaited",
        "An asynchronous call retries without a delay.",
        "retries.retry_after_in_seconds_is_waited_for",
        Edit("_transport/session.py", "await anyio.sleep(delay)", "pass"),
    ),
)
