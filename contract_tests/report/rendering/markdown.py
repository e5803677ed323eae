"""Render verdicts and comparisons as Markdown, for job summaries and pull requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...contract import Json
from .comparison import MAX_RUNS, Change, Comparison, RuleHistory
from .likely_causes import LikelyCause, headline_with_causes, likely_causes
from .saved_verdict import Outcome, Result, reasons_not_judged, results
from .words import count_rules, count_unchanged, outcome_word, rerun_command, started, symbol

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~@$&-])")

_MAX_VIOLATIONS = 10
_MAX_LENGTH = 4000  # characters of one violation; GitHub refuses summaries of more than 1 MiB


def summary(verdict: Json) -> str:
    """Return a verdict as Markdown, with the violations first."""
    return "\n".join(_summary(verdict)) + "\n"


def _summary(verdict: Json) -> Iterator[str]:
    ordered = list(results(verdict))
    causes = likely_causes(verdict, ordered)
    yield f"## {symbol(verdict['verdict'])} {escape(headline_with_causes(verdict, causes))}"
    yield ""
    yield escape(" · ".join(filter(None, _facts(verdict))))
    yield ""
    for cause in causes[:_MAX_VIOLATIONS]:
        yield from _cause(cause)
    if len(causes) > _MAX_VIOLATIONS:
        further = count_rules(len(causes) - _MAX_VIOLATIONS, "further violation")
        yield f"The page also shows {further}."
        yield ""
    for reason in reasons_not_judged(ordered):
        yield f"> Not judged: {escape(_one_line(reason))}"
        yield ""
    yield "<details><summary>All rules</summary>"
    yield ""
    yield "| | rule | cases | |"
    yield "| --- | --- | ---: | --- |"
    several = len({result.operation["operation"] for result in ordered}) > 1
    for result in ordered:
        operation = f" ({escape(result.operation['operation'])})" if several else ""
        yield (
            f"| {symbol(result.outcome.value)} {result.outcome.value} "
            f"| `{result.rule['id']}`{operation} "
            f"| {result.operation['cases']} | {escape(_remark(result))} |"
        )
    yield ""
    yield "</details>"


def _facts(verdict: Json) -> Iterator[str]:
    document = verdict["document"]
    yield verdict["target"]["name"]
    yield f"{document['title']} {document['version']}".strip()
    yield f"{verdict['requests']} requests in {verdict['seconds']:.1f} s"
    yield f"profile {verdict['profile']}" if verdict["profile"] else ""
    yield f"seed {verdict['seed']}"


def _cause(cause: LikelyCause) -> Iterator[str]:
    """Yield Markdown lines on a likely cause: a violation, the explanation, and the other rules."""
    first = cause.first
    yield f"### `{first.rule['id']}` {escape(first.rule['sentence'])}"
    yield ""
    for sentence in cause.sentences:
        yield f"- {escape(sentence)}"
    if cause.sentences:
        yield ""
    texts = [one["message"] for one in first.operation["violations"]]
    yield from fenced((texts or [first.operation["reason"]])[0][:_MAX_LENGTH])
    if len(texts) > 1:
        further = count_rules(len(texts) - 1, "further failure")
        yield f"The page also shows {further} of this rule."
        yield ""
    command = rerun_command(first)
    if command:
        yield f"Check the rule again: {code(command)}"
        yield ""
    if not cause.others:
        return
    rules = ", ".join(dict.fromkeys(f"`{other.rule['id']}`" for other in cause.others))
    yield f"<details><summary>{cause.also}</summary>"
    yield ""
    yield f"{rules}. {escape(cause.consequence)}".rstrip()
    yield ""
    for other in cause.others:
        yield f"#### `{other.rule['id']}` {escape(other.rule['sentence'])}"
        yield ""
        yield from fenced(other.operation["reason"][:_MAX_LENGTH])
    yield "</details>"
    yield ""


def _remark(result: Result) -> str:
    if result.outcome is Outcome.KNOWN:
        return f"accepted because: {result.known}"
    if result.outcome in (Outcome.NOT_CHECKED, Outcome.NOT_JUDGED):
        return _one_line(result.operation["reason"])
    return str(result.rule["sentence"])


def comparison(found: Comparison) -> str:
    """Return a comparison as Markdown, with the rules that broke or are no longer checked first."""
    return "\n".join(_comparison(found)) + "\n"


def _comparison(found: Comparison) -> Iterator[str]:
    word = "Worse than before" if found.is_worse else "Not worse than before"
    yield f"## {symbol('violated' if found.is_worse else 'holds')} {word}"
    yield ""
    for name, before, after in found.settings:
        yield f"- The {name} differs: {code(before)} before, {code(after)} now."
    if found.settings:
        yield ""
    for change in Change:
        rules = found.of(change)
        if not rules:
            continue
        yield f"### {change.value}"
        yield ""
        for one in rules:
            before, after = outcome_word(one.before), outcome_word(one.after)
            yield f"- `{one.rule}` ({before} → {after}) {escape(one.sentence)}"
            if one.change.is_worse and one.reason:
                yield ""
                yield from (f"  {line}" for line in fenced(one.reason[:_MAX_LENGTH]))
        yield ""
    if found.still_violated:
        yield "### Still violated"
        yield ""
        for result in found.still_violated:
            yield f"- `{result.rule['id']}` {escape(result.rule['sentence'])}"
        yield ""
    yield f"{count_unchanged(found.unchanged, len(found.still_violated))}."


def history(verdicts: Sequence[Json], rules: Sequence[RuleHistory]) -> str:
    """Return the outcomes of rules over time as Markdown, with a column for each run."""
    several = len({one.operation for one in rules}) > 1
    lines = [
        "| rule | now | since | " + " | ".join(started(one) for one in verdicts[-MAX_RUNS:]) + " |",
        "| --- | --- | --- |" + " --- |" * len(verdicts[-MAX_RUNS:]),
    ]
    for one in rules:
        name = f"`{one.rule}`" + (f" {escape(one.operation)}" if several else "")
        now = outcome_word(one.latest)
        cells = " | ".join(symbol(outcome_word(each)) for each in one.outcomes[-MAX_RUNS:])
        lines.append(f"| {name} | {now} | {started(verdicts[one.since])} | {cells} |")
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Return a text of one line in which no character has a meaning in Markdown."""
    return _SPECIAL.sub(r"\\\1", _one_line(text)).replace("\\<", "&lt;").replace("\\@", "@&#8203;")


def code(text: str) -> str:
    """Return a text as inline code in Markdown."""
    fence = "`" * (_longest_run(text) + 1)
    blank = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{blank}{_one_line(text)}{blank}{fence}"


def fenced(text: str) -> Iterator[str]:
    """Yield the lines of a code block in Markdown that shows a text."""
    fence = "`" * max(3, _longest_run(text) + 1)
    yield f"{fence}text"
    yield from text.splitlines()
    yield fence
    yield ""


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _one_line(text: str) -> str:
    return " ".join(text.split())
