"""The number of Hypothesis examples of a test, relative to the current profile."""

from __future__ import annotations

from hypothesis import settings


def times(factor: int) -> settings:
    """Return settings with a multiple of the examples of the current profile, for fast tests."""
    return settings(max_examples=factor * settings().max_examples)
