"""Render a verdict as the workflow commands of GitHub, which annotate a run with violations."""

from __future__ import annotations

from collections.abc import Iterator

from ...contract import Json
from .likely_causes import likely_causes
from .saved_verdict import Outcome, reasons_not_judged, results
from .words import headline, rerun_command


def workflow_commands(verdict: Json) -> Iterator[str]:
    """Yield GitHub workflow commands for the rules that are violated or were not checked.

    The violations come first, because GitHub shows only the first ten annotations of a step.
    """
    ordered = list(results(verdict))
    for cause in likely_causes(verdict, ordered):
        rule, reason = cause.first.rule, cause.first.operation["reason"]
        text = "\n".join([rule["sentence"], *cause.sentences, reason])
        if cause.others:
            rules = ", ".join(dict.fromkeys(other.rule["id"] for other in cause.others))
            text += f"\n{cause.also}: {rules}. {cause.consequence}".rstrip()
        rerun = rerun_command(cause.first)
        if rerun:
            text += f"\nCheck the rule again: {rerun}"
        yield _command("error", rule["id"], text)
    reasons = reasons_not_judged(ordered)
    for reason in reasons:
        yield _command("error", "not judged", reason)
    for result in ordered:
        if result.outcome is Outcome.KNOWN:
            yield _command("notice", result.rule["id"], f"known violation: {result.known}")
    unchecked = [r for r in ordered if r.outcome is Outcome.NOT_CHECKED]
    if unchecked:
        lines = [f"{r.rule['id']}: {r.operation['reason']}" for r in unchecked]
        yield _command(
            "notice", f"{len({r.rule['id'] for r in unchecked})} not checked", "\n".join(lines)
        )
    if not ordered or (verdict["verdict"] == "not_judged" and not reasons):
        yield _command("error", "not judged", headline(verdict))


def _command(level: str, title: str, message: str) -> str:
    # A property ends at a comma or a colon, and a command at the end of the line.
    name = _escape(title).replace(":", "%3A").replace(",", "%2C")
    return f"::{level} title={name}::{_escape(message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
