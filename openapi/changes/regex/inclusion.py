"""Inclusion of patterns: whether one pattern matches every string that another one matches.

The module also decides whether two patterns have a string in common.
"""

from __future__ import annotations

from collections.abc import Iterator

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
        return not any(
            matches_empty(inner) and not matches_empty(outer)
            for outer, inner in _remainders(parse(wide), parse(narrow))
        )
    except UnsupportedPatternError:
        return False


def may_match_same_text(one: str, other: str) -> bool:
    """Return whether two patterns may match the same text.

    The result is True if a pattern is too complex or uses unsupported syntax.
    """
    try:
        return any(
            matches_empty(first) and matches_empty(second)
            for first, second in _remainders(parse(one), parse(other))
        )
    except UnsupportedPatternError:
        return True


def matches(pattern: str, text: str) -> bool:
    """Return whether a pattern is known to match a text."""
    exactly = "".join(each if each.isalnum() else f"\\{each}" for each in text)
    return includes(pattern, f"^{exactly}$")


def _remainders(one: Term, other: Term) -> Iterator[tuple[Term, Term]]:
    """Yield the derivatives of two patterns for each text with which the second one can begin.

    The derivative of a pattern for a text matches what may follow this text. For example, the
    derivative of `abc` for `a` is `bc`.

    Raises:
        UnsupportedPatternError: If the patterns have too many states.
    """
    # All characters between two limits match alike, so the first of them is enough.
    characters = sorted(
        {0} | {code for code in boundaries(one) | boundaries(other) if code <= 0x10FFFF}
    )
    pending = [(one, other)]
    visited = set(pending)
    while pending:
        state = pending.pop()
        yield state
        for code in characters:
            after = derivative(state[0], code), derivative(state[1], code)
            if after[1] != NO_STRING and after not in visited:
                visited.add(after)
                pending.append(after)
        if len(visited) > _MAX_STATES:
            raise UnsupportedPatternError
