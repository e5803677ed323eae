"""Violations that changed data cannot explain: certain violations and recurring violations.

In contrast, a plain `Violation` may be due to data that changed between two requests.
"""

from __future__ import annotations

from ...contract import Json
from ..transport.exchange import Exchange
from .violation import Violation


class CertainViolation(Violation):
    """Raised for a response that is wrong even if the data change or the server fails temporarily.

    Such a response is reported at once. An example is a 200 response to an invalid token.
    """


class RecurringViolation(Violation):
    """Raised for a wrong response that a temporary failure of the server may explain.

    The violation is reported only if the response recurs. An example is a 403 response in place of
    a 401.
    """


def violation_of_response(
    expected: str,
    actual: str,
    exchange: Exchange,
    part: tuple[str, Json] | None = None,
    source: str = "",
    since: str = "",
) -> Violation:
    """Return a violation that one response shows, without a comparison with other responses.

    A complete response with a 2xx status is a certain violation. A temporary failure of the server
    may explain an error status or an incomplete response.
    """
    certain = 200 <= exchange.status < 300 and not exchange.body_error
    kind = CertainViolation if certain else RecurringViolation
    return kind(expected, actual, exchange, part=part, source=source, since=since)
