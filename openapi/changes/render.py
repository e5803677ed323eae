"""Render a report on the differences between two OpenAPI documents.

The formats are a table, JSON, Markdown, and a draft for the CHANGELOG.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from textwrap import fill
from typing import Any

from openapi.changes.model.classification import Class
from openapi.changes.model.difference import Difference, contrast
from openapi.changes.model.node import ABSENT, Node
from openapi.changes.report import Report
from openapi.changes.semver import Step

_WIDTH = 100
_HEADINGS = {
    Class.BREAKING_WIRE: "Breaking on the wire",
    Class.BREAKING_CALLER: "Breaking for callers of the client",
    Class.COMPATIBLE: "Compatible",
    Class.DOCUMENTATION: "Documentation",
}

_HANGING: dict[str, Any] = {
    "width": _WIDTH,
    "subsequent_indent": " " * 17,
    "break_long_words": False,
    "break_on_hyphens": False,
}


def render_table(report: Report) -> str:
    """Return the differences between two OpenAPI documents as text for a terminal."""
    lines: list[str] = []
    for each in report.differences:
        lines.append(fill(f"{each.class_.label:16} {each.sentence}", **_HANGING))
        lines.append(f"{'':16} at {each.pointer}")
        if each.old.exists or each.new.exists:
            before, after = contrast(each.old.value, each.new.value)
            lines.append(f"{'':16} {before} -> {after}")
        if each.kind.reason:
            lines.append(fill(f"{'':16} reason: {each.kind.reason}", **_HANGING))
        lines.append("")
    return "\n".join([*lines, conclusion(report)])


def render_json(report: Report) -> str:
    """Return the differences between two OpenAPI documents as JSON text, for programs."""
    gravest = report.gravest
    content = {
        "old": {"source": str(report.old.path), "version": report.old.version},
        "new": {"source": str(report.new.path), "version": report.new.version},
        "class": gravest.label if gravest is not None else None,
        "breaking": report.is_breaking,
        "step": report.step.value,
        "next_version": report.next_version,
        "counts": {each.label: count for each, count in _counts(report)},
        "differences": [difference_to_json(each) for each in report.differences],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def difference_to_json(difference: Difference) -> dict[str, Any]:
    """Return a difference between two OpenAPI documents as a JSON object.

    The values in the old and the new document are `before` and `after`. A value that does not exist
    is left out.
    """
    content = {
        "class": difference.class_.label,
        "kind": difference.kind.id,
        "direction": difference.direction,
        "pointer": difference.pointer,
        "old_pointer": _pointer(difference.old),
        "new_pointer": _pointer(difference.new),
        "before": difference.old.value,
        "after": difference.new.value,
        "sentence": difference.sentence,
        "reason": difference.kind.reason or None,
    }
    return {key: value for key, value in content.items() if value is not ABSENT}


def render_markdown(report: Report) -> str:
    """Return a report as Markdown, for a comment on a pull request."""
    title = f"### Changes from {report.old.version} to {report.new.version}"
    lines = [title, "", conclusion(report)]
    for class_, differences in _by_class(report):
        is_folded = class_ is Class.DOCUMENTATION
        summary = f"<summary>{_HEADINGS[class_]} ({len(differences)})</summary>"
        lines += ["", f"<details>{summary}" if is_folded else f"#### {_HEADINGS[class_]}"]
        lines += ["", "| difference | JSON Pointer | before | after |", "| --- | --- | --- | --- |"]
        lines += [_markdown_row(each) for each in differences]
        lines += ["", "</details>"] * is_folded
    return "\n".join(lines)


def render_changelog(report: Report) -> str:
    """Return a report as a draft of the next section of the CHANGELOG, to be edited by hand."""
    version = report.new.version if report.version_problem is None else report.next_version
    lines = [f"## {version or report.new.version}, not released yet"]
    for class_, differences in _by_class(report):
        sentences = dict.fromkeys(each.sentence for each in differences)
        lines += ["", f"### {_HEADINGS[class_]}", ""]
        lines += [
            fill(f"- {each}", _WIDTH, subsequent_indent="  ", break_long_words=False)
            for each in sentences
        ]
    return "\n".join(lines)


def conclusion(report: Report) -> str:
    """Return one sentence with the number of differences of each class and the next version."""
    if report.gravest is None:
        return "The documents do not differ; no new version is needed."
    counts = ", ".join(f"{count} {each.label}" for each, count in _counts(report) if count)
    step = f"{counts}: a {report.step.value} step"
    old, new = report.old.version, report.new.version
    if report.next_version is None:
        return f"{step}. The next version is unknown, because a version is not a semantic version."
    if report.version_problem is None and report.step is not Step.NONE:
        return f"{step} from {old}; {new} is high enough."
    return f"{step}; after {old}, the next version is {report.next_version}."


def _counts(report: Report) -> Iterator[tuple[Class, int]]:
    counts = Counter(each.class_ for each in report.differences)
    return ((each, counts[each]) for each in sorted(Class, reverse=True))


def _by_class(report: Report) -> Iterator[tuple[Class, list[Difference]]]:
    for class_ in sorted(Class, reverse=True):
        differences = [each for each in report.differences if each.class_ is class_]
        if differences:
            yield class_, differences


def _markdown_row(difference: Difference) -> str:
    before, after = contrast(difference.old.value, difference.new.value)
    cells = [
        difference.sentence,
        f"`{difference.pointer}`",
        f"`{before}`" if difference.old.exists else "",
        f"`{after}`" if difference.new.exists else "",
    ]
    escaped = (each.replace("|", "\\|").replace("\n", " ") for each in cells)
    return f"| {' | '.join(escaped)} |"


def _pointer(node: Node) -> str | None:
    return node.nearest.pointer if node.exists else None
