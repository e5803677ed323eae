"""Mask amounts and names in output.

A mask replaces confidential values in the output with placeholders. It replaces all strings and
numbers in the body of a successful response, except ids. In the body of an error, it replaces
nested values only.

The placeholder `masked-3(-9.9)` stands for the third value of a run. The part in parentheses is the
shape of the value: 9 stands for a sequence of digits, and a for a sequence of letters. Equal values
have equal placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import define, field

# Ids are not masked, because the provider needs them to find the data.
_ID = re.compile(r"(?=.*[A-Fa-f-])[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}")
_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*(?:"|\\?\Z))(?P<colon>\s*:)?'
    r"|(?P<open>[{\[])|(?P<close>[}\]])"
    r"|(?P<number>-?[0-9][0-9.eE+-]*)",
    re.DOTALL,
)
_MIN_UNQUOTED_LENGTH = 4  # characters; shorter values are page numbers, page sizes and statuses
_MAX_SHAPE_LENGTH = 16  # characters


@define
class Mask:
    """A mask for the amounts and names that one run receives, with one placeholder per value."""

    _numbers: dict[str, int] = field(factory=dict)
    _pattern: re.Pattern[str] | None = None

    def value(self, raw: str) -> str:
        """Return the placeholder for a value, such as `masked-3(9)`.

        Afterwards, the method `text` also replaces this value in messages.
        """
        if raw not in self._numbers:
            self._numbers[raw] = len(self._numbers) + 1
            self._pattern = None
        return f"masked-{self._numbers[raw]}({_shape(raw)})"

    def body(self, text: str, *, success: bool = True) -> str:
        """Return the text of a response body with placeholders for its values.

        The body may be truncated or invalid JSON. Only numbers are masked in text that is not JSON.

        Args:
            text: The body.
            success: Whether the response is successful. Only nested values are masked in errors.
        """
        return "".join(self._mask_tokens(text, unmasked_depth=0 if success else 1))

    def _mask_tokens(self, text: str, unmasked_depth: int) -> Iterator[str]:
        depth, end = 0, 0
        for token in _TOKEN.finditer(text):
            yield text[end : token.start()]
            end = token.end()
            depth += bool(token["open"]) - bool(token["close"])
            string = token["string"]
            if (
                token["open"]
                or token["close"]
                or token["colon"]
                or (unmasked_depth and depth <= unmasked_depth)
            ):
                yield token[0]
            elif string:
                content = string[1:-1] if string.endswith('"') and len(string) > 1 else string[1:]
                shown = content if not content or _ID.fullmatch(content) else self.value(content)
                yield f'"{shown}"'
            else:
                yield self.value(token[0])
        yield text[end:]

    def text(self, text: str) -> str:
        """Return a message in which the values of previous response bodies are masked.

        A value of fewer than four characters is masked only between quotes.
        """
        if not self._numbers:
            return text
        if self._pattern is None:
            longest_first = sorted(self._numbers, key=len, reverse=True)
            quoted = "|".join(map(re.escape, longest_first))
            unquoted = "|".join(
                re.escape(raw) for raw in longest_first if len(raw) >= _MIN_UNQUOTED_LENGTH
            )
            self._pattern = re.compile(
                rf"(?P<quote>[\"'`])(?P<quoted>{quoted})(?P=quote)"
                + (rf"|(?<![\w-])(?P<bare>{unquoted})(?![\w-])" if unquoted else "(?P<bare>(?!))")
            )

        return self._pattern.sub(self._mask_match, text)

    def _mask_match(self, match: re.Match[str]) -> str:
        if match["bare"]:
            return self.value(match["bare"])
        return f"{match['quote']}{self.value(match['quoted'])}{match['quote']}"


def _shape(raw: str) -> str:
    letters_and_digits = re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", _digits, raw))
    if len(letters_and_digits) > _MAX_SHAPE_LENGTH:
        return letters_and_digits[:_MAX_SHAPE_LENGTH] + "…"
    return letters_and_digits


def _digits(run: re.Match[str]) -> str:
    # A leading zero belongs to the shape, not to the amount.
    return "09" if len(run[0]) > 1 and run[0].startswith("0") else "9"
