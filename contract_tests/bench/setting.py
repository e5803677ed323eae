"""Settings of the benchmarks: how often to measure, and which programs to compare."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from .peers.cache import Cache


@frozen
class Effort:
    """The precision of the measurements.

    Attributes:
        rounds: The number of rounds; each round measures every program once.
        seconds: The shortest CPU time of a sample of a fast action.
        longest: The elapsed seconds after which no further round of a figure begins.
        quick: Whether the run uses fewer sizes and a sample of the faults.
    """

    rounds: int = 15
    seconds: float = 0.05
    longest: float = 60.0
    quick: bool = False

    def rounds_of(self, *, slow: bool) -> int:
        """Return how many rounds measure an action. Slow actions are measured in fewer rounds."""
        return min(self.rounds, max(3, self.rounds // 3)) if slow else self.rounds


QUICK = Effort(rounds=2, seconds=0.01, longest=0.5, quick=True)

QUICK_PLAN: Mapping[str, float] = {"client": 20, "suite": 20, "mock": 8, "workflow": 9}
"""The seconds that each part of a quick run takes on a quiet machine with two cores."""


@frozen
class Setting:
    """Settings of a run of the benchmarks.

    Attributes:
        effort: The precision of the measurements.
        cache: The cache folder of the compared programs.
        parent: The revision of this project to compare with.
        upstream: A folder with the provider's whole document; None without `--upstream`.
    """

    effort: Effort = field(factory=Effort)
    cache: Cache = field(factory=Cache)
    parent: str = "HEAD~1"
    upstream: Path | None = None
