"""A verdict for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from textwrap import fill
from typing import Any

from openapi.changes.model.classification import Class
from openapi.changes.model.difference import Difference, contrast
from openapi.changes.model.node import ABSENT, Node
from openapi.changes.report import Verdict
from openapi.changes.semver import Step

_WIDTH = 100
_HEADINGS = {
    Class.BREAKING_WIRE: "Breaking on the wire",
    Class.BREAKING_CALLER: "Breaking for callers of the client",
    Class.COMPATIBLE: "Compatible",
    Class.DOCUMENTATION: "Documentation",
}


def render_table(verdict: Verdict) -> str:
    """Return every difference for a terminal, and what they come to."""
    lines: list[str] = []
    for each in verdict.differences:
        lines.append(fill(f"{each.class_.label:16} {each.sentence}", _WIDTH, **_hanging()))
        lines.append(f"{'':16} at {each.pointer}")
        if each.old.exists or each.new.exists:
            lines.append(f"{'':16} {_before_and_after(each)}")
        if each.kind.reason:
            lines.append(fill(f"{'':16} why: {each.kind.reason}", _WIDTH, **_hanging()))
        lines.append("")
    return "\n".join([*lines, conclusion(verdict)])


def _hanging() -> dict[str, Any]:
    return {"subsequent_indent": " " * 17, "break_long_words": False, "break_on_hyphens": False}


def render_json(verdict: Verdict) -> str:
    """Return everything, for a program."""
    gravest = verdict.gravest
    content = {
        "old": {"source": str(verdict.old.path), "version": verdict.old.version},
        "new": {"source": str(verdict.new.path), "version": verdict.new.version},
        "class": gravest.label if gravest is not None else None,
        "breaking": gravest is not None and gravest.is_breaking,
        "step": verdict.step.value,
        "next_version": verdict.due,
        "counts": {each.label: count for each, count in _counts(verdict)},
        "differences": [difference_to_json(each) for each in verdict.differences],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def difference_to_json(difference: Difference) -> dict[str, Any]:
    """Return one difference; what is absent has no `before` or `after`."""
    found = {
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
    return {key: value for key, value in found.items() if value is not ABSENT}


def render_markdown(verdict: Verdict) -> str:
    """Return a comment for a pull request."""
    lines = [f"### {_title(verdict)}", "", conclusion(verdict)]
    for class_, differences in _by_class(verdict):
        closed = class_ is Class.DOCUMENTATION
        summary = f"<summary>{_HEADINGS[class_]} ({len(differences)})</summary>"
        lines += ["", f"<details>{summary}" if closed else f"#### {_HEADINGS[class_]}"]
        lines += ["", "| what | where | before | after |", "| --- | --- | --- | --- |"]
        lines += [_markdown_row(each) for each in differences]
        lines += ["", "</details>"] * closed
    return "\n".join(lines)


def render_changelog(verdict: Verdict) -> str:
    """Return a draft of what the CHANGELOG says of the new version; its words are to be edited."""
    version = verdict.new.version if verdict.complaint is None else verdict.due
    lines = [f"## {version or verdict.new.version}, not released yet"]
    for class_, differences in _by_class(verdict):
        sentences = dict.fromkeys(each.sentence for each in differences)
        lines += ["", f"### {_HEADINGS[class_]}", ""]
        lines += [
            fill(f"- {each}", _WIDTH, subsequent_indent="  ", break_long_words=False)
            for each in sentences
        ]
    return "\n".join(lines)


def conclusion(verdict: Verdict) -> str:
    """Return in one sentence what the differences come to."""
    if verdict.gravest is None:
        return "Nothing differs that anybody could notice; no new version is due."
    counts = ", ".join(f"{count} {each.label}" for each, count in _counts(verdict) if count)
    step = f"a {verdict.step.value} step"
    if verdict.due is None:
        return f"{counts}: {step}; the versions are not of Semantic Versioning, so none is named."
    if verdict.complaint is None and verdict.step is not Step.NONE:
        return f"{counts}: {step} from {verdict.old.version}, taken by {verdict.new.version}."
    return f"{counts}: {step}; after {verdict.old.version}, the next version is {verdict.due}."


def _title(verdict: Verdict) -> str:
    return f"Changes from {verdict.old.version} to {verdict.new.version}"


def _counts(verdict: Verdict) -> Iterator[tuple[Class, int]]:
    counts = Counter(each.class_ for each in verdict.differences)
    return ((each, counts[each]) for each in sorted(Class, reverse=True))


def _by_class(verdict: Verdict) -> Iterator[tuple[Class, list[Difference]]]:
    for class_ in sorted(Class, reverse=True):
        found = [each for each in verdict.differences if each.class_ is class_]
        if found:
            yield class_, found


def _before_and_after(difference: Difference) -> str:
    before, after = contrast(difference.old.value, difference.new.value)
    return f"{before} -> {after}"


def _markdown_row(difference: Difference) -> str:
    sides = difference.old, difference.new
    shown = contrast(*(each.value for each in sides))
    cells = [
        difference.sentence,
        f"`{difference.pointer}`",
        *(f"`{text}`" if each.exists else "" for text, each in zip(shown, sides, strict=True)),
    ]
    return f"| {' | '.join(_cell(each) for each in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _pointer(place: Node) -> str | None:
    return place.pointer if place.exists else None
