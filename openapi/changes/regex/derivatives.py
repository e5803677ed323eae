"""Regular languages as terms, each in one form, and what is left of them after a character.

After Brzozowski, "Derivatives of regular expressions" (1964).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

Ranges = tuple[tuple[int, int], ...]
"""Code points, as ranges that include both ends."""

NOTHING_MORE = "\0\0"  # what no single character equals


@dataclass(frozen=True)
class Chars:
    """One character out of ranges; out of none, no text at all."""

    ranges: Ranges


@dataclass(frozen=True)
class Row:
    """Terms one after the other; none of them, the empty text."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Choice:
    """Any of several terms."""

    terms: frozenset[Term]


@dataclass(frozen=True)
class Repeated:
    """A term, from `least` to `most` times; without `most`, any number of times."""

    term: Term
    least: int
    most: int | None


Term = Chars | Row | Choice | Repeated

NO_TEXT = Chars(())
EMPTY_TEXT = Row(())


def chars(ranges: Ranges) -> Term:
    """Return the texts of one of the characters."""
    return Chars(ranges)


def row(*terms: Term) -> Term:
    """Return the texts made of one text of each term."""
    flat: list[Term] = []
    for term in terms:
        flat += term.terms if isinstance(term, Row) else (term,)
    if NO_TEXT in flat:
        return NO_TEXT
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def choice(terms: Iterable[Term]) -> Term:
    """Return the texts of all terms."""
    flat: set[Term] = set()
    for term in terms:
        flat |= term.terms if isinstance(term, Choice) else {term}
    flat.discard(NO_TEXT)
    if ANYTHING in flat:
        return ANYTHING
    if not flat:
        return NO_TEXT
    return flat.pop() if len(flat) == 1 else Choice(frozenset(flat))


def repeated(term: Term, least: int, most: int | None) -> Term:
    """Return the texts made of `least` to `most` texts of a term."""
    if most == 0 or term == EMPTY_TEXT:
        return EMPTY_TEXT
    if (least, most) == (1, 1):
        return term
    return Repeated(term, least, most)


ANYTHING: Term = Repeated(Chars(((0, 0x10FFFF),)), 0, None)


@cache
def has_empty(term: Term) -> bool:
    """Whether the empty text is among a term's texts."""
    match term:
        case Chars():
            return False
        case Row(terms):
            return all(map(has_empty, terms))
        case Choice(alternatives):
            return any(map(has_empty, alternatives))
        case Repeated(inner, least, _):
            return least == 0 or has_empty(inner)


@cache
def after(term: Term, code: int) -> Term:
    """Return what may follow a character at the start of a term's texts."""
    match term:
        case Chars(ranges):
            return EMPTY_TEXT if any(a <= code <= b for a, b in ranges) else NO_TEXT
        case Row(()):
            return NO_TEXT
        case Row(terms):
            rest = row(*terms[1:])
            first = row(after(terms[0], code), rest)
            return choice([first, after(rest, code)]) if has_empty(terms[0]) else first
        case Choice(alternatives):
            return choice(after(each, code) for each in alternatives)
        case Repeated(inner, least, most):
            fewer = repeated(inner, max(least - 1, 0), None if most is None else most - 1)
            return row(after(inner, code), fewer)


def firsts(term: Term) -> frozenset[int]:
    """Return where the ranges of a term's characters begin, and where they have just ended."""
    match term:
        case Chars(ranges):
            return frozenset(code for a, b in ranges for code in (a, b + 1))
        case Row(terms):
            return frozenset[int]().union(*map(firsts, terms))
        case Choice(alternatives):
            return frozenset[int]().union(*map(firsts, alternatives))
        case Repeated(inner, _, _):
            return firsts(inner)
