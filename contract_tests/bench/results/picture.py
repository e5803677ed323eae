"""Draw the results of a benchmark as a bar chart in SVG, for light and dark pages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from html import escape

from .question import OURS, Figure, Question
from .table import number

_WIDTH = 760
_LABELS = 170
_BAR = 330
_ROW = 19
_HEADING = 30
_TOP = 44

_STYLE = """\
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 15px; font-weight: 600 }
.figure { font-weight: 600 }
.note { fill: #59636e }
.page { fill: #ffffff; stroke: #d1d9e0 }
.peer { fill: #a3b3c2 }
.ours { fill: #1f6feb }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .note { fill: #9198a1 }
  .page { fill: #0d1117; stroke: #3d444d }
  .peer { fill: #57606a }
  .ours { fill: #4493f8 }
}"""

_PAGE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" aria-labelledby="title">
<title id="title">{title}</title>
<style>
{style}
</style>
<rect class="page" x="0.5" y="0.5" width="{frame_width}" height="{frame_height}" rx="6"/>
{body}
</svg>
"""


def picture(question: Question) -> str:
    """Return a bar chart as SVG: a group of bars for each measured quantity, a bar per program.

    The longest bars of all groups are equally long; the other bars of a group are in proportion.
    A label gives the value, and the ratio of the program's value to ours.
    """
    body: list[str] = []
    top = _TOP
    for figure in question.figures:
        body.append(_text(16, top + 16, figure.name, "figure"))
        top += _HEADING
        body += _bars(figure, top)
        top += _ROW * len(figure.values) + 6
    for note in _notes(question.missing):
        body.append(_text(16, top + 12, note, "note"))
        top += _ROW
    height = top + 12
    title = f"{question.title[:1].upper()}{question.title[1:]}"
    return _PAGE.format(
        width=_WIDTH,
        height=height,
        frame_width=_WIDTH - 1,
        frame_height=height - 1,
        title=escape(title),
        style=_STYLE,
        body="\n".join([_text(16, 28, title, "title"), *body]),
    )


def _bars(figure: Figure, top: int) -> Iterator[str]:
    ours = figure.values[OURS].median
    longest = max(value.median for value in figure.values.values()) or 1
    for row, (program, value) in enumerate(figure.values.items()):
        y = top + row * _ROW
        length = max(1, round(_BAR * value.median / longest))
        kind = "ours" if program == OURS else "peer"
        label = f"{number(value.median)} {figure.unit}".rstrip()
        if program != OURS and ours:
            label += f" · {_times(value.median / ours)} ours"
        yield _text(28, y + 12, program)
        place = f'x="{_LABELS}" y="{y + 2}" width="{length}" height="13" rx="2"'
        yield f'<rect class="{kind}" {place}/>'
        yield _text(_LABELS + length + 8, y + 12, label, "note")


def _times(ratio: float) -> str:
    digits = max(0, 2 - math.floor(math.log10(ratio)) - 1) if ratio > 0 else 0
    return f"{ratio:.{min(digits, 4)}f} times"


def _notes(missing: Mapping[str, str]) -> Iterator[str]:
    for name, reason in missing.items():
        text = f"missing: {name}: {reason}"
        yield text if len(text) <= 100 else f"{text[:99]}…"


def _text(x: int, y: int, text: str, kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}"{attribute}>{escape(text)}</text>'
