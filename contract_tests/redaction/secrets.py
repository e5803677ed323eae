"""Values that no output may show, and how output is kept free of them."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import lru_cache

from attrs import frozen

#: A shorter piece of base64 would be found in innocent text.
_SHORTEST_PIECE = 8

#: An ASCII character written as something else: in a URL, in JSON, in Python's repr, in HTML.
_ESCAPED = re.compile(r"%[2-7][0-9a-f]|\\u00[2-7]|\\x[2-7]|\\[/\"']|&[#a-z]", re.IGNORECASE)
_HTML_NAMES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}


class Secret:
    """A credential, and the shell variable, or expansion of one, that stands for it in output.

    Only :meth:`reveal` gives the value away. It is a plain class: tools that print fields, as
    hypothesis does of those that attrs makes, find none.
    """

    __slots__ = ("__value", "variable")

    def __init__(self, value: str, variable: str) -> None:
        self.__value = value
        self.variable = variable

    def reveal(self) -> str:
        """Return the value, to be sent to the target and nowhere else."""
        return self.__value

    def __repr__(self) -> str:
        return f"<Secret {self}>"

    def __str__(self) -> str:
        # Braces for what a shell makes of a variable, such as NAME%? for all but its last letter;
        # a command that makes more of it has its own parentheses.
        if self.variable.isidentifier() or self.variable.startswith("("):
            return f"${self.variable}"
        return f"${{{self.variable}}}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.__value == other.__value

    def __hash__(self) -> int:
        return hash(self.__value)


def fit_to_show(text: str, secrets: Iterable[Secret]) -> str:
    """Return text without secrets, which a server may echo, and without control characters.

    A control character is escaped, so that nothing a server sends can act on a terminal.
    """
    text = without_secrets(text, secrets)
    return "".join(c if c == "\n" or c.isprintable() else ascii(c)[1:-1] for c in text)


def without_secrets(text: str, secrets: Iterable[Secret]) -> str:
    """Return text in which the variable of each secret stands in its place.

    A secret is found in either letter case, in hexadecimal, and in base64, where it may be a part
    of what is encoded, such as ``user:token``; each of them also with characters escaped as URLs,
    JSON or HTML do.
    """
    return _finder(tuple(secrets)).replaced(text)


@frozen
class _Finder:
    """Finds the spellings of some secrets, and is quick about text that has none."""

    folded: tuple[str, ...]
    exact: tuple[str, ...]
    pattern: re.Pattern[str]
    shown: tuple[str, ...]

    def replaced(self, text: str) -> str:
        lowered = text.lower()
        if (
            any(spelling in lowered for spelling in self.folded)
            or any(spelling in text for spelling in self.exact)
            or _ESCAPED.search(text)
        ):
            return self.pattern.sub(lambda match: self.shown[(match.lastindex or 1) - 1], text)
        return text


@lru_cache(maxsize=64)
def _finder(secrets: tuple[Secret, ...]) -> _Finder:
    # In one pass, the longest first: what stands for one secret is not searched for others.
    longest_first = sorted(
        (s for s in dict.fromkeys(secrets) if s.reveal()), key=lambda s: -len(s.reveal())
    )
    folded, exact, patterns = [], [], []
    for secret in longest_first:
        value = secret.reveal()
        either_case = [value.lower(), value.encode().hex()]
        pieces = list(_base64_pieces(value.encode()))
        folded += either_case
        exact += pieces
        spellings = [*map(_escaped_in_either_case, either_case), *map(_escaped_run, pieces)]
        patterns.append(f"({'|'.join(spellings)})")
    return _Finder(
        tuple(folded),
        tuple(exact),
        re.compile("|".join(patterns) or r"(?!)"),
        tuple(map(str, longest_first)),
    )


def _base64_pieces(value: bytes) -> Iterator[str]:
    """Return what is in base64 of anything that holds a value, wherever in it the value stands."""
    for before in range(3):
        whole = b64encode(bytes(before) + value).decode()
        # Characters whose six bits are all the value's own.
        piece = whole[-(-before * 8 // 6) : (before + len(value)) * 8 // 6]
        if len(piece) >= _SHORTEST_PIECE:
            yield from dict.fromkeys((piece, piece.replace("+", "-").replace("/", "_")))


def _escaped_run(piece: str) -> str:
    # With the characters around it, which hold bits of the value, too.
    return f"[\\w+/-]{{0,2}}{_escaped(piece)}[\\w+/-]?"


def _escaped(spelling: str) -> str:
    """Return a pattern of a text, each character as it is or escaped, perhaps more than once."""
    return "".join(map(_any_way, spelling))


def _escaped_in_either_case(spelling: str) -> str:
    either = (dict.fromkeys((c.lower(), c.upper())) for c in spelling)
    return "".join(f"(?:{'|'.join(map(_any_way, cases))})" for cases in either)


@lru_cache
def _any_way(character: str) -> str:
    code = ord(character)
    ways = [
        re.escape(character),
        rf"%(?:25)*(?i:{code:02x})",
        rf"\\+(?i:u00{code:02x}|x{code:02x})",
        rf"&(?i:#0*{code}|#x0*{code:x});",
    ]
    if not character.isalnum():
        ways.append(rf"\\+{re.escape(character)}")
    if character in _HTML_NAMES:
        ways.append(f"&{_HTML_NAMES[character]};")
    return f"(?:{'|'.join(ways)})"
