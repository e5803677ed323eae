"""Clients that try again when they should not, or not when they should, or at the wrong moment."""

from __future__ import annotations

from .source_edit import Edit, fault

_ONLY = "retries.only_what_may_pass_is_tried_again_and_as_often_as_was_said"
_PASSING = "PASSING = frozenset({429, 500, 502, 503, 504})"

FAULTS = (
    fault(
        "client-errors-retried",
        "A 400 and a 404 are tried again.",
        "retries.what_would_be_answered_alike_again_is_sent_once",
        Edit("_transport/retry.py", _PASSING, _PASSING.replace("429", "400, 404, 429")),
    ),
    fault(
        "503-not-retried",
        "A 503 is final.",
        "retries.what_may_pass_is_sent_again",
        Edit("_transport/retry.py", _PASSING, _PASSING.replace(" 503,", "")),
    ),
    fault(
        "one-retry-too-many",
        "There is one more retry than was asked for.",
        _ONLY,
        Edit(
            "_transport/retry.py",
            "if retries < self._max_retries",
            "if retries <= self._max_retries",
        ),
    ),
    fault(
        "connection-errors-final",
        "A connection that breaks is not tried again.",
        "retries.what_may_pass_is_sent_again",
        Edit("_transport/retry.py", "if self.outcome.final or not (", "if self.outcome or not ("),
    ),
    fault(
        "three-retries-by-default",
        "There is a third retry, though nobody asked for it.",
        "retries.two_retries_are_the_default_and_none_can_be_asked_for",
        Edit("client.py", "max_retries: int = 2", "max_retries: int = 3"),
    ),
    fault(
        "retry-after-ignored",
        "What the server asks for is not waited for.",
        "retries.retry_after_in_seconds_is_waited_for",
        Edit(
            "_transport/retry.py", 'retry_after(self.answer().headers.get("retry-after"))', "None"
        ),
    ),
    fault(
        "retry-after-date-ignored",
        "Retry-After is understood in seconds only.",
        "retries.retry_after_as_a_date_is_waited_for",
        Edit(
            "_transport/retry.py",
            "when = parsedate_to_datetime(value)",
            'when = parsedate_to_datetime("")',
        ),
    ),
    fault(
        "retry-after-date-misread",
        "A date in the past is taken for the same time of tomorrow.",
        "retries.a_date_that_is_past_asks_for_no_pause",
        Edit(
            "_transport/retry.py",
            "(when - datetime.now(UTC)).total_seconds()",
            "(when - datetime.now(UTC)).seconds",
        ),
    ),
    fault(
        "retry-after-without-a-cap",
        "A server may have a caller wait for an hour.",
        "retries.who_asks_for_more_than_a_minute_gets_no_second_request",
        Edit("_transport/retry.py", "asked <= LONGEST_WAIT and ", ""),
    ),
    fault(
        "retry-after-cut",
        "Who asks for more than a minute is asked again after a minute.",
        "retries.who_asks_for_more_than_a_minute_gets_no_second_request",
        Edit(
            "_transport/retry.py",
            "return asked if asked <= LONGEST_WAIT",
            "asked = min(asked, LONGEST_WAIT)\n        return asked if asked",
        ),
    ),
    fault(
        "pause-beyond-the-deadline",
        "A pause may end after the call has to.",
        "retries.the_pauses_of_a_call_end_before_its_deadline",
        Edit("_transport/retry.py", " and asked < self._deadline.left()", ""),
    ),
    fault(
        "pauses-all-alike",
        "Callers that failed together come back together.",
        "retries.pauses_grow_are_bounded_and_differ_from_call_to_call",
        Edit("_transport/retry.py", "random.uniform(0.5, 1.0)", "1.0"),
    ),
    fault(
        "pauses-do-not-grow",
        "Every pause is as long as the first.",
        "retries.pauses_grow_are_bounded_and_differ_from_call_to_call",
        Edit("_transport/retry.py", "_FIRST_PAUSE * 2**retries", "_FIRST_PAUSE"),
    ),
    fault(
        "no-pause-where-awaited",
        "Where calls are awaited, the next attempt comes at once.",
        "retries.retry_after_in_seconds_is_waited_for",
        Edit("_transport/session.py", "await sleep(pause)", "pass"),
    ),
)
