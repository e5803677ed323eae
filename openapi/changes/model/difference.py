"""Differences between two OpenAPI documents, and sentences that describe the differences."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from textwrap import shorten
from typing import Any, Literal

from openapi.changes.model.classification import (
    PROPERTY_WITHOUT_EFFECT_CHANGED,
    Class,
    Direction,
    Kind,
    opposite,
)
from openapi.changes.model.node import ABSENT, MalformedError, Node, NodePair

Medium = Literal["json", "xml", "text"]


@dataclass(frozen=True)
class Subject:
    """The part of a request or response that a difference is about.

    Attributes:
        direction: Whether the caller sends the part (`request`) or receives it (`response`).
        name: The name of the part in sentences, such as `the request body`.
        path: The path to a value inside the part, such as `networkBalances.*.name`.
        medium: How the value is sent: as JSON, as XML, or as text, as in parameters and headers.
        is_condition: Whether the schema is a condition, such as `if`. A property that is added to a
            condition may exclude objects that met the condition before. A property that is added to
            any other schema excludes no old object, because no old object has the property.
        is_excluded: Whether the schema describes values that are not allowed, as in `not`.
    """

    direction: Direction
    name: str
    path: str = ""
    medium: Medium = "json"
    is_condition: bool = False
    is_excluded: bool = False

    @property
    def is_text(self) -> bool:
        """Whether the value is sent as text, as in parameters and headers."""
        return self.medium == "text"

    @property
    def key(self) -> tuple[object, ...]:
        """The attributes of this part of a message that affect how its schema is compared."""
        return self.direction, self.medium, self.is_condition, self.is_excluded

    def into_condition(self, keyword: str) -> Subject:
        """Return the `Subject` for a schema that is a condition, such as the value of `if`."""
        return replace(self.into(f"({keyword})"), is_condition=True)

    def into_exclusion(self, keyword: str) -> Subject:
        """Return the `Subject` for the schema in `not`, which describes forbidden values."""
        inner = self.into_condition(keyword)
        return replace(inner, is_excluded=not self.is_excluded)

    def into(self, step: str) -> Subject:
        """Return a property or an item of this part of a request or response.

        Args:
            step: The name of the property, `*` for any property, `[]` for any item of an array, or
                `[1]` for the second item.
        """
        joined = f"{self.path}{step}" if step.startswith("[") else f"{self.path}.{step}".lstrip(".")
        return replace(self, path=joined)

    def __str__(self) -> str:
        """Return a phrase that names this part of a request or response.

        An example is "`name` in the request body".
        """
        if self.path == "[]":
            return f"each item of {self.name}"
        return f"`{self.path}` in {self.name}" if self.path else self.name


@dataclass(frozen=True)
class Difference:
    """A difference between two OpenAPI documents.

    Attributes:
        kind: The kind of the difference, such as an added operation.
        direction: Whether the caller sends (`request`) or receives (`response`) the changed data.
        old: The node (value and JSON Pointer) in the old document.
        new: The node in the new document.
        class_: The class of the difference, such as compatible or breaking.
        what: The keyword that differs, or a phrase about the difference.
        subject: The part of a request or response that differs.
        words: The texts for `{before}` and `{after}` in the sentence; by default the values of the
            nodes.
    """

    kind: Kind
    direction: Direction
    old: Node
    new: Node
    class_: Class
    what: str
    subject: Subject
    words: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def sentence(self) -> str:
        """The sentence that tells callers what has changed."""
        before, after = one_line_each(self.old.value, self.new.value)
        words = {"before": before, "after": after, **self.words}
        change = _change(self.what, self.nodes)
        sentence = self.kind.sentence.format(
            subject=self.subject, what=self.what, change=change, **words
        )
        return sentence[0].upper() + sentence[1:]

    @property
    def nodes(self) -> NodePair:
        """The two differing nodes (values with JSON Pointers) of the old and the new document."""
        return NodePair(self.old, self.new)

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the difference, into the new document unless the node was removed."""
        is_removed = self.old.exists and not self.new.exists
        return (self.old if is_removed else self.new).nearest.pointer


