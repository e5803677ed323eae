"""A difference between two documents, and the list into which they are collected."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from textwrap import shorten
from typing import Any

from openapi.changes.model.classification import Class, Direction, Kind
from openapi.changes.model.node import ABSENT, Node


@dataclass(frozen=True)
class Subject:
    """From where a place is looked at.

    Attributes:
        direction: Whether the caller sends or receives what stands there.
        subject: What it is called in a sentence.
        path: The way from the subject into its value, such as `networkBalances.*.name`.
        is_text: Whether its values are written as text, as in parameters and headers.
    """

    direction: Direction
    subject: str
    path: str = ""
    is_text: bool = False

    def into(self, step: str) -> Subject:
        """Return the scope of a member (`name`), of every member (`*`) or every item (`[]`)."""
        joined = f"{self.path}{step}" if step == "[]" else f"{self.path}.{step}".lstrip(".")
        return replace(self, path=joined)

    def __str__(self) -> str:
        """Return what a sentence calls it."""
        return f"`{self.path}` in {self.subject}" if self.path else self.subject


@dataclass(frozen=True)
class Difference:
    """One difference, and what it means.

    Attributes:
        kind: The kind of the difference.
        direction: Whether the caller sends or receives it.
        old: The place and its value in the old document.
        new: The place and its value in the new document.
        sentence: What it means, for a caller.
    """

    kind: Kind
    direction: Direction
    old: Node
    new: Node
    sentence: str

    @property
    def class_(self) -> Class:
        """Its class, by the policy."""
        return self.kind.class_in(self.direction)

    @property
    def reason(self) -> str:
        """Why its class is what it is, where one could argue; else an empty text."""
        return self.kind.reason

    @property
    def pointer(self) -> str:
        """Where it is: in the new document, or in the old one if it is gone from the new."""
        return self.new.pointer if self.new.exists or not self.old.exists else self.old.pointer


@dataclass
class Differences:
    """Collects differences, each once, however many ways lead to its place."""

    differences: list[Difference] = field(default_factory=list)
    _seen: set[tuple[object, ...]] = field(default_factory=set)

    def add(
        self, kind: Kind, scope: Subject, old: Node, new: Node, what: str = "", **words: str
    ) -> None:
        """Add a difference, unless it is known already.

        Args:
            kind: The kind of the difference.
            scope: From where it is looked at.
            old: Its place in the old document.
            new: Its place in the new document.
            what: The keyword or the names that the sentence is about.
            words: `before` and `after`, where a sentence should not show the values themselves.
        """
        seen_from = scope.direction if kind.request != kind.response else "both"
        key = kind.id, seen_from, old.tokens, new.tokens
        if key in self._seen:
            return
        self._seen.add(key)
        words = {
            "before": brief(old.value),
            "after": brief(new.value),
            "change": _change(what, old, new),
        } | words
        said = kind.sentence.format(subject=scope, what=what, **words)
        sentence = said[0].upper() + said[1:]
        self.differences.append(Difference(kind, scope.direction, old, new, sentence))

    def breaks(self) -> bool:
        """Whether any difference is breaking."""
        return any(each.class_.is_breaking for each in self.differences)


def _change(keyword: str, old: Node, new: Node) -> str:
    """Return a clause that says how the value of a keyword changed."""
    before, after = contrast(old.value, new.value)
    if before == after:
        return f"`{keyword}` changed"
    if not old.exists:
        return f"`{keyword}` was added: {after}"
    if not new.exists:
        return f"`{keyword}` was removed; it was {before}"
    return f"`{keyword}` changed from {before} to {after}"


def brief(value: Any, width: int = 60) -> str:
    """Return a value on one line."""
    if value is ABSENT:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shorten(text, width, placeholder=" …")


def contrast(old: Any, new: Any, width: int = 60) -> tuple[str, str]:
    """Return two values on one line each; of long texts, what follows from where they differ."""
    if not (isinstance(old, str) and isinstance(new, str)):
        return brief(old, width), brief(new, width)
    before, after = (" ".join(each.split()) for each in (old, new))
    if before == after:  # in other lines: show where these end
        before, after = (json.dumps(each, ensure_ascii=False)[1:-1] for each in (old, new))
    if max(len(before), len(after)) > width:
        pairs = enumerate(zip(before, after, strict=False))
        alike = next((i for i, (a, b) in pairs if a != b), min(len(before), len(after)))
        start = before.rfind(" ", 0, max(alike - width // 4, 0)) + 1
        if start:
            before, after = f"… {before[start:]}", f"… {after[start:]}"
    return brief(before, width), brief(after, width)


def worst(differences: list[Difference]) -> Class | None:
    """Return the greatest class among differences; None if there are none."""
    return max((each.class_ for each in differences), default=None)
