"""The HTML report of a run. It has one row per rule, and schemathesis renders it."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from ..rules import Rule
from .atomic_write import write_atomically
from .verdict import RuleResult, Status, Verdict


def write_page(
    path: Path, verdict: Verdict, base_url: str, document: str, rerun_command: str
) -> None:
    """Write the HTML report of a verdict.

    Args:
        path: The file to write.
        verdict: The results of the run. All texts in the verdict must be redacted already.
        base_url: The URL of the server under test.
        document: The path of the OpenAPI document.
        rerun_command: The shell command that repeats the run.
    """
    # Imported late, because only runs with `--report` need these slow imports.
    from schemathesis.config import OutputConfig
    from schemathesis.core.failures import Failure
    from schemathesis.engine import Status as Outcome
    from schemathesis.engine.recorder import ScenarioRecorder
    from schemathesis.reporting.html.writer import HtmlWriter

    outcomes = {
        Status.HOLDS: Outcome.SUCCESS,
        Status.VIOLATED: Outcome.FAILURE,
        Status.NOT_CHECKED: Outcome.SKIP,
    }
    with TemporaryDirectory() as folder:
        page = HtmlWriter(
            Path(folder),
            config=OutputConfig(),
            location=document,
            base_url=base_url,
            command=rerun_command,
            seed=verdict.seed,
            checks=list(verdict.rules),
            started_at=time.time() - verdict.seconds,
        )
        for result in verdict.rules.values():
            recorder = ScenarioRecorder(label=result.rule.id)
            if not result.fails:
                outcome = Outcome.SKIP if result.known else outcomes[result.status]
                page.write(recorder, status=outcome, message=_remark(result))
                continue
            for number, violation in enumerate(result.violations):
                failure = Failure(
                    operation=violation.operation,
                    title=result.rule.sentence,
                    message=violation.text,
                )
                recorder.record_check_failure(
                    name=result.rule.id,
                    case_id=f"{result.rule.id}-{number}",
                    code_sample=_commands(result.rule, violation.text, rerun_command),
                    failure=failure,
                )
            page.write(recorder, status=Outcome.FAILURE)
        page.close()
        write_atomically(path, (Path(folder) / "index.html").read_text("utf-8"))


def _remark(result: RuleResult) -> str:
    return f"known violation: {result.known}" if result.known else result.reason


def _commands(rule: Rule, text: str, rerun_command: str) -> str:
    """Return shell commands that reproduce a violation of a rule.

    The first commands send the requests that showed the violation. The last command checks the
    rule again.
    """
    requests = [
        line.partition(" ")[2].strip() for line in text.splitlines() if line[:8] == "request "
    ]
    return "\n".join([*requests, f"{rerun_command} --rules {rule.id}"])
