"""The tables of the results for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .question import OURS, Figure, Limit, Question
from .statistics import Spread

_HEADINGS = (
    "figure",
    "program",
    "ratio",
    "(quartiles)",
    "value",
    "(quartiles)",
    "elapsed",
    "limit",
)


def table(question: Question) -> str:
    """Return the results of a benchmark as a table: a line for each quantity and program.

    A ratio is our value divided by the value of the program, so that a small ratio is good for us.
    """
    rows: list[tuple[str, ...]] = [_HEADINGS]
    rows += [row for figure in question.figures for row in _rows(figure)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    parts = [
        f"{question.id}: {question.title}",
        "",
        *(_line(row, widths) for row in rows),
        "",
        *_growth(question),
        *(f"missing: {name}: {reason}" for name, reason in question.missing.items()),
        *(f"{name}: {description}" for name, description in question.programs.items()),
        question.method,
    ]
    return "\n".join(parts)


def number(value: float) -> str:
    """Return a number as text with about three significant digits and without an exponent."""
    if value == int(value) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 1 else f"{value:.3g}"


def _rows(figure: Figure) -> Iterator[tuple[str, ...]]:
    for program, value in figure.values.items():
        ratio, wall = figure.ratios.get(program), figure.wall.get(program)
        peer = None if program == OURS else program
        yield (
            figure.name if program == OURS else "",
            program,
            "" if ratio is None else f"{ratio.median:.2f}",
            "" if ratio is None else f"({ratio.low:.2f} to {ratio.high:.2f})",
            f"{number(value.median)} {figure.unit}".rstrip(),
            _quartiles(value),
            "" if wall is None else f"{number(wall.median)} {figure.unit}",
            ", ".join(_limit(figure, limit) for limit in figure.limits if limit.peer == peer),
        )


def _quartiles(spread: Spread) -> str:
    return f"({number(spread.low)} to {number(spread.high)})"


def _limit(figure: Figure, limit: Limit) -> str:
    holds = "" if figure.holds(limit) is not False else " EXCEEDED"
    unit = f" {figure.unit}" if limit.peer is None else ""
    return f"<= {number(limit.highest)}{unit}{holds}"


def _growth(question: Question) -> Iterator[str]:
    for quantity, exponents in question.growth.items():
        fitted = ", ".join(f"{name} {exponent:z.2f}" for name, exponent in exponents.items())
        yield f"growth of {quantity}, as an exponent of the size: {fitted}"


def _line(row: Iterable[str], widths: Sequence[int]) -> str:
    cells = [
        cell.ljust(width) if column in {0, 1, 7} else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
