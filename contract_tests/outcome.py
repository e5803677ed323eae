"""What the end of a check means: for the verdict, and for pytest's own report."""

from __future__ import annotations

import pytest

from .redaction.secrets import fit_to_show
from .report import terminal
from .report.verdict import Verdict
from .run import ServerSuite
from .server.conformance.violation import NotApplicable, NotChecked, Violation
from .server.runner.hypothesis_runs import EnoughError
from .server.transport.session import OverBudget, Unjudgeable


def enter(
    suite: ServerSuite,
    verdict: Verdict,
    rule: str,
    report: pytest.TestReport,
    error: BaseException,
) -> None:
    """Enter what a check raised into the verdict, and make the report say it to people."""
    result = verdict.rules[rule]
    error = _first_violation(error)
    match error:
        case Violation():
            last = error.exchanges[-1]
            operation = last.case.operation
            text = fit_to_show(str(error), last.secrets)
            found = verdict.violated(rule, operation.id, text)
            written = result.rule.written(operation)
            report.longrepr = terminal.violation(result.rule, written, text, suite.options.again)
            if found.known is not None:
                report.outcome = "skipped"
                report.wasxfail = f"known: {found.known.reason}"
        case NotApplicable():
            result.inapplicable.append(suite.fit_to_show(str(error)))
        case NotChecked():
            result.unfinished.append(suite.fit_to_show(str(error)))
        case OverBudget():
            text = suite.fit_to_show(str(error))
            result.unfinished.append(text)
            report.outcome = "skipped"
            report.longrepr = (*report.location[:1], report.location[1] or 0, text)
        case Unjudgeable():
            text = suite.fit_to_show(str(error))
            result.errors.append(text)
            report.longrepr = f"could not be judged: {text}"
        case _:  # a defect of ours
            text = suite.fit_to_show(" ".join(str(error).split()) or type(error).__name__)
            result.errors.append(text)
            report.longrepr = suite.fit_to_show(report.longreprtext)


def _first_violation(error: BaseException) -> BaseException:
    if isinstance(error, EnoughError) and error.__cause__ is not None:
        return error.__cause__
    if isinstance(error, BaseExceptionGroup):
        group = error.subgroup(Violation) or error
        return _first_violation(group.exceptions[0])
    return error
