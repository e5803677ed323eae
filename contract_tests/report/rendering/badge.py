"""Render a verdict as a badge: a small SVG image for a README or a dashboard."""

from __future__ import annotations

from ...contract import Json
from .saved_verdict import Outcome
from .words import count_rules, counts

_COLOURS = {"holds": "#1a7f37", "violated": "#cf222e", "not_judged": "#9a6700"}
_WIDTH_PER_CHARACTER, _PADDING = 7, 10  # pixels


def render(verdict: Json) -> str:
    """Return a badge as SVG. The text is the verdict, with the number of violated rules."""
    word = verdict["verdict"].replace("_", " ")
    if verdict["verdict"] == "violated":
        word = f"{count_rules(dict(counts(verdict)).get(Outcome.VIOLATED, 0))} violated"
    left, right = _width("contract"), _width(word)
    total = left + right
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="20" role="img" \
aria-label="contract: {word}">
<title>contract: {word}</title>
<clipPath id="r"><rect width="{total}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#444"/>
<rect x="{left}" width="{right}" height="20" fill="{_COLOURS[verdict["verdict"]]}"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="{left / 2}" y="14">contract</text><text x="{left + right / 2}" y="14">{word}</text></g>
</svg>
"""


def _width(text: str) -> int:
    return len(text) * _WIDTH_PER_CHARACTER + _PADDING
