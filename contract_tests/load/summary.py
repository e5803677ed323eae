"""The printed summary of a load run: violations, response times and verdict."""

from __future__ import annotations

from collections.abc import Iterator

from locust.stats import RequestStats, StatsEntry

from ..report import terminal
from .locust_runner import RunResult
from .plan import Plan
from .processor_time import LIMIT as PROCESSOR_LIMIT

_HEADINGS = ("status", "requests", "per s", "median", "95 %", "99 %", "longest")
_ROW = "{:<8}{:>10}{:>9}{:>10}{:>10}{:>10}{:>10}"


def summary_lines(result: RunResult, plan: Plan) -> Iterator[str]:
    """Yield the lines of the summary: violations, a table of response times, and the verdict."""
    checks, verdict = result.checks, result.checks.verdict
    operations = {operation.id: operation for operation in plan.contract.tested}
    for rule_id, total in verdict.rules.items():
        for violation in total.violations:
            location = total.rule.location(operations[violation.operation])
            yield terminal.violation(
                total.rule,
                location,
                violation.text,
                f"{plan.rerun_command} --rules {total.rule.id}",
            )
            share = f"{checks.violations[rule_id]} of {checks.checks[rule_id]} checks"
            yield f"  load      {share} violated the rule"
            yield f"  no load   {plan.suite_command} --rules {rule_id}"
            yield ""
    yield from _response_times(result.stats, verdict.seconds)
    yield ""
    yield _limit(result.processor_share)
    yield from (line.text for line in terminal.lines(verdict, plan.target.base_url))


def _limit(processor_share: float) -> str:
    """Return the line that says whether the load generator or the server limits the load."""
    used = f"the load generator used {processor_share:.0%} of a processor core"
    if round(processor_share, 2) > PROCESSOR_LIMIT:
        return f"limit: {used}, so it limits the requests per second; divide it with --workers N"
    return f"{used} and was not the limit"


def _response_times(stats: RequestStats, seconds: float) -> Iterator[str]:
    """Yield a table of the response times, one row per status code."""
    yield _ROW.format(*_HEADINGS)
    for (status, _method), entry in sorted(stats.entries.items()):
        yield _ROW.format(status, *_cells(entry, seconds))


def _cells(entry: StatsEntry, seconds: float) -> Iterator[str]:
    yield f"{entry.num_requests:,}"
    yield f"{entry.num_requests / seconds:.1f}"
    for share in (0.5, 0.95, 0.99):
        yield _milliseconds(entry.get_response_time_percentile(share))
    yield _milliseconds(entry.max_response_time)


def _milliseconds(microseconds: float) -> str:
    value = microseconds / 1000
    return f"{value:.1f} ms" if value < 10 else f"{value:.0f} ms"