@dataclass
class Differences:
    """A collection of the differences between two OpenAPI documents, without duplicates.

    Attributes:
        found: The differences in the order in which they were added.
        place: The node of the new document that is being compared, for error messages.
    """

    found: list[Difference] = field(default_factory=list)
    place: Node | None = None
    _keys: set[tuple[object, ...]] = field(default_factory=set)

    def add(
        self, kind: Kind, subject: Subject, nodes: NodePair, what: str = "", **words: str
    ) -> None:
        """Add a difference, unless the same difference was added before.

        Args:
            kind: The kind of the difference.
            subject: The part of a request or response that differs.
            nodes: The old node and the new node.
            what: The text for `{what}` in the description of the difference, such as a keyword.
            words: The texts for `{before}` and `{after}` in the description; by default the values
                of the nodes.
        """
        direction = subject.direction if kind.request != kind.response else "both"
        key = kind.id, direction, nodes.old.tokens, nodes.new.tokens, subject.is_excluded
        if key in self._keys:
            return
        self._keys.add(key)
        nodes = NodePair(nodes.old.as_written, nodes.new.as_written)
        effect = opposite(subject.direction) if subject.is_excluded else subject.direction
        class_ = kind.class_in(effect)
        self.found.append(Difference(kind, subject.direction, *nodes, class_, what, subject, words))

    def drop_repeated_without_effect(self) -> None:
        """Drop a difference that has no effect if another difference is at the same location."""
        locations = {
            (each.old.tokens, each.new.tokens)
            for each in self.found
            if each.kind is not PROPERTY_WITHOUT_EFFECT_CHANGED
        }
        self.found = [
            each
            for each in self.found
            if each.kind is not PROPERTY_WITHOUT_EFFECT_CHANGED
            or (each.old.tokens, each.new.tokens) not in locations
        ]

    def add_flag(
        self, subject: Subject, nodes: NodePair, set_to_true: Kind, no_longer_true: Kind
    ) -> None:
        """Add a difference if the value of a boolean keyword changed.

        Args:
            subject: The part of a request or response that differs.
            nodes: The old node and the new node of the keyword. An absent keyword counts as false.
            set_to_true: The kind of difference for a change from false to true.
            no_longer_true: The kind of difference for a change from true to false.

        Raises:
            MalformedError: If the value is not a boolean.
        """
        for each in nodes:
            if each.exists and not isinstance(each.value, bool | None):
                problem = f"has the value {each.value!r}, which is not true or false"
                raise MalformedError(each, problem)
        was_true, is_true = (each.value is True for each in nodes)
        if was_true != is_true:
            self.add(set_to_true if is_true else no_longer_true, subject, nodes)


def _change(keyword: str, nodes: NodePair) -> str:
    """Return a clause that says how the value of a keyword changed."""
    before, after = contrast(nodes.old.value, nodes.new.value)
    if nodes.added:
        return f"`{keyword}` {after} was added"
    if nodes.removed:
        return f"`{keyword}` {before} was removed"
    if before == after:
        return f"`{keyword}` changed"
    return f"`{keyword}` changed from {before} to {after}"


def brief(value: Any, width: int = 60) -> str:
    """Return a value as one line of text of at most `width` characters, shortened at the end."""
    if value is ABSENT:
        return "(none)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    shortened = shorten(text, width, placeholder=" …")
    # `shorten` leaves nothing of a word that is longer than the width.
    return f"{text[: width - 2]} …" if shortened == "…" else shortened


def one_line_each(old: Any, new: Any, width: int = 60) -> tuple[str, str]:
    """Return two values as one line of text each.

    Values such as 5 and "5" are written as JSON, so that the texts differ.
    """
    before, after = brief(old, width), brief(new, width)
    if before == after and type(old) is not type(new):
        before, after = (
            brief(json.dumps(each) if isinstance(each, str) else each, width) for each in (old, new)
        )
    return before, after


def contrast(old: Any, new: Any, width: int = 60) -> tuple[str, str]:
    """Return two values as one line of text each. Long texts begin near their first difference."""
    if ABSENT in (old, new) or type(old) is not type(new):
        return one_line_each(old, new, width)
    before, after = (
        " ".join(each.split()) if isinstance(each, str) else json.dumps(each, ensure_ascii=False)
        for each in (old, new)
    )
    if before == after and isinstance(old, str):  # only line breaks differ: show them
        before, after = (json.dumps(each, ensure_ascii=False)[1:-1] for each in (old, new))
    if max(len(before), len(after)) > width:
        pairs = enumerate(zip(before, after, strict=False))
        equal = next((i for i, (a, b) in pairs if a != b), min(len(before), len(after)))
        start = before.rfind(" ", 0, max(equal - width // 4, 0)) + 1
        if start:
            before, after = f"… {before[start:]}", f"… {after[start:]}"
    return brief(before, width), brief(after, width)


def worst(differences: list[Difference]) -> Class | None:
    """Return the class (severity) of the most severe difference, or None without differences."""
    return max((each.class_ for each in differences), default=None)
