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
        questions: The results, one for each question, such as how fast a client decodes.
        failed: The reason for each subject, such as `mock`, that could not be measured, by subject.
        quick: Whether the run measured with less precision.
        machine: The Python version, the number of cores and the operating system.
    """

    questions: Sequence[Question]
    failed: Mapping[str, str] = field(factory=dict)
    quick: bool = False
    machine: str = field(factory=_machine)

    @property
    def holds(self) -> bool | None:
        """Whether all figures are within their limits.

        None if no figure exceeds its limit, but a subject, such as `mock`, could not be measured.
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
        """Return the run from a JSON object that the method `as_json` has returned."""
        questions = [Question.from_json(each) for each in value["questions"]]
        return cls(questions, value["not_measured"], value["quick"], value["machine"])

    def write_json(self, file: Path) -> None:
        """Write the run to a file as JSON.

        Raises:
            OSError: If the file cannot be written.
        """
        file.write_text(json.dumps(self.as_json(), indent=1) + "\n", "utf-8")

    def write_pictures(self, folder: Path) -> None:
        """Write a picture of each question's figures to a folder, as `ID.svg`.

        `ID` is the id of the question, such as `prefetch`.

        Raises:
            OSError: If a file cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for question in self.questions:
            (folder / f"{question.id}.svg").write_text(picture(question), "utf-8")
