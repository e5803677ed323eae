"""The verdict as people read it."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from attrs import frozen

from ..rules import Rule
from .verdict import RuleResult, Status, Verdict

_WORDS = {Status.HOLDS: "holds", Status.VIOLATED: "VIOLATED", Status.NOT_CHECKED: "not checked"}
_COLOURS = {Status.HOLDS: "green", Status.VIOLATED: "red", Status.NOT_CHECKED: "yellow"}


@frozen
class Line:
    """A line of output, and the colour it has on a terminal."""

    text: str
    colour: str | None = None


def lines(verdict: Verdict, base_url: str) -> Iterator[Line]:
    """Return the verdict, one line for each rule and one for the whole."""
    results = verdict.rules.values()
    width = max(len(result.rule.id) for result in results)
    for result in results:
        yield _line(result, width)
    yield Line("")
    for known in verdict.gone:
        yield Line(f"known, but seen no more: {known.rule} ({known.reason})", "yellow")
    for known in verdict.expired:
        yield Line(f"known until {known.until}, and no longer: {known.rule}", "yellow")
    yield Line(
        f"verdict: {verdict.word.replace('_', ' ')} · {base_url} · "
        f"{verdict.requests} requests in {verdict.seconds:.1f} s · seed {verdict.seed}"
        + (" · interrupted" if verdict.interrupted else ""),
        {"holds": "green", "violated": "red"}.get(verdict.word, "yellow"),
    )


def _line(result: RuleResult, width: int) -> Line:
    word, colour = _WORDS[result.status], _COLOURS[result.status]
    cases = f"{result.cases} case{'s' * (result.cases != 1)}" if result.cases else ""
    remark = result.rule.sentence
    if result.status is Status.NOT_CHECKED:
        remark = result.reason
    elif result.known is not None:
        word, colour = "known", "yellow"
        remark = f"violated, and let be: {result.known}"
    return Line(f"{result.rule.id:<{width}}  {word:<11}  {cases:>9}  {remark}", colour)


def violation(rule: Rule, written: str, shown: object, again: str) -> str:
    """Return what is printed for one violation.

    ``written`` is the pointer to the rule in the document. ``again`` is the command that repeats
    the run; for the rule alone, ``--rules`` is added to it.
    """
    return "\n".join(
        [
            f"{rule.id}: {rule.sentence}",
            f"  written   {written}",
            indent(str(shown), "  "),
            f"  again     {again} --rules {rule.id}",
        ]
    )
