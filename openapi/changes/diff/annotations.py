"""Compare annotations, such as descriptions, examples and deprecations."""

from __future__ import annotations

import re
from collections.abc import Collection

from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import Node, NodePair, canonical

PROSE_KEYWORDS = frozenset({"description", "summary"})
_ANNOTATIONS = PROSE_KEYWORDS | {
    *(
        "title",
        "example",
        "examples",
        "externalDocs",
        "deprecated",
        "$comment",
        "$anchor",
        "$dynamicAnchor",
        "tags",
        "operationId",
    ),
    *("bearerFormat", "contact", "license", "termsOfService", "name", "links"),
}


def is_annotation(keyword: str) -> bool:
    """Return whether a keyword only informs readers, such as `description`."""
    return keyword in _ANNOTATIONS or keyword.startswith("x-")


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

    Descriptions and summaries are equal if only their line breaks inside paragraphs differ.
    """
    if isinstance(value, str) and key in PROSE_KEYWORDS:
        return unwrapped(value)
    return canonical(value)


def compare_annotations(
    differences: Differences, subject: Subject, nodes: NodePair, compared: Collection[str]
) -> None:
    """Compare the annotations of two mappings, such as descriptions and examples.

    Args:
        differences: The collection to which the function adds differences.
        subject: The part of a request or response that the mappings describe.
        nodes: The old and the new mapping.
        compared: The keywords to skip, because other functions compare them.
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
        if not is_annotation(key):
            kind = kinds.UNCOMPARED_VALUE_CHANGED
        else:
            kind = kinds.TEXT_CHANGED if key in PROSE_KEYWORDS else kinds.ANNOTATION_CHANGED
        differences.add(kind, subject, nodes, key)


def differing_texts(old: list[Node], new: list[Node]) -> tuple[list[Node], list[Node]]:
    """Return the removed descriptions and the added descriptions of a schema.

    Args:
        old: The descriptions in the old schema and in the schemas that it includes.
        new: The descriptions in the new schema and in the schemas that it includes.
    """
    before, after = ([_text(node) for node in each] for each in (old, new))
    # Readers see the first description. Further descriptions in only one schema do not matter.
    if before[:1] == after[:1] and min(len(before), len(after)) == 1:
        return [], []
    return (
        [node for node, text in zip(old, before, strict=True) if text not in after],
        [node for node, text in zip(new, after, strict=True) if text not in before],
    )


def _text(node: Node) -> str:
    is_prose = node.key in PROSE_KEYWORDS and isinstance(node.unread_value, str)
    return unwrapped(node.value) if is_prose else node.text
