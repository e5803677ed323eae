"""Compare annotations, such as descriptions, examples and deprecations."""

from __future__ import annotations

import re
from collections.abc import Collection

from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import Node, NodePair, canonical

PROSE_KEYWORDS = frozenset({"description", "summary"})
# The beginning of a line of Markdown that does not continue the line before it.
_BLOCK_START = re.compile(r"([-*+>|#]|\d+[.)])\s?")


def unwrapped(text: str) -> str:
    """Return a Markdown text with each paragraph and each list item on one line."""
    paragraphs: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines: list[str] = []
        for line in paragraph.splitlines():
            words = " ".join(line.split())
            if lines and not _BLOCK_START.match(words):
                lines[-1] += f" {words}"
            else:
                lines.append(words)
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def without_wrapping(key: str, value: object) -> str:
    """Return the value of a keyword as text, so that equal values have equal texts.

    Line breaks in the paragraphs of a `description` or `summary` make no difference.
    """
    if isinstance(value, str) and key in PROSE_KEYWORDS:
        return unwrapped(value)
    return canonical(value)


def compare_annotations(
    differences: Differences, subject: Subject, nodes: NodePair, compared: Collection[str]
) -> None:
    """Compare the annotations of two mappings, such as descriptions and examples.

    Args:
        differences: Collects the differences.
        subject: The part of a request or response that the mappings describe.
        nodes: The two mappings.
        compared: The keywords that other functions compare.
    """
    for key, child in nodes.children():
        if key not in compared and key != "$ref":
            compare_annotation(differences, subject, child)


def compare_annotation(differences: Differences, subject: Subject, nodes: NodePair) -> None:
    """Compare an old and a new annotation, such as a description or an example."""
    key = nodes.old.key
    if key == "deprecated":
        differences.add_flag(subject, nodes, kinds.DEPRECATION_ADDED, kinds.DEPRECATION_REMOVED)
    elif _text(nodes.old) != _text(nodes.new):
        kind = kinds.TEXT_CHANGED if key in PROSE_KEYWORDS else kinds.ANNOTATION_CHANGED
        differences.add(kind, subject, nodes, key)


def differing_texts(old: list[Node], new: list[Node]) -> tuple[list[Node], list[Node]]:
    """Return the descriptions of the old schema only, and the descriptions of the new schema only.

    A schema has several descriptions if it includes other schemas. The order of the descriptions
    and line breaks make no difference. If the first descriptions are equal and either schema has no
    other description, the result is empty, since readers see the first description.

    Args:
        old: The descriptions of the old schema.
        new: The descriptions of the new schema.
    """
    before, after = ([_text(node) for node in each] for each in (old, new))
    if before[:1] == after[:1] and min(len(before), len(after)) == 1:
        return [], []
    return (
        [node for node, text in zip(old, before, strict=True) if text not in after],
        [node for node, text in zip(new, after, strict=True) if text not in before],
    )


def _text(node: Node) -> str:
    return without_wrapping(node.key, node.value)
