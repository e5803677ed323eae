"""The figures of a benchmark with their limits, and a table of the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from attrs import frozen


class Unmeasurable(Exception):
    """An error: a benchmark cannot run, or the compared programs give different results."""


@frozen
class Figure:
    """A quantity that is measured for this project and for the compared program, the peer.

    Attributes:
        name: The name of the quantity.
        unit: The unit of `ours` and `peer`.
        ours: The median of the measurements of this project.
        peer: The median of the measurements of the peer; None if the peer has no such quantity.
        ratio: The median of the ratios of this project to the peer, with one ratio per round; None
            if the quantity has no ratio.
        limit: The highest allowed value of `ratio` or `ours`; None if the quantity has no limit.
        limits: The name of the attribute to which `limit` applies: `ratio` or `ours`.
    """

    name: str
    unit: str
    ours: float
    peer: float | None = None
    ratio: float | None = None
    limit: float | None = None
    limits: Literal["ratio", "ours"] = "ratio"

    @property
    def holds(self) -> bool | None:
        """Whether the measured value is at most the limit.

        None if the quantity has no limit, or if the limit is for a ratio and there is no ratio.
        """
        value = self.ratio if self.limits == "ratio" else self.ours
        return None if self.limit is None or value is None else value <= self.limit

    def as_json(self) -> dict[str, Any]:
        """Return the measured quantity as a JSON object for the file that `--json` writes."""
        return {
            "name": self.name,
            "unit": self.unit,
            "ours": self.ours,
            "peer": self.peer,
            "ratio": self.ratio,
            "limit": self.limit,
            "limits": self.limits,
            "holds": self.holds,
        }


@frozen
class Comparison:
    """The results of a benchmark that compares this project with another program, the peer.

    Attributes:
        subject: The name of the benchmark on the command line.
        peer: The name and version of the peer.
        method: A description of how the figures are measured.
        figures: The measured quantities.
    """

    subject: str
    peer: str
    method: str
    figures: Sequence[Figure]

    @property
    def holds(self) -> bool:
        """Whether all figures of the benchmark are within their limits."""
        return all(figure.holds is not False for figure in self.figures)

    def as_json(self) -> dict[str, Any]:
        """Return the figures of a benchmark as a JSON object for the file that `--json` writes."""
        figures = [figure.as_json() for figure in self.figures]
        return {
            "subject": self.subject,
            "peer": self.peer,
            "method": self.method,
            "figures": figures,
        }


def table(comparison: Comparison) -> str:
    """Return the figures of a benchmark as a table for the terminal."""
    rows: list[tuple[str, ...]] = [("figure", "ours", "peer", "ratio", "limit", "holds")]
    rows += [_row(figure) for figure in comparison.figures]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    heading = f"{comparison.subject}, compared with {comparison.peer}"
    return "\n".join([heading, "", *(_line(row, widths) for row in rows), "", comparison.method])


def _row(figure: Figure) -> tuple[str, ...]:
    limit = "" if figure.limit is None else f"<= {_number(figure.limit)}"
    if limit and figure.limits == "ours":
        limit += f" {figure.unit}".rstrip()
    return (
        figure.name,
        _quantity(figure.ours, figure.unit),
        _quantity(figure.peer, figure.unit),
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        limit,
        {True: "yes", False: "NO", None: ""}[figure.holds],
    )


def _quantity(value: float | None, unit: str) -> str:
    return "" if value is None else f"{_number(value)} {unit}".rstrip()


def _number(value: float) -> str:
    """Return a number as text with about three significant digits and without an exponent."""
    if value == int(value) or value >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if value >= 1 else f"{value:.3g}"


def _line(row: Iterable[str], widths: Sequence[int]) -> str:
    name, *others = (
        cell.rjust(width) if column else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([name, *others]).rstrip()
