"""What a run says at its end."""

from __future__ import annotations

from collections.abc import Iterator

from locust.stats import RequestStats, StatsEntry

from ..report import terminal
from .locust_runner import Result
from .locust_user import ANSWER
from .plan import Plan

_HEADINGS = ("answer", "requests", "per s", "median", "95 %", "99 %", "longest")
_WIDTHS = "{:<8}{:>10}{:>9}{:>10}{:>10}{:>10}{:>10}"


def lines(result: Result, plan: Plan) -> Iterator[str]:
    """Return the violations, the verdict rule by rule, and how fast answers came."""
    tally, verdict = result.tally, result.tally.verdict
    operations = {operation.id: operation for operation in plan.contract.tested}
    for id_, found in verdict.rules.items():
        for violation in found.violations:
            written = found.rule.location(operations[violation.operation])
            yield terminal.violation(found.rule, written, violation.text, plan.again)
            share = f"{tally.violated[id_]} of {tally.checks[id_]} checks"
            yield f"  load      in {share}; the command above asks without any"
            yield ""
    yield from _answers(result.stats, verdict.seconds)
    yield ""
    yield from (line.text for line in terminal.lines(verdict, plan.target.base_url))


def _answers(stats: RequestStats, seconds: float) -> Iterator[str]:
    yield _WIDTHS.format(*_HEADINGS)
    for (name, kind), entry in sorted(stats.entries.items()):
        if kind == ANSWER:
            yield _WIDTHS.format(name, *_figures(entry, seconds))


def _figures(entry: StatsEntry, seconds: float) -> Iterator[str]:
    yield f"{entry.num_requests:,}"
    yield f"{entry.num_requests / seconds:.1f}"
    for share in (0.5, 0.95, 0.99):
        yield f"{entry.get_response_time_percentile(share):.0f} ms"
    yield f"{entry.max_response_time:.0f} ms"
