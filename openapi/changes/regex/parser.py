"""Read the regular expressions of JSON Schema, as far as they are regular.

Look-around, back-references, word boundaries, Unicode properties and anchors in the middle are not
read: nothing is then known about the language, which is said by `Unreadable`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from openapi.changes.regex.derivatives import (
    ANYTHING,
    NOTHING_MORE,
    Ranges,
    Term,
    chars,
    choice,
    repeated,
    row,
)

_LAST = 0x10FFFF
_DIGITS: Ranges = ((0x30, 0x39),)
_WORDS: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACES: Ranges = (
    *((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
_LINE_ENDS: Ranges = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_CONTROLS = {"n": 0x0A, "r": 0x0D, "t": 0x09, "f": 0x0C, "v": 0x0B, "0": 0}
_COUNTS = re.compile(r"\{(\d+)(,(\d*))?\}")
_CODE = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]+)\}")
_MOST_REPEATS = 5000


class Unreadable(Exception):
    """The expression is not one of those that are read here."""


class Branch(NamedTuple):
    """One alternative of a whole expression, and at which ends of the text it is held."""

    term: Term
    starts: bool
    ends: bool


def read(pattern: str) -> Term:
    """Return the texts in which a pattern is found.

    Raises:
        Unreadable: If that cannot be said in terms of sequence, choice and repetition.
    """
    reader = _Reader(pattern)
    branches = reader.whole()
    return choice(
        row(
            *(() if branch.starts else (ANYTHING,)),
            branch.term,
            *(() if branch.ends else (ANYTHING,)),
        )
        for branch in branches
    )


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def whole(self) -> list[Branch]:
        branches = [self._branch()]
        while self._takes("|"):
            branches.append(self._branch())
        if self.at < len(self.pattern):
            raise Unreadable(self.pattern)
        return branches

    def _branch(self) -> Branch:
        starts = self._takes("^")
        term = self._sequence()
        return Branch(term, starts, self._takes("$"))

    def _sequence(self) -> Term:
        terms: list[Term] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)$":
            terms.append(self._repeated(self._atom()))
        return row(*terms)

    def _choice(self) -> Term:
        terms = [self._sequence()]
        while self._takes("|"):
            terms.append(self._sequence())
        return choice(terms)

    def _atom(self) -> Term:
        if self._takes("("):
            if self.pattern.startswith("?:", self.at):
                self.at += 2
            elif self._peek() == "?":
                raise Unreadable(self.pattern)
            inner = self._choice()
            if not self._takes(")"):
                raise Unreadable(self.pattern)
            return inner
        if self._takes("["):
            return chars(self._class())
        if self._takes("."):
            return chars(_without(_LINE_ENDS))
        if self._takes("\\"):
            return chars(self._escape())
        if self._peek() in "^*+?{}":
            raise Unreadable(self.pattern)
        return chars(_one(ord(self._next())))

    def _repeated(self, term: Term) -> Term:
        least: int = 1
        most: int | None = 1
        found = _COUNTS.match(self.pattern, self.at)
        if self._takes("*"):
            least, most = 0, None
        elif self._takes("+"):
            most = None
        elif self._takes("?"):
            least = 0
        elif found:
            self.at = found.end()
            least = int(found[1])
            most = least if found[2] is None else int(found[3]) if found[3] else None
        else:
            return term
        self._takes("?")  # which match is found first does not matter here
        if max(least, most or 0) > _MOST_REPEATS or (most is not None and most < least):
            raise Unreadable(self.pattern)
        return repeated(term, least, most)

    def _class(self) -> Ranges:
        negated = self._takes("^")
        ranges: list[tuple[int, int]] = []
        while not self._takes("]"):
            first = self._member()
            if len(first) == 1 and first[0][0] == first[0][1] and self._is_range():
                self._takes("-")
                last = self._member()
                if len(last) != 1 or last[0][1] < first[0][0]:
                    raise Unreadable(self.pattern)
                ranges.append((first[0][0], last[0][1]))
            else:
                ranges += first
        return _without(tuple(ranges)) if negated else _joined(ranges)

    def _is_range(self) -> bool:
        return self._peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", "")

    def _member(self) -> Ranges:
        if self._takes("\\"):
            return _one(8) if self._takes("b") else self._escape()
        return _one(ord(self._next()))

    def _escape(self) -> Ranges:
        code = _CODE.match(self.pattern, self.at)
        if code:
            self.at = code.end()
            return _one(int(code[1] or code[2] or code[3], 16))
        letter = self._next()
        sets = {"d": _DIGITS, "w": _WORDS, "s": _SPACES}
        if letter.lower() in sets:
            found = sets[letter.lower()]
            return found if letter.islower() else _without(found)
        if letter in _CONTROLS:
            return _one(_CONTROLS[letter])
        if letter.isalnum():  # \b, \B, \1, \p{…} and what has no meaning
            raise Unreadable(self.pattern)
        return _one(ord(letter))

    def _takes(self, sign: str) -> bool:
        found = self._peek() == sign
        self.at += found
        return found

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1] or NOTHING_MORE

    def _next(self) -> str:
        if self.at >= len(self.pattern):
            raise Unreadable(self.pattern)
        self.at += 1
        return self.pattern[self.at - 1]


def _one(code: int) -> Ranges:
    return ((code, code),)


def _joined(ranges: list[tuple[int, int]]) -> Ranges:
    joined: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _without(ranges: Ranges) -> Ranges:
    left: list[tuple[int, int]] = []
    start = 0
    for first, last in _joined(list(ranges)):
        if first > start:
            left.append((start, first - 1))
        start = last + 1
    return (*left, (start, _LAST)) if start <= _LAST else tuple(left)
