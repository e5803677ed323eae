"""The results of a whole run of the benchmarks, and the files that present the results."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from .picture import picture
from .question import Question


def _machine() -> str:
    system = f"{platform.system()} on {platform.machine()}"
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {system}"


@frozen
class Run:
    """The results of a run of the benchmarks.

    Attributes:
        questions: The results of each benchmark.
        failed: Why groups of benchmarks could not be run, by the name of the group, such as `mock`.
        quick: Whether the run measured with less precision.
        machine: The Python version, the number of cores and the operating system.
    """

    questions: Sequence[Question]
    failed: Mapping[str, str] = field(factory=dict)
    quick: bool = False
    machine: str = field(factory=_machine)

    @property
    def holds(self) -> bool | None:
        """Whether all measured quantities are within their limits.

        None if none exceeds a limit, but a group of benchmarks, such as `mock`, could not be run.
        """
        if not all(question.holds for question in self.questions):
            return False
        return None if self.failed else True

    def as_json(self) -> dict[str, Any]:
        """Return the run as a JSON object for the file that `--json` writes."""
        return {
            "holds": self.holds,
            "machine": self.machine,
            "quick": self.quick,
            "questions": [question.as_json() for question in self.questions],
            "not_measured": dict(self.failed),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Run:
        """Return the results of a run from a JSON object in the format of `as_json`."""
        questions = [Question.from_json(each) for each in value["questions"]]
        return cls(questions, value["not_measured"], value["quick"], value["machine"])

    def write_json(self, file: Path) -> None:
        """Write the run to a file as JSON.

        Raises:
            OSError: If the file cannot be written.
        """
        file.write_text(json.dumps(self.as_json(), indent=1) + "\n", "utf-8")

    def write_pictures(self, folder: Path) -> None:
        """Write a bar chart of the results of each benchmark to a folder.

        The file is named after the benchmark, such as `prefetch.svg`.

        Raises:
            OSError: If a file cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for question in self.questions:
            (folder / f"{question.id}.svg").write_text(picture(question), "utf-8")
