"""What people read, and everything else that no rule of its own looks at."""

from __future__ import annotations

import re
from collections.abc import Collection

from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import Node
from openapi.changes.model.schema import canonical

PROSE_KEYWORDS = frozenset({"description", "summary"})
# A line that begins so stands by itself, however the text is wrapped.
_OWN_LINE = re.compile(r"([-*+>|#]|\d+[.)])\s?")


def unwrapped(text: str) -> str:
    """Return a text without its wrapping: paragraphs and items of lists in one line each."""
    paragraphs: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines: list[str] = []
        for line in paragraph.splitlines():
            words = " ".join(line.split())
            if lines and not _OWN_LINE.match(words):
                lines[-1] += f" {words}"
            else:
                lines.append(words)
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def compare_annotations(
    findings: Differences, scope: Subject, old: Node, new: Node, judged: Collection[str]
) -> None:
    """Compare the members of two mappings that are not judged elsewhere."""
    for key in dict(old.children()) | dict(new.children()):
        if key not in judged and key != "$ref":
            compare_annotation(findings, scope, old.child(key), new.child(key))


def compare_annotation(findings: Differences, scope: Subject, old: Node, new: Node) -> None:
    """Compare a text, or a value that changes no message."""
    if old.key == "deprecated":
        _compare_deprecation(findings, scope, old, new)
    elif _plain(old) != _plain(new):
        is_prose = old.key in PROSE_KEYWORDS
        kind = kinds.TEXT_CHANGED if is_prose else kinds.ANNOTATION_CHANGED
        findings.add(kind, scope, old, new, old.key)


def differing_texts(old: list[Node], new: list[Node]) -> tuple[list[Node], list[Node]]:
    """Return what is not on both sides of the texts of one place, the outermost first.

    Wrapping and order do not matter: a text that only stands elsewhere now is the same. The
    outermost is the one that is read, so that it does not matter whether others stand behind it.
    """
    before, after = ([_plain(text) for text in each] for each in (old, new))
    if before[:1] == after[:1] and min(len(before), len(after)) == 1:
        return [], []
    return (
        [text for text, plain in zip(old, before, strict=True) if plain not in after],
        [text for text, plain in zip(new, after, strict=True) if plain not in before],
    )


def _compare_deprecation(findings: Differences, scope: Subject, old: Node, new: Node) -> None:
    if new.value is True and old.value is not True:
        findings.add(kinds.DEPRECATION_ADDED, scope, old, new)
    if old.value is True and new.value is not True:
        findings.add(kinds.DEPRECATION_REMOVED, scope, old, new)


def _plain(place: Node) -> str:
    if isinstance(place.value, str) and place.key in PROSE_KEYWORDS:
        return unwrapped(place.value)
    return canonical(place.value)
