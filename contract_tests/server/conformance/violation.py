"""Exceptions that a check raises if a server violates a rule, or if a rule cannot be checked."""

from __future__ import annotations

import json

from _pytest.outcomes import Skipped

from ...contract import Json
from ..transport.curl import curl_command
from ..transport.exchange import Exchange


class Violation(AssertionError):
    """Raised if a server violates the contract.

    Args:
        expected: A description of the expected response.
        actual: A description of the actual response.
        exchanges: The requests that show the violation. The last response is the wrong response.
        part: The JSON Pointer and the value of the wrong part of the last response body. By
            default, the message shows the beginning of the body.
    """

    def __init__(
        self, expected: str, actual: str, *exchanges: Exchange, part: tuple[str, Json] | None = None
    ) -> None:
        super().__init__(expected, actual)
        self.expected = expected
        self.actual = actual
        self.exchanges = exchanges
        self.part = part

    def __str__(self) -> str:
        lines = [f"request   {curl_command(exchange)}" for exchange in self.exchanges]
        expected, actual = self.expected, self.actual
        if self.exchanges:
            last = self.exchanges[-1]
            shown = last.excerpt() if self.part is None else self._shown_part(last, *self.part)
            lines.append(f"response  {last.summary} {shown}")
            expected, actual = map(last.mask_sentence, (expected, actual))
        return "\n".join([*lines, f"expected  {expected}", f"actual    {actual}"])

    @staticmethod
    def _shown_part(exchange: Exchange, pointer: str, value: Json) -> str:
        return f"{pointer or '/'}: {exchange.shorten(json.dumps(value, ensure_ascii=False))}"


class NotChecked(Skipped):
    """Raised if a run cannot check a rule. The message is the reason.

    In the verdict, such a rule is neither satisfied nor violated.
    """


class NotApplicable(NotChecked):
    """Raised if a rule cannot apply, such as a pagination rule to an operation without pages."""
