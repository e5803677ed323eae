"""Exceptions that a check raises if a server violates a rule, or if a rule cannot be checked."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Hashable

from _pytest.outcomes import Skipped

from ... import pointer
from ...contract import Json
from ..transport.curl import curl_command
from ..transport.exchange import Exchange

#: Parts of an expectation that differ between two requests with the same failure.
_DETAILS = re.compile(r"[0-9A-Fa-f]{8}[0-9A-Fa-f-]{24,28}|[0-9]+")

_MAX_LISTED_RECORDS = 5


class Violation(AssertionError):
    """Raised if a server violates the contract.

    Args:
        expected: A description of the expected response.
        actual: A description of the actual response.
        exchanges: The requests that show the violation. The last response is the wrong response.
        part: The JSON Pointer and the value of the wrong part of the last response body.
        records: The keys of the records that are wrong or missing.

    Attributes:
        further: Other failures of the same rule.
    """

    def __init__(
        self,
        expected: str,
        actual: str,
        *exchanges: Exchange,
        part: tuple[str, Json] | None = None,
        records: Collection[str] = (),
    ) -> None:
        super().__init__(expected, actual)
        self.expected = expected
        self.actual = actual
        self.exchanges = exchanges
        self.part = part
        self.records = sorted(records)
        self.further: tuple[Violation, ...] = ()

    def repeats(self, other: Violation) -> bool:
        """Return whether this violation shows the same failure as another violation.

        The failure is the same if the expectations, statuses, methods and credentials are equal,
        and if the last request has all parameters of the other request.
        """
        return self._kind == other._kind and self._parameters >= other._parameters

    @property
    def _kind(self) -> Hashable:
        expected = _DETAILS.sub("…", self.expected)
        if not self.exchanges:
            return expected
        last = self.exchanges[-1]
        return expected, last.status, last.request.method, last.request.credential

    @property
    def _parameters(self) -> frozenset[str]:
        """The names of the parameters in the query string of the last request."""
        return frozenset(name for last in self.exchanges[-1:] for name, _ in last.request.query)

    def __str__(self) -> str:
        lines = []
        for exchange in self.exchanges:
            lines.append(f"request   {curl_command(exchange)}")
            lines.append(f"response  {exchange.summary} {self.evidence(exchange)}")
        lines.append(f"expected  {self.masked(self.expected)}")
        lines.append(f"actual    {self.masked(self.actual)}")
        if self.records:
            lines.append(f"records   {', '.join(self.records[:_MAX_LISTED_RECORDS])}")
        return "\n".join(lines)

    def masked(self, text: str) -> str:
        """Return a text with amounts and names replaced if the run masks them."""
        return self.exchanges[-1].mask_sentence(text) if self.exchanges else text

    def evidence(self, exchange: Exchange) -> str:
        """Return the part of a response body that shows the violation, on one line.

        The part is the value at the JSON Pointer of the violation, or else the keys of the records.
        A body without records is shown from its beginning.
        """
        if self.part is not None:
            location, value = self.part
            if exchange is self.exchanges[-1]:
                return _shown(exchange, location, value)
            try:
                return _shown(exchange, location, pointer.resolve(exchange.decoded, location))
            except (KeyError, IndexError, TypeError, ValueError):
                pass
        return _summary_of_records(exchange, self.records) or exchange.excerpt()


def list_some(keys: Collection[str], most: int = 3) -> str:
    """Return a text with the first keys in alphabetical order, and the number of other keys."""
    listed = ", ".join(sorted(keys)[:most]) or "none"
    return f"{listed} and {len(keys) - most} more" if len(keys) > most else listed


def _shown(exchange: Exchange, location: str, value: Json) -> str:
    return f"{location or '/'}: {exchange.shorten(json.dumps(value, ensure_ascii=False))}"


def _summary_of_records(exchange: Exchange, concerned: Collection[str]) -> str:
    """Return the number and the keys of the records in a body; empty for a body without records."""
    pagination = exchange.request.operation.pagination
    if pagination is None or exchange.status != 200:
        return ""
    try:
        records = pointer.resolve(exchange.decoded, pagination.records)
    except (KeyError, IndexError, TypeError, ValueError):
        return ""
    if not isinstance(records, dict):
        return ""
    if not records:
        return f"{pagination.records}: no records"
    count = f"{len(records)} record{'s' * (len(records) != 1)}"
    found = [key for key in concerned if key in records]
    if found:
        return f"{pagination.records}: {count}, among them {exchange.shorten(list_some(found))}"
    return f"{pagination.records}: {count}: {exchange.shorten(list_some(records))}"


class NotChecked(Skipped):
    """Raised if a run cannot check a rule. The message is the reason.

    In the verdict, such a rule is neither satisfied nor violated.
    """


class NotApplicable(NotChecked):
    """Raised if a rule cannot apply, such as a pagination rule to an operation without pages."""
