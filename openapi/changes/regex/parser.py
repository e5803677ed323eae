"""A parser of the regular expressions in JSON Schema.

Some syntax is not supported, such as look-around, back-references and word boundaries.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from openapi.changes.regex.derivatives import (
    ANYTHING,
    Characters,
    Ranges,
    Term,
    repetition,
    sequence,
    union,
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
_MAX_REPETITIONS = 5000


class UnsupportedPatternError(Exception):
    """Raised if a pattern is invalid, uses syntax that is not supported, or is too complex."""


class Branch(NamedTuple):
    """An alternative of a regular expression, such as `^a` in `^a|b`.

    Attributes:
        term: The alternative without the anchors `^` and `$`.
        anchored_start: Whether the alternative starts with `^`.
        anchored_end: Whether the alternative ends with `$`.
    """

    term: Term
    anchored_start: bool
    anchored_end: bool


def parse(pattern: str) -> Term:
    """Return the regular expression for the whole strings in which a pattern has a match.

    For example, the pattern `b` becomes a regular expression that matches `abc`.

    Raises:
        UnsupportedPatternError: If the pattern is invalid, or uses unsupported syntax.
    """
    return union(
        sequence(
            *(() if branch.anchored_start else (ANYTHING,)),
            branch.term,
            *(() if branch.anchored_end else (ANYTHING,)),
        )
        for branch in _Parser(pattern).branches()
    )


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0

    def branches(self) -> list[Branch]:
        branches = [self._branch()]
        while self._takes("|"):
            branches.append(self._branch())
        if self._peek():
            raise UnsupportedPatternError(self.pattern)
        return branches

    def _branch(self) -> Branch:
        anchored_start = self._takes("^")
        term = self._sequence()
        return Branch(term, anchored_start, self._takes("$"))

    def _sequence(self) -> Term:
        terms: list[Term] = []
        while self._peek() not in {"", "|", ")", "$"}:
            terms.append(self._quantified(self._atom()))
        return sequence(*terms)

    def _alternatives(self) -> Term:
        terms = [self._sequence()]
        while self._takes("|"):
            terms.append(self._sequence())
        return union(terms)

    def _atom(self) -> Term:
        if self._takes("("):
            if self.pattern.startswith("?:", self.position):
                self.position += 2
            elif self._peek() == "?":
                raise UnsupportedPatternError(self.pattern)
            inner = self._alternatives()
            if not self._takes(")"):
                raise UnsupportedPatternError(self.pattern)
            return inner
        if self._takes("["):
            return Characters(self._character_class())
        if self._takes("."):
            return Characters(_without(_LINE_ENDS))
        if self._takes("\\"):
            return Characters(self._escape())
        if self._peek() in set("^*+?{}"):
            raise UnsupportedPatternError(self.pattern)
        return Characters(_one(ord(self._next())))

    def _quantified(self, term: Term) -> Term:
        least: int = 1
        most: int | None = 1
        found = _COUNTS.match(self.pattern, self.position)
        if self._takes("*"):
            least, most = 0, None
        elif self._takes("+"):
            most = None
        elif self._takes("?"):
            least = 0
        elif found:
            self.position = found.end()
            least = int(found[1])
            most = least if found[2] is None else int(found[3]) if found[3] else None
        else:
            return term
        self._takes("?")  # lazy or not, a quantifier matches the same strings
        if max(least, most or 0) > _MAX_REPETITIONS or (most is not None and most < least):
            raise UnsupportedPatternError(self.pattern)
        return repetition(term, least, most)

    def _character_class(self) -> Ranges:
        negated = self._takes("^")
        ranges: list[tuple[int, int]] = []
        while not self._takes("]"):
            first = self._class_item()
            if len(first) == 1 and first[0][0] == first[0][1] and self._is_range():
                self._takes("-")
                last = self._class_item()
                if len(last) != 1 or last[0][1] < first[0][0]:
                    raise UnsupportedPatternError(self.pattern)
                ranges.append((first[0][0], last[0][1]))
            else:
                ranges += first
        return _without(tuple(ranges)) if negated else _joined(ranges)

    def _is_range(self) -> bool:
        following = self.pattern[self.position + 1 : self.position + 2]
        return self._peek() == "-" and following not in {"]", ""}

    def _class_item(self) -> Ranges:
        if self._takes("\\"):
            return _one(8) if self._takes("b") else self._escape()
        return _one(ord(self._next()))

    def _escape(self) -> Ranges:
        code = _CODE.match(self.pattern, self.position)
        if code:
            self.position = code.end()
            return _one(int(code[1] or code[2] or code[3], 16))
        letter = self._next()
        sets = {"d": _DIGITS, "w": _WORDS, "s": _SPACES}
        if letter.lower() in sets:
            found = sets[letter.lower()]
            return found if letter.islower() else _without(found)
        if letter in _CONTROLS:
            return _one(_CONTROLS[letter])
        if letter.isalnum():  # \b, \B, \1, \p{…} and unknown escapes
            raise UnsupportedPatternError(self.pattern)
        return _one(ord(letter))

    def _takes(self, character: str) -> bool:
        """Return whether the next character is `character`. If so, advance the position."""
        is_next = self._peek() == character
        self.position += is_next
        return is_next

    def _peek(self) -> str:
        """Return the next character, or an empty text at the end."""
        return self.pattern[self.position : self.position + 1]

    def _next(self) -> str:
        character = self._peek()
        if not character:
            raise UnsupportedPatternError(self.pattern)
        self.position += 1
        return character


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
