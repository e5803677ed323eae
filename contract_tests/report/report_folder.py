"""What ``--report DIR`` writes, kept whole at any moment of a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest.junitxml import xml_key
from attrs import define, field

from ..target_file import Target
from .atomic_write import part_of, write_whole
from .html_page import write_page
from .verdict import Verdict

if TYPE_CHECKING:
    from .har import HarLog

VERDICT, JUNIT, HAR, PAGE = "verdict.json", "junit.xml", "requests.har", "report.html"


@define
class ReportFolder:
    """The folder of one run's reports. The verdict in it is as far as the run has come."""

    path: Path
    har: HarLog | None = field(default=None, init=False)

    def make_room(self) -> None:
        """Make the folder, and leave no report of another run in it. Raises OSError."""
        self.path.mkdir(parents=True, exist_ok=True)
        for name in (VERDICT, JUNIT, HAR, PAGE):
            (self.path / name).unlink(missing_ok=True)
            part_of(self.path / name).unlink(missing_ok=True)

    @property
    def junit_part(self) -> Path:
        """Where pytest is to write its XML."""
        return part_of(self.path / JUNIT)

    def log_requests(self, target: Target) -> HarLog:
        """Begin the log of all requests."""
        # As for the page: only who asks for a report waits until this is loaded.
        from .har import HarLog

        self.har = HarLog(self.path / HAR, target)
        return self.har

    def save(self, verdict: Verdict) -> None:
        """Write the verdict as it is now."""
        text = json.dumps(verdict.as_json(), indent=2, ensure_ascii=False) + "\n"
        # Half a character, which a server may send, is no UTF-8.
        write_whole(self.path / VERDICT, text.encode("utf-8", "backslashreplace").decode())

    def take_junit(self, config: pytest.Config) -> None:
        """Put the XML in its place, after pytest has written it."""
        if self.junit_part.exists():
            self.junit_part.replace(self.path / JUNIT)
            # What pytest says about the file at the very end names this one, then.
            config.stash[xml_key].logfile = str(self.path / JUNIT)

    def finish(self, verdict: Verdict, base_url: str, document: str, again: str) -> None:
        """Write all that is written once, at the end of a run."""
        if self.har is not None:
            self.har.close()
            self.har = None
        write_page(self.path / PAGE, verdict, base_url, document, again)
