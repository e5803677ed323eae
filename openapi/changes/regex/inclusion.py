"""Whether every text that one pattern allows is allowed by another."""

from __future__ import annotations

from openapi.changes.regex.derivatives import NO_TEXT, Term, after, firsts, has_empty
from openapi.changes.regex.parser import Unreadable, read

_MOST_STATES = 6000


def includes(wide: str, narrow: str) -> bool:
    """Whether every text in which `narrow` is found is known to be one in which `wide` is found.

    False also says that it is not known: an expression may be of another kind than those that are
    read, or the search may have grown too large.
    """
    try:
        return _includes(read(wide), read(narrow))
    except Unreadable:
        return False


def _includes(wide: Term, narrow: Term) -> bool:
    # One character stands for all those between two beginnings: no range tells them apart.
    letters = sorted({0} | {code for code in firsts(wide) | firsts(narrow) if code <= 0x10FFFF})
    waiting = [(wide, narrow)]
    seen = set(waiting)
    while waiting:
        outer, inner = waiting.pop()
        if has_empty(inner) and not has_empty(outer):
            return False
        for code in letters:
            state = after(outer, code), after(inner, code)
            if state[1] != NO_TEXT and state not in seen:
                seen.add(state)
                waiting.append(state)
        if len(seen) > _MOST_STATES:
            return False
    return True
