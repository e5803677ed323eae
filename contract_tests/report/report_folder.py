"""The folder with the reports of a run. The option `--report DIR` names the folder.

Each report is written to a temporary file, which is renamed when the report is complete.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest.junitxml import xml_key
from attrs import define, field

from ..target_file import Target
from .atomic_write import partial_path, write_atomically
from .html_page import write_page
from .verdict import Verdict

if TYPE_CHECKING:
    from .har import HarLog

VERDICT, JUNIT, HAR, PAGE = "verdict.json", "junit.xml", "requests.har", "report.html"


@define
class ReportFolder:
    """The folder with a run's reports: the verdict, JUnit XML, an HTML page and a request log."""

    path: Path
    har: HarLog | None = field(default=None, init=False)

    def make_room(self) -> None:
        """Create the folder for reports, and delete the reports of a previous run from it.

        Raises:
            OSError: If the folder cannot be created or a report cannot be deleted.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        for name in (VERDICT, JUNIT, HAR, PAGE):
            (self.path / name).unlink(missing_ok=True)
            partial_path(self.path / name).unlink(missing_ok=True)

    @property
    def junit_part(self) -> Path:
        """The temporary path to which pytest writes the JUnit XML report during a run."""
        return partial_path(self.path / JUNIT)

    def log_requests(self, target: Target) -> HarLog:
        """Create the request log of a run, and return an observer that writes to the log."""
        # Imported late, because only runs with `--report` need this slow import.
        from .har import HarLog

        self.har = HarLog(self.path / HAR, target)
        return self.har

    def save(self, verdict: Verdict) -> None:
        """Write the results of the run so far to the file `verdict.json`."""
        text = json.dumps(verdict.as_json(), indent=2, ensure_ascii=False) + "\n"
        # A server may send half of a surrogate pair, which UTF-8 cannot encode.
        write_atomically(self.path / VERDICT, text.encode("utf-8", "backslashreplace").decode())

    def take_junit(self, config: pytest.Config) -> None:
        """Move the JUnit XML report of pytest from its temporary path to its final path."""
        if self.junit_part.exists():
            self.junit_part.replace(self.path / JUNIT)
            # pytest prints this path in its summary.
            config.stash[xml_key].logfile = str(self.path / JUNIT)

    def finish(self, verdict: Verdict, base_url: str, document: str, rerun_command: str) -> None:
        """Complete the request log and write the HTML page at the end of a run."""
        if self.har is not None:
            self.har.close()
            self.har = None
        write_page(self.path / PAGE, verdict, base_url, document, rerun_command)
