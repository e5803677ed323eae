"""Redact secrets such as bearer tokens in output."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from attrs import frozen

#: The minimum length of a base64 piece. Shorter pieces occur in text without secrets.
_MIN_PIECE_LENGTH = 8

#: An escaped ASCII character of a URL, JSON, a Python literal or HTML.
_ESCAPED = re.compile(r"%[2-7][0-9a-f]|\\u00[2-7]|\\x[2-7]|\\[/\"']|&[#a-z]", re.IGNORECASE)
#: The characters with which escapes begin.
_ESCAPE_CHARACTERS = "%\\&"

_HTML_NAMES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}


class Secret:
    """A secret value, with the shell variable that stands for the value in output.

    Only the method `reveal` returns the value.

    Attributes:
        variable: The name of the shell variable, or a shell expansion.
    """

    # Not an attrs class, because tools such as hypothesis print the fields of attrs classes.
    __slots__ = ("__value", "variable")

    def __init__(self, value: str, variable: str) -> None:
        self.__value = value
        self.variable = variable

    def reveal(self) -> str:
        """Return the secret value, which may only be sent to the server under test."""
        return self.__value

    def __repr__(self) -> str:
        return f"<Secret {self}>"

    def __str__(self) -> str:
        # A shell expansion such as NAME%?, which removes the last letter, needs braces.
        # A command substitution has parentheses of its own.
        if self.variable.isidentifier() or self.variable.startswith("("):
            return f"${self.variable}"
        return f"${{{self.variable}}}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.__value == other.__value

    def __hash__(self) -> int:
        return hash(self.__value)


def redact_and_escape(text: str, secrets: Iterable[Secret]) -> str:
    """Return text with secrets redacted and control characters escaped.

    Control characters are escaped so that a response cannot control the terminal.
    """
    text = redact(text, secrets)
    return "".join(c if c == "\n" or c.isprintable() else ascii(c)[1:-1] for c in text)


def redact(text: str, secrets: Iterable[Secret]) -> str:
    """Return text in which each secret is replaced by the shell variable of the secret.

    A secret is also found in hexadecimal, in base64, in the other letter case, and with characters
    that are escaped as in URLs, JSON or HTML.
    """
    return _finder(tuple(secrets)).redact(text)


@frozen
class _Finder:
    """A finder of secrets in text.

    Attributes:
        folded: The lower-case texts to find in either letter case, such as hexadecimal.
        exact: The texts to find in exactly this letter case, such as base64.
        secrets: The secrets, the longest one first.
    """

    folded: tuple[str, ...]
    exact: tuple[str, ...]
    secrets: tuple[Secret, ...]

    def redact(self, text: str) -> str:
        lowered = text.lower()
        # Most texts have no secrets. Substring searches are faster than the regular expression.
        if (
            any(encoding in lowered for encoding in self.folded)
            or any(encoding in text for encoding in self.exact)
            or _ESCAPED.search(text)
        ):
            # The pattern for escaped characters takes a tenth of a second to compile.
            escaped = any(character in text for character in _ESCAPE_CHARACTERS)
            pattern = _pattern(self.secrets, escaped)
            return pattern.sub(lambda match: str(self.secrets[(match.lastindex or 1) - 1]), text)
        return text


@lru_cache(maxsize=64)
def _finder(secrets: tuple[Secret, ...]) -> _Finder:
    longest_first = sorted(
        (s for s in dict.fromkeys(secrets) if s.reveal()), key=lambda s: -len(s.reveal())
    )
    return _Finder(
        tuple(text for secret in longest_first for text in _in_either_case(secret)),
        tuple(piece for secret in longest_first for piece in _base64_pieces(secret)),
        tuple(longest_first),
    )


@lru_cache(maxsize=64)
def _pattern(longest_first: tuple[Secret, ...], escaped: bool) -> re.Pattern[str]:
    """Return a regular expression for all encodings of the secrets, with one group per secret.

    With ``escaped``, the characters of the secrets may be escaped.
    """
    # One pass with the longest secret first, so that the variable that replaces one secret is
    # not searched for other secrets.
    any_form = _any_escape if escaped else re.escape
    patterns = []
    for secret in longest_first:
        encodings = [_either_case_pattern(text, any_form) for text in _in_either_case(secret)]
        encodings += [_piece_pattern(piece, any_form) for piece in _base64_pieces(secret)]
        patterns.append(f"({'|'.join(encodings)})")
    return re.compile("|".join(patterns) or r"(?!)")


def _in_either_case(secret: Secret) -> list[str]:
    """Return the encodings of a secret that may have either letter case, in lower case."""
    value = secret.reveal()
    return [value.lower(), value.encode().hex()]


def _base64_pieces(secret: Secret) -> Iterator[str]:
    """Yield texts by which a secret can be found inside base64-encoded data.

    Base64 encodes groups of three bytes. The value can start at three positions in a group, and
    each position results in another text. Texts of fewer than eight characters are omitted, because
    they also occur by chance.
    """
    value = secret.reveal().encode()
    for before in range(3):
        whole = b64encode(bytes(before) + value).decode()
        # The characters whose six bits all belong to the value.
        piece = whole[-(-before * 8 // 6) : (before + len(value)) * 8 // 6]
        if len(piece) >= _MIN_PIECE_LENGTH:
            yield from dict.fromkeys((piece, piece.replace("+", "-").replace("/", "_")))


def _piece_pattern(piece: str, any_form: Callable[[str], str]) -> str:
    # The neighbouring characters also contain bits of the value.
    return f"[\\w+/-]{{0,2}}{''.join(map(any_form, piece))}[\\w+/-]?"


def _either_case_pattern(text: str, any_form: Callable[[str], str]) -> str:
    either = (dict.fromkeys((c.lower(), c.upper())) for c in text)
    return "".join(f"(?:{'|'.join(map(any_form, cases))})" for cases in either)


@lru_cache
def _any_escape(character: str) -> str:
    """Return a regular expression for a character, also if it is escaped (`%41`, `&#65;`)."""
    code = ord(character)
    escapes = [
        re.escape(character),
        rf"%(?:25)*(?i:{code:02x})",
        rf"\\+(?i:u00{code:02x}|x{code:02x})",
        rf"&(?i:#0*{code}|#x0*{code:x});",
    ]
    if not character.isalnum():
        escapes.append(rf"\\+{re.escape(character)}")
    if character in _HTML_NAMES:
        escapes.append(f"&{_HTML_NAMES[character]};")
    return f"(?:{'|'.join(escapes)})"
