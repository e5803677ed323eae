"""How many examples a property is tried with, in units of the profile in use."""

from __future__ import annotations

from hypothesis import settings


def times(factor: int) -> settings:
    """Try a property that costs little more often than others, under every profile."""
    return settings(max_examples=factor * settings().max_examples)
