"""Inclusion of patterns: whether one pattern matches every string that another one matches."""

from __future__ import annotations

from openapi.changes.regex.derivatives import NO_STRING, Term, boundaries, derivative, matches_empty
from openapi.changes.regex.parser import UnsupportedPatternError, parse

_MAX_STATES = 6000


def includes(wide: str, narrow: str) -> bool:
    """Return whether one pattern is known to match every string that another pattern matches.

    The result is False if a pattern is too complex or uses unsupported syntax.

    Args:
        wide: The pattern that may match more strings.
        narrow: The pattern that may match fewer strings.
    """
    try:
        return _includes(parse(wide), parse(narrow))
    except UnsupportedPatternError:
        return False


def matches(pattern: str, text: str) -> bool:
    """Return whether a pattern is known to match a text."""
    exactly = "".join(each if each.isalnum() else f"\\{each}" for each in text)
    return includes(pattern, f"^{exactly}$")


def _includes(wide: Term, narrow: Term) -> bool:
    # All characters between two limits match alike, so the first of them is enough.
    characters = sorted(
        {0} | {code for code in boundaries(wide) | boundaries(narrow) if code <= 0x10FFFF}
    )
    pending = [(wide, narrow)]
    visited = set(pending)
    while pending:
        outer, inner = pending.pop()
        if matches_empty(inner) and not matches_empty(outer):
            return False
        for code in characters:
            state = derivative(outer, code), derivative(inner, code)
            if state[1] != NO_STRING and state not in visited:
                visited.add(state)
                pending.append(state)
        if len(visited) > _MAX_STATES:
            return False
    return True
