"""Hides amounts and names, which are somebody's, and keeps what explains a violation.

What is hidden are the values in the bodies of answers: every string and number in a successful
one, and all that lies deeper than the members of an error. Ids stay, for they are what one asks
the owner of the data about. Equal values are masked alike and different ones differently, within
one run, and the shape of a value can be seen: ``masked-3(-9.9)`` is the third value that was
seen, with runs of digits as 9 and runs of letters as a.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import define, field

_ID = re.compile(r"(?=.*[A-Fa-f-])[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}")
_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*(?:"|\\?\Z))(?P<colon>\s*:)?'
    r"|(?P<open>[{\[])|(?P<close>[}\]])"
    r"|(?P<number>-?[0-9][0-9.eE+-]*)",
    re.DOTALL,
)
_SHORTEST_BARE = 4  # characters; shorter ones are page numbers, sizes and statuses
_LONGEST_SHAPE = 16  # characters


@define
class Mask:
    """What one run hides of its target's data, and how it is shown instead."""

    _numbers: dict[str, int] = field(factory=dict)
    _pattern: re.Pattern[str] | None = None

    def value(self, raw: str) -> str:
        """Return what is shown for a value, and know it from now on wherever it stands."""
        if raw not in self._numbers:
            self._numbers[raw] = len(self._numbers) + 1
            self._pattern = None
        return f"masked-{self._numbers[raw]}({_shape(raw)})"

    def body(self, text: str, *, success: bool = True) -> str:
        """Return the body of an answer, or a part of one, without the values it tells.

        It may be broken JSON, or end too soon. Of what is not JSON at all, only numbers are hidden.
        """
        return "".join(self._masked(text, told=0 if success else 1))

    def _masked(self, text: str, told: int) -> Iterator[str]:
        depth, end = 0, 0
        for token in _TOKEN.finditer(text):
            yield text[end : token.start()]
            end = token.end()
            depth += bool(token["open"]) - bool(token["close"])
            string = token["string"]
            if token["open"] or token["close"] or token["colon"] or (told and depth <= told):
                yield token[0]
            elif string:
                content = string[1:-1] if string.endswith('"') and len(string) > 1 else string[1:]
                shown = content if not content or _ID.fullmatch(content) else self.value(content)
                yield f'"{shown}"'
            else:
                yield self.value(token[0])
        yield text[end:]

    def text(self, text: str) -> str:
        """Return a sentence of ours without the values that bodies have told.

        Short values are found only where they stand in quotes.
        """
        if not self._numbers:
            return text
        if self._pattern is None:
            longest_first = sorted(self._numbers, key=len, reverse=True)
            quoted = "|".join(map(re.escape, longest_first))
            bare = "|".join(re.escape(raw) for raw in longest_first if len(raw) >= _SHORTEST_BARE)
            self._pattern = re.compile(
                rf"(?P<quote>[\"'`])(?P<quoted>{quoted})(?P=quote)"
                + (rf"|(?<![\w-])(?P<bare>{bare})(?![\w-])" if bare else "(?P<bare>(?!))")
            )
        return self._pattern.sub(self._shown, text)

    def _shown(self, match: re.Match[str]) -> str:
        if match["bare"]:
            return self.value(match["bare"])
        return f"{match['quote']}{self.value(match['quoted'])}{match['quote']}"


def _shape(raw: str) -> str:
    letters_and_digits = re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", _digits, raw))
    if len(letters_and_digits) > _LONGEST_SHAPE:
        return letters_and_digits[:_LONGEST_SHAPE] + "…"
    return letters_and_digits


def _digits(run: re.Match[str]) -> str:
    # A leading zero is a matter of form, not of how much there is.
    return "09" if len(run[0]) > 1 and run[0].startswith("0") else "9"
