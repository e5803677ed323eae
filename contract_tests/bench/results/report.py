"""Write the pictures of the results, and describe the machine of the run."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from .picture import picture
from .question import Question


def write_pictures(questions: Sequence[Question], folder: Path) -> None:
    """Write the picture of each question to a folder, as `ID.svg`.

    Raises:
        OSError: If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for question in questions:
        (folder / f"{question.id}.svg").write_text(picture(question), "utf-8")


def machine() -> str:
    """Return the processor architecture, the number of cores and the operating system."""
    return f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
