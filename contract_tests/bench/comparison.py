"""What a benchmark finds: figures beside those of a peer, each with what it may be at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from attrs import frozen


class Unmeasurable(Exception):
    """There is nothing to compare: one of the two does not run, or they do not do the same."""


@frozen
class Figure:
    """One quantity, measured of ours and of the peer in turn.

    Attributes:
        name: What is measured.
        unit: What `ours` and `peer` are in.
        ours: The median of ours.
        peer: The median of the peer's; None where it has no such thing.
        ratio: GeneratedClient to the peer's: the median over the rounds; None without a peer.
        limit: What may not be exceeded; None where the figure is only told.
        limits: Whether the limit is one of the ratio, or of ours.
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
        """Whether the limit is kept; None if there is none, or nothing to hold to it."""
        value = self.ratio if self.limits == "ratio" else self.ours
        return None if self.limit is None or value is None else value <= self.limit

    def as_json(self) -> dict[str, Any]:
        """Return the figure as the report has it."""
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
    """All figures of one subject.

    Attributes:
        subject: Its name, by which the command knows it.
        peer: What it is compared with, version included.
        method: What is counted, and how.
        figures: The figures.
    """

    subject: str
    peer: str
    method: str
    figures: Sequence[Figure]

    @property
    def holds(self) -> bool:
        """Whether no limit is missed."""
        return all(figure.holds is not False for figure in self.figures)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as the report has it."""
        figures = [figure.as_json() for figure in self.figures]
        return {
            "subject": self.subject,
            "peer": self.peer,
            "method": self.method,
            "figures": figures,
        }


def table(comparison: Comparison) -> str:
    """Return a comparison as a table for people."""
    rows: list[tuple[str, ...]] = [("figure", "ours", "peer", "ratio", "limit", "holds")]
    rows += [_row(figure) for figure in comparison.figures]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    heading = f"{comparison.subject}, beside {comparison.peer}"
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
    """Return a number with three digits that count, and no exponent."""
    if value == int(value) or value >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if value >= 1 else f"{value:.3g}"


def _line(row: Iterable[str], widths: Sequence[int]) -> str:
    name, *others = (
        cell.rjust(width) if column else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([name, *others]).rstrip()
