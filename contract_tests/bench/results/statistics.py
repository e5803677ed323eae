"""Statistics of repeated measurements: median and quartiles, ratios, and growth with the size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import linear_regression, median, quantiles
from typing import Any

from attrs import frozen


@frozen
class Spread:
    """The median and the quartiles of repeated measurements.

    Attributes:
        median: The median.
        low: The first quartile; the smallest value if there are fewer than four values.
        high: The third quartile; the largest value if there are fewer than four values.
    """

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Return the median and the quartiles of at least one value."""
        if len(values) < 4:
            return cls(median(values), min(values), max(values))
        low, _, high = quantiles(values, n=4, method="inclusive")
        return cls(median(values), low, high)

    @classmethod
    def of_ratios(cls, ours: Sequence[float], peer: Sequence[float]) -> Spread:
        """Return the median and quartiles of the ratios between two programs.

        Each ratio divides our value by the other program's value of the same round, so that other
        load on the machine changes both values. A divisor of 0 gives an infinite ratio.
        """
        pairs = zip(ours, peer, strict=True)
        return cls.of([mine / other if other else math.inf for mine, other in pairs])

    def as_json(self) -> dict[str, float]:
        """Return the median, the low value and the high value as a JSON object."""
        return {"median": self.median, "low": self.low, "high": self.high}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Spread:
        """Return the median and quartiles from a JSON object in the format of `as_json`."""
        return cls(value["median"], value["low"], value["high"])


def growth(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return the exponent k for which size ** k fits the values best.

    The fit is a straight line through the logarithms of the sizes and values, by least squares. 0
    means that the values do not depend on the size, 1 that they are proportional to the size.

    Args:
        sizes: At least two different positive sizes.
        values: The positive value at each size.
    """
    return linear_regression([math.log(size) for size in sizes], [math.log(v) for v in values])[0]
