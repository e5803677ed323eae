"""Faulty clients that retry the wrong requests, or retry after a wrong delay."""

from __future__ import annotations

from .source_edit import Edit, fault

_ONLY = "retries.only_retryable_failures_are_retried_up_to_max_retries"
_PASSING = "RETRIED_STATUS_CODES = frozenset({429, 500, 502, 503, 504})"

FAULTS = (
    fault(
        "client-errors-retried",
        "The client retries 400 and 404 responses.",
        "retries.a_response_that_is_not_retryable_is_not_retried",
        Edit("_transport/retry.py", _PASSING, _PASSING.replace("429", "400, 404, 429")),
    ),
    fault(
        "503-not-retried",
        "The client does not retry 503 responses.",
        "retries.each_retryable_failure_is_retried",
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
        "retries.each_retryable_failure_is_retried",
        Edit(
            "_transport/retry.py", "return not outcome.permanent and (", "return not outcome and ("
        ),
    ),
    fault(
        "post-repeated-after-a-transport-of-the-user",
        "The client repeats a POST that a transport of the user may have sent.",
        "user_code.a_post_that_a_transport_or_an_http_client_of_the_user_may_have_sent_is_not_repeated",
        Edit("_transport/exchange.py", " and is_certainly_unsent(error, http)", ""),
    ),
    fault(
        "post-final",
        "The client does not repeat a POST that was never sent.",
        "user_code.a_post_is_repeated_if_the_network_proves_that_it_was_never_sent",
        Edit("_transport/retry.py", "(outcome.unsent or repeatable)", "repeatable"),
    ),
    fault(
        "three-retries-by-default",
        "The client makes three retries by default instead of two.",
        "retries.two_retries_are_the_default_and_zero_is_allowed",
        Edit("client.py", "max_retries: int = 2", "max_retries: int = 3"),
    ),
    fault(
        "retry-after-ignored",
        "The client ignores the Retry-After header.",
        "retries.the_delay_is_the_seconds_of_the_retry_after_header",
        Edit("_transport/retry.py", "outcome.retry_after", "None"),
    ),
    fault(
        "retry-after-date-ignored",
        "The client ignores a date in the Retry-After header.",
        "retries.the_delay_ends_at_the_date_of_the_retry_after_header",
        Edit(
            "_messages.py",
            "date = parsedate_to_datetime(value)",
            'date = parsedate_to_datetime("")',
        ),
    ),
    fault(
        "retry-after-date-misread",
        "The client reads a past date in the Retry-After header as the same time tomorrow.",
        "retries.a_past_date_in_the_retry_after_header_means_no_delay",
        Edit(
            "_messages.py",
            "(date - datetime.now(UTC)).total_seconds()",
            "(date - datetime.now(UTC)).seconds",
        ),
    ),
    fault(
        "retry-after-without-a-cap",
        "The client waits as long as the Retry-After header says, even for an hour.",
        "retries.a_retry_after_header_of_more_than_a_minute_means_no_retry",
        Edit("_transport/retry.py", "delay <= MAX_DELAY and ", ""),
    ),
    fault(
        "retry-after-cut",
        "The client shortens a longer delay of the Retry-After header to one minute and retries.",
        "retries.a_retry_after_header_of_more_than_a_minute_means_no_retry",
        Edit(
            "_transport/retry.py",
            "return delay if delay <= MAX_DELAY",
            "delay = min(delay, MAX_DELAY)\n    return delay if delay",
        ),
    ),
    fault(
        "pause-beyond-the-deadline",
        "The client starts a retry delay that ends after the deadline.",
        "retries.the_delays_of_a_call_end_before_its_deadline",
        Edit("_transport/retry.py", " and delay < deadline.left()", ""),
    ),
    fault(
        "pauses-all-alike",
        "The backoff of the client has no random part.",
        "retries.the_backoff_grows_is_limited_and_is_random",
        Edit("_transport/retry.py", "random.uniform(0.5, 1.0)", "1.0"),
    ),
    fault(
        "pauses-do-not-grow",
        "The backoff of the client does not grow with each retry.",
        "retries.the_backoff_grows_is_limited_and_is_random",
        Edit("_transport/retry.py", "_FIRST_BACKOFF * 2**retries", "_FIRST_BACKOFF"),
    ),
    fault(
        "no-pause-where-awaited",
        "An asynchronous call retries without a delay.",
        "retries.the_delay_is_the_seconds_of_the_retry_after_header",
        Edit("_transport/session.py", "await anyio.sleep(delay)", "pass"),
    ),
)
