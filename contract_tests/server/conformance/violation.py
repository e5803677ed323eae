"""Exceptions that a check raises if a server violates a rule, or if a rule cannot be checked."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable

from _pytest.outcomes import Skipped
from attrs import frozen

from ... import pointer
from ...contract import Json
from ...redaction.secrets import redact_and_escape
from ..transport.curl import curl_command
from ..transport.exchange import Exchange, cut_around_difference
from .record_difference import RecordCount, RecordDifference, count, list_some

#: Parts of an expectation that differ between two requests with the same failure.
_DETAILS = re.compile(
    r"[0-9A-Fa-f]{8}[0-9A-Fa-f-]{24,28}|(\bno|[0-9]+) (own )?(matching )?records?|[0-9]+"
)

#: How many characters at the end of an incomplete body are shown.
_MAX_END = 160

#: How a body begins a byte that is not UTF-8.
_NOT_UTF_8 = "\\x"


class Violation(AssertionError):
    """Raised if a server violates the contract.

    Args:
        expected: A description of the expected response.
        actual: A description of the actual response.
        exchanges: The requests that show the violation. The last response is wrong; the responses
            before it are the references that it is compared with.
        wrong: The number of wrong responses, which are the last ones.
        reference: A noun phrase for the references, such as *the records without a page number*.
        part: The JSON Pointer and the value of the wrong part of the last response body.
        records: The keys of the records that are wrong or missing.
        count: The expected and the actual number of records.
        source: A URI fragment that refers to the part of the document that states the expectation;
            empty if the rule states it.
        since: A clause that follows the word *since*, with the reason for the expectation; empty
            for the reason of the rule.

    Attributes:
        further: Other failures of the same rule.
    """

    def __init__(
        self,
        expected: str,
        actual: str,
        *exchanges: Exchange,
        wrong: int = 1,
        reference: str = "",
        part: tuple[str, Json] | None = None,
        records: RecordDifference | None = None,
        count: RecordCount | None = None,
        source: str = "",
        since: str = "",
    ) -> None:
        super().__init__(expected, actual)
        self.expected = expected
        self.actual = actual
        self.exchanges = exchanges
        self.wrong = wrong
        self.reference = reference
        self.part = part
        self.records = records or RecordDifference()
        self.count = count
        self.source = source
        self.since = since
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
        for shown in self.shown:
            lines.append(f"{'request' if shown.is_wrong else 'reference':<10}{shown.request}")
            times = f" ({shown.times} times)" if shown.times > 1 else ""
            lines.append(f"response  {shown.exchange.summary} {shown.evidence}{times}")
        lines.append(f"expected  {self.masked(self.expected)}")
        lines.append(f"actual    {self.masked(self.actual)}")
        lines += self.records.lines()
        return "\n".join(lines)

    def masked(self, text: str) -> str:
        """Return a text with amounts and names replaced if the run masks them."""
        return self.exchanges[-1].mask_sentence(text) if self.exchanges else text

    @property
    def shown(self) -> list[ShownExchange]:
        """The requests with the parts of the responses that show the violation.

        Equal requests with equal responses are listed once.
        """
        found: dict[Hashable, ShownExchange] = {}
        references = len(self.exchanges) - self.wrong
        evidence = self._evidence()
        for number, exchange in enumerate(self.exchanges):
            key = (curl_command(exchange), exchange.status, exchange.content)
            times = found.pop(key).times + 1 if key in found else 1
            found[key] = ShownExchange(exchange, evidence[number], number >= references, times)
        return list(found.values())

    def _evidence(self) -> list[str]:
        """Return the part of each response body that shows the violation, on one line.

        The part is the value at the JSON Pointer of the violation, or else the number and the keys
        of the records. A body without records is shown from its beginning. Long parts are cut
        around the first character at which they differ.
        """
        texts = [self._whole_evidence(exchange) for exchange in self.exchanges]
        return cut_around_difference(texts)

    def _whole_evidence(self, exchange: Exchange) -> str:
        if self.part is not None:
            location, value = self.part
            if exchange is self.exchanges[-1]:
                return _shown(exchange, location, value)
            try:
                return _shown(exchange, location, pointer.resolve(exchange.decoded, location))
            except (KeyError, IndexError, TypeError, ValueError):
                pass
        if exchange.body_error and exchange.content:
            text = exchange.redacted_body
            end = f"… {text[-_MAX_END:]}" if len(text) > _MAX_END else text
            return f"{end} (the body ends here)"
        body = exchange.redacted_body
        if body.find(_NOT_UTF_8) > _MAX_END:
            return f"… {body[body.find(_NOT_UTF_8) - _MAX_END // 2 :]}"
        return self._summary_of_records(exchange) or body or "(no body)"

    def _summary_of_records(self, exchange: Exchange) -> str:
        """Return a text with the number of the records in a body, and some keys of the records.

        The text is empty for a body without records.
        """
        pagination = exchange.request.operation.pagination
        if pagination is None or exchange.status != 200:
            return ""
        try:
            records = pointer.resolve(exchange.decoded, pagination.records)
        except (KeyError, IndexError, TypeError, ValueError):
            return ""
        if not isinstance(records, dict):
            return ""
        text = f"{pagination.records}: {count(len(records))}"
        wrong = [key for key in self.records.wrong if key in records]
        # If the number of records is wrong, their keys say nothing more.
        if self.count is None and records:
            if wrong and len(wrong) < len(records):
                text += f", among them {list_some(wrong)}"
            elif wrong or not self.records.wrong:
                text += f": {list_some(records)}"
        return redact_and_escape(text, exchange.secrets)


@frozen
class ShownExchange:
    """A request with its response, in the form in which a report on a violation shows them."""

    exchange: Exchange
    evidence: str
    """The part of the response body that shows the violation, on one line."""
    is_wrong: bool
    """Whether the response is wrong; otherwise, the response is a reference for comparison."""
    times: int
    """The number of times that the violation has this request with this response."""

    @property
    def request(self) -> str:
        """The request as a curl command."""
        return curl_command(self.exchange)


def _shown(exchange: Exchange, location: str, value: Json) -> str:
    return f"{location or '/'}: {exchange.redacted_part(json.dumps(value, ensure_ascii=False))}"


class NotChecked(Skipped):
    """Raised if a run cannot check a rule. The message is the reason.

    In the verdict, such a rule is neither satisfied nor violated.
    """


class NotApplicable(NotChecked):
    """Raised if a rule cannot apply, such as a pagination rule to an operation without pages."""
