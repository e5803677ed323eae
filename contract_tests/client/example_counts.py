"""The number of Hypothesis examples of a test, relative to the current profile."""

from __future__ import annotations

from hypothesis import settings


def times(factor: int) -> settings:
    """Return Hypothesis settings with `factor` times the examples of the current profile."""
    return settings(max_examples=factor * settings().max_examples)
