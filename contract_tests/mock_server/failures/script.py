"""Scripts: which requests fail, how and how often. `script.schema.json` describes the format."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from ...catalogue import suggestion
from ..files import checked_file
from ..files.checked_file import CheckedFile
from .kinds import FAILURES
from .step import Step

_KEYS_OF_STATUS = frozenset({"retry_after", "headers", "body"})
_KEYS_OF_RESPONSES = frozenset({"status", "seconds", "location", *_KEYS_OF_STATUS})

SCHEMA = Path(__file__).parent / "script.schema.json"


class Script:
    """A list of steps: failures, each with the requests for which the mock server shall fail.

    A step is removed after its last request. Threads may use one script at the same time.
    """

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._original = tuple(steps)
        self._steps = list(self._original)
        self._lock = threading.Lock()

    def add(self, steps: Iterable[Step]) -> None:
        """Add steps to the end of the script."""
        with self._lock:
            self._steps += steps

    def clear(self) -> None:
        """Remove all steps of the script."""
        with self._lock:
            self._steps.clear()

    def reset(self) -> None:
        """Restore the steps with which the script was created."""
        with self._lock:
            self._steps[:] = self._original

    def waiting(self) -> list[Step]:
        """Return the steps that have requests left.

        The attribute `times` of each step is the number of requests that are left.
        """
        with self._lock:
            return list(self._steps)

    def take(self, method: str, path: str, query: str) -> Step | None:
        """Return the first step that applies to a request. The step then has one request less left.

        The arguments are those of `Step.matches`. The result is None if no step applies.
        """
        with self._lock:
            for at, step in enumerate(self._steps):
                if not step.matches(method, path, query):
                    continue
                if isinstance(step.times, int):
                    remaining = step.times - 1
                    self._steps[at : at + 1] = (
                        [attrs.evolve(step, times=remaining)] if remaining else []
                    )
                return step
            return None


def read_script(path: Path) -> list[Step]:
    """Read the steps of a script from a file: JSON if its name ends with `.json`, otherwise YAML.

    Raises:
        FileError: If the file cannot be read or is invalid. The message names the file, the line
            and the JSON Pointer of the first wrong value.
    """
    return _build(checked_file.read(path, SCHEMA))


def parse_script(text: str, name: str) -> list[Step]:
    """Return the steps of a script in JSON.

    Args:
        text: The script.
        name: The name of the script in error messages.

    Raises:
        FileError: If the script is invalid.
    """
    return _build(checked_file.parse(text, name, SCHEMA, is_json=True))


def build_script(steps: Sequence[Mapping[str, Any]]) -> list[Step]:
    """Return the steps of a script that Python code has made.

    Raises:
        FileError: If a step is invalid.
    """
    return _build(checked_file.check([*steps], "script", SCHEMA))


def _build(file: CheckedFile) -> list[Step]:
    for at, item in enumerate(file.content):
        _check_step(file, at, item)
    return [Step(**item) for item in file.content]


def _check_step(file: CheckedFile, at: int, item: Mapping[str, Any]) -> None:
    failure = item.get("failure")
    if not {"status", "failure", "delay"} & item.keys():
        file.fail((at,), "the step has neither status nor failure nor delay.")
    if failure is None:
        applicable = frozenset({"status", *(_KEYS_OF_STATUS if "status" in item else ())})
    elif failure in FAILURES:
        applicable = FAILURES[failure].keys
    else:
        hint = suggestion(str(failure), FAILURES, f"the failures are {', '.join(FAILURES)}")
        file.fail((at, "failure"), f"{json.dumps(failure)} is not a failure; {hint}.")
    for key in item:
        if key in _KEYS_OF_RESPONSES and key not in applicable:
            subject = f"the failure {failure}" if failure else "a step without status or failure"
            file.fail((at, key), f"the key {key} does not apply to {subject}.")
