"""Known violations: violations that were reviewed and do not make a run fail.

The option `--known FILE` names a TOML file that lists them, each in a table `[[known]]`. The README
of the contract suite documents the keys.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from ..catalogue import suggestion

_REQUIRED = ("rule", "reason")
_OPTIONAL = ("operation", "contains", "until")


class KnownFileError(Exception):
    """The error for an invalid file of known violations. The message names the invalid entry."""


@frozen
class KnownViolation:
    """An entry in the file of known violations. Violations that match the entry do not fail a run.

    Attributes:
        rule: The id of the violated rule.
        reason: The reason why the violation is accepted.
        operation: The id of the only operation to which the entry applies; None for all operations.
        contains: A text that the printed violation must contain, with any white space between
            words.
        until: The last day on which the entry applies; None for an entry that never expires.
    """

    rule: str
    reason: str
    operation: str | None = None
    contains: str = ""
    until: date | None = None

    def expired(self, today: date) -> bool:
        """Return whether the last day on which this violation is accepted is before `today`."""
        return self.until is not None and today > self.until

    def covers(self, rule: str, operation: str, text: str) -> bool:
        """Return whether this known violation matches a violation that a run found.

        Args:
            rule: The id of the violated rule.
            operation: The id of the operation that violates the rule.
            text: The text of the violation as it is printed.
        """
        return (
            self.rule == rule
            and self.operation in (None, operation)
            and " ".join(self.contains.split()) in " ".join(text.split())
        )


def load(path: Path, rules: Iterable[str], operations: Iterable[str]) -> tuple[KnownViolation, ...]:
    """Read known violations from a file.

    Args:
        path: The TOML file.
        rules: The ids of all rules.
        operations: The ids of all operations.

    Raises:
        KnownFileError: If the file cannot be read, is not valid TOML, or has an invalid entry.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise KnownFileError(
            f"{path}: cannot read the known violations: {error.strerror}"
        ) from None
    except UnicodeDecodeError:
        raise KnownFileError(f"{path}: the file is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise KnownFileError(f"{path}: the file is not valid TOML: {error}") from None
    entries = document.pop("known", [])
    tables = isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)
    if document or not tables:
        raise KnownFileError(f"{path}: the file may contain only [[known]] tables")
    rules, operations = list(rules), list(operations)
    known = []
    for number, entry in enumerate(entries, start=1):
        try:
            known.append(_parse_entry(entry, rules, operations))
        except ValueError as error:
            raise KnownFileError(f"{path}: known violation {number}: {error}") from None

    return tuple(known)


def _parse_entry(entry: dict[str, Any], rules: list[str], operations: list[str]) -> KnownViolation:
    for key in entry:
        if key not in _REQUIRED + _OPTIONAL:
            raise ValueError(
                f"{key}: unknown key; valid keys are {', '.join(sorted(_REQUIRED + _OPTIONAL))}"
            )
    for key in _REQUIRED:
        if key not in entry:
            raise ValueError(f"{key} is required")
    for key in entry.keys() - {"until"}:
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise ValueError(f"{key}: must be a string that is not blank")
    # A datetime is an instance of date, but cannot be compared with a date.
    if "until" in entry and type(entry["until"]) is not date:
        raise ValueError("until: must be a date such as 2030-12-31, without quotes")
    _require_existing("rule", entry["rule"], rules)
    if "operation" in entry:
        _require_existing("operation", entry["operation"], operations)
    return KnownViolation(**entry)


def _require_existing(key: str, name: str, existing: list[str]) -> None:
    if name not in existing:
        hint = suggestion(name, existing, f"the verdict of a run lists every {key}")
        raise ValueError(f"{key}: {name!r} is unknown; {hint}")
