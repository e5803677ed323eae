"""The folder with the reports of a run. The option `--report DIR` names the folder.

Each report is written to a temporary file, which is renamed when the report is complete.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from ..target_file import Target
from .atomic_write import partial_path, write_atomically
from .verdict import Verdict

if TYPE_CHECKING:
    from .har import HarLog

VERDICT, HAR = "verdict.json", "requests.har"

#: The smallest number of seconds between two saves of the verdict during a run.
_SAVE_INTERVAL = 1.0


@define
class ReportFolder:
    """The folder with a run's reports: the verdict, the request log, and the rendered reports."""

    path: Path
    har: HarLog | None = field(default=None, init=False)
    _saved: float = field(default=0.0, init=False)

    def make_room(self) -> None:
        """Create the folder for reports, and delete the reports of a previous run from it.

        Raises:
            OSError: If the folder cannot be created or a report cannot be deleted.
        """
        from .rendering.files import RENDERED

        self.path.mkdir(parents=True, exist_ok=True)
        for name in (VERDICT, HAR, *RENDERED):
            (self.path / name).unlink(missing_ok=True)
            partial_path(self.path / name).unlink(missing_ok=True)

    @property
    def page(self) -> Path:
        """The path of the report page, a file in HTML."""
        from .rendering.files import PAGE

        return self.path / PAGE

    def log_requests(self, target: Target) -> HarLog:
        """Create the request log of a run, and return an observer that writes to the log."""
        # Imported late, because only runs with `--report` need this slow import.
        from .har import HarLog

        self.har = HarLog(self.path / HAR, target)
        return self.har

    def begin_check(self, rule: str, check: str) -> None:
        """Set the rule and the check that the following entries of the request log name."""
        if self.har is not None:
            self.har.check = f"{rule}: {check}"

    def save(self, verdict: Verdict) -> None:
        """Write the results of the run so far to the file `verdict.json`."""
        text = json.dumps(verdict.as_json(), indent=2, ensure_ascii=False) + "\n"
        # A server may send half of a surrogate pair, which UTF-8 cannot encode.
        write_atomically(self.path / VERDICT, text.encode("utf-8", "backslashreplace").decode())
        self._saved = time.monotonic()

    def save_now_and_then(self, verdict: Verdict) -> None:
        """Write the results so far if the last results were written more than a second ago."""
        if time.monotonic() - self._saved > _SAVE_INTERVAL:
            self.save(verdict)

    def finish(self, verdict: Verdict) -> None:
        """Complete the request log, and write the verdict and the reports that show the verdict."""
        # Imported late, because only runs with `--report` need these slow imports.
        from .rendering.files import render_all
        from .rendering.saved_verdict import read

        if self.har is not None:
            self.har.close()
            self.har = None
        self.save(verdict)
        render_all(read(self.path / VERDICT), self.path)
