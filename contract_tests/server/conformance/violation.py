"""What a check says: the contract is violated, or this could not be checked."""

from __future__ import annotations

import json

from _pytest.outcomes import Skipped

from ...contract import Json
from ..transport.exchange import Exchange


class Violation(AssertionError):
    """A server broke its contract.

    ``expected`` and ``seen`` are sentences; ``exchanges`` are the requests that show it, the
    offending one last. ``part`` is what in its answer offends, by JSON Pointer; without it, the
    beginning of the answer is shown.
    """

    def __init__(
        self, expected: str, seen: str, *exchanges: Exchange, part: tuple[str, Json] | None = None
    ) -> None:
        super().__init__(expected, seen)
        self.expected = expected
        self.seen = seen
        self.exchanges = exchanges
        self.part = part

    def __str__(self) -> str:
        lines = [f"request   {exchange.curl()}" for exchange in self.exchanges]
        if self.exchanges:
            last = self.exchanges[-1]
            shown = last.excerpt() if self.part is None else self._shown_part(last, *self.part)
            lines.append(f"answer    {last.summary} {shown}")
        expected, seen = self.expected, self.seen
        if self.exchanges:
            expected, seen = map(self.exchanges[-1].sentence, (expected, seen))
        return "\n".join([*lines, f"expected  {expected}", f"seen      {seen}"])

    @staticmethod
    def _shown_part(exchange: Exchange, pointer: str, value: Json) -> str:
        return f"{pointer or '/'}: {exchange.shortened(json.dumps(value, ensure_ascii=False))}"


class NotChecked(Skipped):
    """A rule that this run cannot check, with the reason. Never counts as holding."""


class NotApplicable(NotChecked):
    """A rule that says nothing about an operation: it is not paged, say, or has no filters."""
