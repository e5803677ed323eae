"""Classes for the results of a benchmark: measured values, ratios, limits and growth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from .statistics import Spread, growth

OURS = "ours"
"""The name of this project's program among the programs of a benchmark."""


class Unmeasurable(Exception):
    """Raised if a program cannot be measured, or gives a wrong result."""


@frozen
class Limit:
    """The highest allowed result of a benchmark: a value of this project, or a ratio.

    Attributes:
        highest: The highest allowed value or ratio.
        peer: The program to which the ratio compares this project; None if the limit is for the
            value of this project.
    """

    highest: float
    peer: str | None = None


@frozen
class Figure:
    """A quantity at one size, measured for this project and for other programs, the peers.

    Attributes:
        quantity: The name of the quantity, such as `decode`.
        unit: The unit of the values, such as `ms`.
        values: The values of each program; there is a value for `ours`.
        ratios: The ratios of our values to the values of each peer.
        wall: The elapsed times of each program, if the values are CPU times; otherwise empty.
        size: The number of records, or another measure of the input; None if there is one size.
        sized: The name of what `size` counts, such as `connections`.
        limits: The limits of the figure.
    """

    quantity: str
    unit: str
    values: Mapping[str, Spread]
    ratios: Mapping[str, Spread] = field(factory=dict)
    wall: Mapping[str, Spread] = field(factory=dict)
    size: int | None = None
    sized: str = ""
    limits: Sequence[Limit] = ()

    @classmethod
    def of(
        cls,
        quantity: str,
        unit: str,
        rounds: Mapping[str, Sequence[float]],
        *,
        wall: Mapping[str, Sequence[float]] | None = None,
        size: int | None = None,
        sized: str = "",
        limits: Sequence[Limit] = (),
    ) -> Figure:
        """Return a measured quantity as a `Figure`. `rounds` has the values of each program."""
        return cls(
            quantity,
            unit,
            {name: Spread.of(values) for name, values in rounds.items()},
            {
                name: Spread.of_ratios(rounds[OURS], values)
                for name, values in rounds.items()
                if name != OURS
            },
            {name: Spread.of(values) for name, values in (wall or {}).items()},
            size,
            sized,
            limits,
        )

    @property
    def name(self) -> str:
        """The quantity with its size, such as `decode, 100 connections`."""
        if self.size is None:
            return self.quantity
        sized = self.sized.removesuffix("s") if self.size == 1 else self.sized
        return f"{self.quantity}, {self.size:,} {sized}"

    def measured(self, limit: Limit) -> float | None:
        """Return what a limit restricts: the median of our values, or the median of the ratios.

        The ratios divide our values by those of the program that the limit names. The result is
        None if that program is missing.
        """
        if limit.peer is None:
            return self.values[OURS].median
        ratio = self.ratios.get(limit.peer)
        return None if ratio is None else ratio.median

    def holds(self, limit: Limit) -> bool | None:
        """Return whether the value or ratio is within a limit; None if it was not measured."""
        value = self.measured(limit)
        return None if value is None else value <= limit.highest

    def as_json(self) -> dict[str, Any]:
        """Return the figure as a JSON object, which also states whether each limit holds."""
        return {
            "quantity": self.quantity,
            "unit": self.unit,
            "size": self.size,
            "sized": self.sized,
            "ratios": _as_json(self.ratios),
            "values": _as_json(self.values),
            "wall": _as_json(self.wall),
            "limits": [
                {"highest": each.highest, "peer": each.peer, "holds": self.holds(each)}
                for each in self.limits
            ],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Figure:
        """Return a figure from a JSON object in the format of `as_json`."""
        return cls(
            value["quantity"],
            value["unit"],
            _from_json(value["values"]),
            _from_json(value["ratios"]),
            _from_json(value["wall"]),
            value["size"],
            value["sized"],
            [Limit(each["highest"], each["peer"]) for each in value["limits"]],
        )


@frozen
class Question:
    """The results of one benchmark, which answers a question such as how fast a client decodes.

    Attributes:
        id: A short name, which is also the name of the picture.
        title: The question in a few words.
        method: A description of how the figures are measured.
        figures: The measured quantities, in the order of the table.
        programs: The description of each program by its name, with its version.
        missing: The reason for each program that could not be measured, by its name.
    """

    id: str
    title: str
    method: str
    figures: Sequence[Figure]
    programs: Mapping[str, str]
    missing: Mapping[str, str] = field(factory=dict)

    @property
    def holds(self) -> bool:
        """Whether all measured quantities are within their limits."""
        return all(f.holds(limit) is not False for f in self.figures for limit in f.limits)

    @property
    def growth(self) -> dict[str, dict[str, float]]:
        """The exponents by which values grow with the size, by quantity and program.

        An exponent of 1 means that a value is proportional to the size. Only quantities with at
        least three sizes over 1 are fitted: at the size 1, the constant part of a time dominates.
        """
        found: dict[str, dict[str, float]] = {}
        for quantity in dict.fromkeys(figure.quantity for figure in self.figures):
            sized = [
                (figure.size, figure.values)
                for figure in self.figures
                if figure.quantity == quantity and figure.size is not None and figure.size > 1
            ]
            if len(sized) < 3:
                continue
            for program in _common([values for _, values in sized]):
                medians = [values[program].median for _, values in sized]
                if all(medians):
                    exponent = growth([size for size, _ in sized], medians)
                    found.setdefault(quantity, {})[program] = exponent
        return found

    def as_json(self) -> dict[str, Any]:
        """Return the results as a JSON object."""
        return {
            "id": self.id,
            "title": self.title,
            "programs": dict(self.programs),
            "missing": dict(self.missing),
            "figures": [figure.as_json() for figure in self.figures],
            "growth": self.growth,
            "method": self.method,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Question:
        """Return the results of a benchmark from a JSON object in the format of `as_json`."""
        return cls(
            value["id"],
            value["title"],
            value["method"],
            [Figure.from_json(each) for each in value["figures"]],
            value["programs"],
            value["missing"],
        )


def _common(mappings: Sequence[Mapping[str, Spread]]) -> list[str]:
    """Return the keys that all mappings have, in the order of the first mapping."""
    first, *others = mappings
    return [key for key in first if all(key in other for other in others)]


def _as_json(spreads: Mapping[str, Spread]) -> dict[str, Any]:
    return {name: spread.as_json() for name, spread in spreads.items()}


def _from_json(value: dict[str, Any]) -> dict[str, Spread]:
    return {name: Spread.from_json(each) for name, each in value.items()}
