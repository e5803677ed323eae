"""The verdict as schemathesis's own page of HTML, a row for each rule."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from ..rules import Rule
from .atomic_write import write_whole
from .verdict import RuleResult, Status, Verdict


def write_page(path: Path, verdict: Verdict, base_url: str, document: str, again: str) -> None:
    """Write the page. All that it shows is taken from the verdict, and as fit to be shown."""
    # Only who asks for a report waits until these are loaded.
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
            command=again,
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
            for number, found in enumerate(result.violations):
                failure = Failure(
                    operation=found.operation, title=result.rule.sentence, message=found.text
                )
                recorder.record_check_failure(
                    name=result.rule.id,
                    case_id=f"{result.rule.id}-{number}",
                    code_sample=_how_to_see_it(result.rule, found.text, again),
                    failure=failure,
                )
            page.write(recorder, status=Outcome.FAILURE)
        page.close()
        write_whole(path, (Path(folder) / "index.html").read_text("utf-8"))


def _remark(result: RuleResult) -> str:
    return f"known: {result.known}" if result.known else result.reason


def _how_to_see_it(rule: Rule, text: str, again: str) -> str:
    requests = [
        line.partition(" ")[2].strip() for line in text.splitlines() if line[:8] == "request "
    ]
    return "\n".join([*requests, f"{again} --rules {rule.id}"])
