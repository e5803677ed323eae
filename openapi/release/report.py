"""The report of the checks of the distributions: their results as a table, and the exit status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple


class Status(Enum):
    """The status of a check of a distribution: the check holds, fails or was not run."""

    HOLDS = "holds"
    FAILS = "FAILS"
    NOT_CHECKED = "not checked"


class Finding(NamedTuple):
    """The result of a check of a distribution.

    Attributes:
        subject: The name of the check.
        status: Whether the check holds, fails or was not run.
        detail: Further information, such as the output of a failed program.
    """

    subject: str
    status: Status
    detail: str = ""


def table(findings: Sequence[Finding]) -> str:
    """Return a table with a line for each check, followed by the details of failed checks."""
    width = max(len(finding.subject) for finding in findings)
    lines = [_line(finding, width) for finding in findings]
    for finding in findings:
        if finding.status is Status.FAILS:
            lines += ["", f"{finding.subject}:", finding.detail]
    return "\n".join(lines)


def exit_status(findings: Iterable[Finding]) -> int:
    """Return 1 if a check fails, 2 if no check was run, and 0 otherwise."""
    statuses = {finding.status for finding in findings}
    if Status.FAILS in statuses:
        return 1
    return 0 if Status.HOLDS in statuses else 2


def _line(finding: Finding, width: int) -> str:
    detail = "" if finding.status is Status.FAILS else finding.detail
    return f"{finding.subject:<{width}}  {finding.status.value:<11}  {detail}".rstrip()
