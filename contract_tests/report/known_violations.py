"""Reviewed violations, which do not fail a run: ``--known FILE``.

The file is TOML, with one ``[[known]]`` table for each violation; what it may hold is in the
README of the contract suite.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from attrs import frozen

_REQUIRED = ("rule", "reason")
_OPTIONAL = ("operation", "contains", "until")


class KnownError(Exception):
    """A file of known violations that cannot be used. The message says where and what to do."""


@frozen
class Known:
    """One reviewed violation: of which rule, and why it is let be.

    It is only about one ``operation``, only about violations whose text ``contains`` something,
    and only up to and including the day ``until``, where these are given.
    """

    rule: str
    reason: str
    operation: str | None = None
    contains: str = ""
    until: date | None = None

    def expired(self, today: date) -> bool:
        """Return whether the day has passed until which the violation was let be."""
        return self.until is not None and today > self.until

    def covers(self, rule: str, operation: str, text: str) -> bool:
        """Return whether a violation is the one that was reviewed."""
        return (
            self.rule == rule
            and self.operation in (None, operation)
            and " ".join(self.contains.split()) in " ".join(text.split())
        )


def load(path: Path, rules: Iterable[str], operations: Iterable[str]) -> tuple[Known, ...]:
    """Read a file of known violations of these rules and operations, by their ids.

    Raises :class:`KnownError` if it cannot be read, is not TOML, or has an entry that lacks a key,
    has an unknown one, or names a rule or an operation that does not exist.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise KnownError(f"{path}: cannot read the known violations: {error.strerror}") from None
    except UnicodeDecodeError:
        raise KnownError(f"{path}: not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise KnownError(f"{path}: not a TOML file: {error}") from None
    entries = document.pop("known", [])
    tables = isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)
    if document or not tables:
        raise KnownError(f"{path}: holds [[known]] tables and nothing else")
    rules, operations = list(rules), list(operations)
    found = []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(_known(entry, rules, operations))
        except ValueError as error:
            raise KnownError(f"{path}: known violation {number}: {error}") from None
    return tuple(found)


def _known(entry: dict[str, Any], rules: list[str], operations: list[str]) -> Known:
    for key in entry:
        if key not in _REQUIRED + _OPTIONAL:
            raise ValueError(
                f"{key}: unknown key; known are {', '.join(sorted(_REQUIRED + _OPTIONAL))}"
            )
    for key in _REQUIRED:
        if key not in entry:
            raise ValueError(f"{key} is required")
    for key in entry.keys() - {"until"}:
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise ValueError(f"{key}: must be a string that says something")
    # A moment is a date to Python, but not one that a day can be compared with.
    if "until" in entry and type(entry["until"]) is not date:
        raise ValueError("until: must be a date such as 2030-12-31, without quotes")
    _one_of("rule", entry["rule"], rules)
    if "operation" in entry:
        _one_of("operation", entry["operation"], operations)
    return Known(**entry)


def _one_of(key: str, name: str, existing: list[str]) -> None:
    if name not in existing:
        close = get_close_matches(name, existing, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there is no {key} of this name"
        raise ValueError(f"{key}: {name!r} is unknown; {hint}")
