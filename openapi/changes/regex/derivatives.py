"""Regular expressions in canonical form, and their derivatives.

Source: Brzozowski, "Derivatives of regular expressions" (1964).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

Ranges = tuple[tuple[int, int], ...]
"""Ranges of code points, both ends included."""


@dataclass(frozen=True)
class Characters:
    """A regular expression that matches one character in any of the ranges.

    Without ranges, the regular expression matches no string.
    """

    ranges: Ranges


@dataclass(frozen=True)
class Sequence:
    """A concatenation of regular expressions. An empty concatenation matches the empty string."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Union:
    """A union of regular expressions. A string matches if any expression matches."""

    terms: frozenset[Term]


@dataclass(frozen=True)
class Repetition:
    """A regular expression repeated `least` to `most` times; `most` is None for no limit."""

    term: Term
    least: int
    most: int | None


Term = Characters | Sequence | Union | Repetition

NO_STRING = Characters(())
EMPTY_STRING = Sequence(())


def sequence(*terms: Term) -> Term:
    """Return the concatenation of regular expressions."""
    flat: list[Term] = []
    for term in terms:
        flat += term.terms if isinstance(term, Sequence) else (term,)
    if NO_STRING in flat:
        return NO_STRING
    return flat[0] if len(flat) == 1 else Sequence(tuple(flat))


def union(terms: Iterable[Term]) -> Term:
    """Return the union of regular expressions. A string matches if any expression matches."""
    flat: set[Term] = set()
    for term in terms:
        flat |= term.terms if isinstance(term, Union) else {term}
    flat.discard(NO_STRING)
    if ANYTHING in flat:
        return ANYTHING
    if not flat:
        return NO_STRING
    return flat.pop() if len(flat) == 1 else Union(frozenset(flat))


def repetition(term: Term, least: int, most: int | None) -> Term:
    """Return a regular expression repeated `least` to `most` times; `most` is None for no limit."""
    if most == 0 or term == EMPTY_STRING:
        return EMPTY_STRING
    if (least, most) == (1, 1):
        return term
    return Repetition(term, least, most)


ANYTHING: Term = Repetition(Characters(((0, 0x10FFFF),)), 0, None)


@cache
def matches_empty(term: Term) -> bool:
    """Return whether a regular expression matches the empty string."""
    match term:
        case Characters():
            return False
        case Sequence(terms):
            return all(map(matches_empty, terms))
        case Union(alternatives):
            return any(map(matches_empty, alternatives))
        case Repetition(inner, least, _):
            return least == 0 or matches_empty(inner)


@cache
def derivative(term: Term, code: int) -> Term:
    """Return the derivative: the regular expression for what may follow a first character.

    For example, the derivative of `abc` for the character `a` is `bc`.

    Args:
        term: The regular expression.
        code: The code point of the first character.
    """
    match term:
        case Characters(ranges):
            return EMPTY_STRING if any(a <= code <= b for a, b in ranges) else NO_STRING
        case Sequence(()):
            return NO_STRING
        case Sequence(terms):
            rest = sequence(*terms[1:])
            first = sequence(derivative(terms[0], code), rest)
            return union([first, derivative(rest, code)]) if matches_empty(terms[0]) else first
        case Union(alternatives):
            return union(derivative(each, code) for each in alternatives)
        case Repetition(inner, least, most):
            fewer = repetition(inner, max(least - 1, 0), None if most is None else most - 1)
            return sequence(derivative(inner, code), fewer)


def boundaries(term: Term) -> frozenset[int]:
    """Return the code points at which the character ranges of a regular expression start or stop.

    A range stops at the first code point after the range.
    """
    match term:
        case Characters(ranges):
            return frozenset(code for a, b in ranges for code in (a, b + 1))
        case Sequence(terms) | Union(terms):
            return frozenset[int]().union(*map(boundaries, terms))
        case Repetition(inner, _, _):
            return boundaries(inner)
