"""Compare annotations, such as descriptions, examples and deprecations."""

from __future__ import annotations

import re
from collections.abc import Collection

from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import ABSENT, Node, NodePair, canonical
from openapi.changes.model.schema import Schema, SchemaPair
from openapi.pointer import follow

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


def differing_texts(keyword: str, schemas: SchemaPair) -> tuple[list[Node], list[Node]]:
    """Return the removed values and the added values of an annotation of a schema.

    Readers see the first value. The values of the schemas that the schema includes do not matter if
    the first value is the same and only one document includes these schemas.
    """
    old, new = (each.all(keyword) for each in schemas)
    before, after = ([_text(node) for node in each] for each in (old, new))
    removed = [node for node, text in zip(old, before, strict=True) if text not in after]
    added = [node for node, text in zip(new, after, strict=True) if text not in before]
    if before[:1] == after[:1]:
        removed = [x for x in removed if not _is_elsewhere(x, schemas.old, schemas.new)]
        added = [x for x in added if not _is_elsewhere(x, schemas.new, schemas.old)]
    return removed, added


def _is_elsewhere(annotation: Node, schema: Schema, other: Schema) -> bool:
    """Return whether an annotation is part of a component that is only in use in one document."""
    if any(annotation.tokens[: len(x.tokens)] == x.tokens for x in schema.nodes):
        return False
    content = other.nodes[0].source.content
    component = follow(content, annotation.tokens[:-1], ABSENT)
    if component is ABSENT:
        return True
    return canonical(follow(content, annotation.tokens, ABSENT)) == canonical(
        annotation.unread_value
    )


def _text(node: Node) -> str:
    is_prose = node.key in PROSE_KEYWORDS and isinstance(node.unread_value, str)
    return unwrapped(node.value) if is_prose else node.text
