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

    Texts that have few words in common, or that differ in several places, have no marks: the marks
    would show where the wordings differ instead of what is wrong.
    """
    left, right = list(_WORD.finditer(expected)), list(_WORD.finditer(seen))
    matcher = SequenceMatcher(
        None, [word[0] for word in left], [word[0] for word in right], autojunk=False
    )
    changes = [codes for codes in matcher.get_opcodes() if codes[0] != "equal"]
    if matcher.ratio() < _MIN_SHARE or len(changes) != 1:
        return escape(expected), escape(seen)
    ((_, i1, i2, j1, j2),) = changes
    return _marked(expected, left[i1:i2]), _marked(seen, right[j1:j2])


def _marked(text: str, words: list[re.Match[str]]) -> Markup:
    if not words:
        return escape(text)
    start, end = words[0].start(), words[-1].end()
    mark = Markup("<mark>{}</mark>").format(text[start:end])
    return Markup("").join([escape(text[:start]), mark, escape(text[end:])])
