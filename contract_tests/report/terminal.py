"""Format the violations and the verdict of a run for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import indent

from attrs import frozen

from ..rules import Rule
from .verdict import OperationResult, RuleResult, Status, Verdict

_WORDS = {Status.HOLDS: "holds", Status.VIOLATED: "VIOLATED", Status.NOT_CHECKED: "not checked"}
_COLOURS = {Status.HOLDS: "green", Status.VIOLATED: "red", Status.NOT_CHECKED: "yellow"}


MOCK_MUST_FOLLOW = (
    "The embedded mock server does not read the document. If the document has changed on purpose, "
    "change the mock server too: contract_tests/README.md, section The mock server, names the "
    "files."
)
"""The explanation that follows a violation of a rule by the embedded mock server."""


@frozen
class Line:
    """A line of terminal output and its colour."""

    text: str
    colour: str | None = None


def lines(verdict: Verdict, target: str) -> Iterator[Line]:
    """Yield the lines that report a run of the contract suite on the terminal.

    The lines show the result of each rule, the parameters without a rule, the known violations that
    expired or no longer occur, and the verdict.

    Args:
        verdict: The verdict of the run.
        target: The name of the server under test, such as its URL.
    """
    results = verdict.rules.values()
    width = max(len(result.rule.id) for result in results)
    several = len({name for result in results for name in result.operations}) > 1
    # The reasons are long, so that the table only refers to them.
    short = {
        reason: f"{operation} cannot be tested, see below"
        for operation, reason in verdict.unreachable.items()
    }
    for result in results:
        yield _line(result, width, short)
        if several:
            yield from _operation_lines(result, width, short)
    for one in verdict.unchecked_parameters:
        remark = f"{one.operation}: {one.reason}"
        yield Line(f"{one.parameter:<{width}}  {'not checked':<11}  {'':>9}  {remark}", "yellow")
    if verdict.unreachable:
        yield Line("")
    for reason in verdict.unreachable.values():
        yield Line(reason, "yellow")
    yield from closing_lines(verdict, target)


def closing_lines(verdict: Verdict, target: str) -> Iterator[Line]:
    """Yield the lines after the table of rules: known violations, and the verdict."""
    yield Line("")
    for known in verdict.no_longer_occurring:
        yield Line(f"known violation no longer occurs: {known.rule} ({known.reason})", "yellow")
    for known in verdict.expired:
        yield Line(f"known violation expired after {known.until}: {known.rule}", "yellow")
    yield Line(
        f"verdict: {verdict.word.replace('_', ' ')} · {target} · "
        f"{verdict.requests} requests in {verdict.seconds:.1f} s · seed {verdict.seed}"
        + (" · interrupted" if verdict.interrupted else ""),
        {"holds": "green", "violated": "red"}.get(verdict.word, "yellow"),
    )


def _line(result: RuleResult, width: int, short: Mapping[str, str]) -> Line:
    word, colour = _WORDS[result.status], _COLOURS[result.status]
    cases = _cases(result)
    remark = result.rule.sentence
    if result.status is Status.NOT_CHECKED:
        remark = short.get(result.reason, result.reason)
    elif result.known is not None:
        word, colour = "known", "yellow"
        remark = f"violated, accepted because: {result.known}"
    return Line(f"{result.rule.id:<{width}}  {word:<11}  {cases:>9}  {remark}", colour)


def _cases(result: RuleResult | OperationResult) -> str:
    return f"{result.cases} case{'s' * (result.cases != 1)}" if result.cases else ""


def _operation_lines(result: RuleResult, width: int, short: Mapping[str, str]) -> Iterator[Line]:
    """Yield a line for each operation if the rule has different results for the operations."""
    if len({one.status for one in result.operations.values()}) < 2:
        return
    for one in result.operations.values():
        word, colour = _WORDS[one.status], _COLOURS[one.status]
        cases = _cases(one)
        remark = one.operation
        if one.status is Status.NOT_CHECKED and one.reason not in short:
            remark += f": {one.reason}"
        yield Line(f"{'':<{width}}  {word:<11}  {cases:>9}  {remark}", colour)


def violation(rule: Rule, location: str, text: object, rerun_command: str) -> str:
    """Return the text of a violation for the terminal.

    Args:
        rule: The violated rule.
        location: The JSON Pointer to the rule in the OpenAPI document.
        text: The expected and the actual behaviour, with the requests that show the violation.
        rerun_command: The shell command that checks the rule again.
    """
    return "\n".join(
        [
            f"{rule.id}: {rule.sentence}",
            f"  document  {location}",
            indent(str(text), "  "),
            f"  rerun     {rerun_command}",
        ]
    )


def with_other_rules(text: str, rule_ids: list[str]) -> str:
    """Return the text of a violation, followed by the other rules that fail for the same reason."""
    rules = ", ".join(rule_ids)
    return f"{text}\n  also      {len(rule_ids)} other rules fail for the same reason: {rules}"
