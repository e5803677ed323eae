"""Load with the rules checked: many callers at once, on locust's engine.

Each caller checks one rule of the contract after the other, as the server suite does, over a
connection of its own. So it shows what no single caller sees: answers that are mixed up, caches
that race, pages that shift while others are read.
"""

from __future__ import annotations

# Before anything else: it has sockets and sleep let other callers go on meanwhile.
import locust  # noqa: F401
