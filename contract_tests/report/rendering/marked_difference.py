"""Mark the words in which two texts differ."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

#: Texts with a smaller share of common words differ as a whole, and have no difference to mark.
_MIN_SHARE = 0.5

#: A word; ids, numbers, paths and media types are one word each.
_WORD = re.compile(r"\w(?:[\w:/.+-]*\w)?|[^\w\s]")


def mark_difference(expected: str, seen: str) -> tuple[Markup, Markup]:
    """Return two texts as HTML, in which the words that differ are marked.

    Texts that have few words in common are returned without marks.
    """
    left, right = list(_WORD.finditer(expected)), list(_WORD.finditer(seen))
    matcher = SequenceMatcher(
        None, [word[0] for word in left], [word[0] for word in right], autojunk=False
    )
    if matcher.ratio() < _MIN_SHARE:
        return escape(expected), escape(seen)
    changes = [codes for codes in matcher.get_opcodes() if codes[0] != "equal"]
    return (
        _marked(expected, [left[i1:i2] for _, i1, i2, _, _ in changes]),
        _marked(seen, [right[j1:j2] for _, _, _, j1, j2 in changes]),
    )


def _marked(text: str, changed: list[list[re.Match[str]]]) -> Markup:
    parts, done = [], 0
    for words in filter(None, changed):
        start, end = words[0].start(), words[-1].end()
        parts += [escape(text[done:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        done = end
    return Markup("").join([*parts, escape(text[done:])])
