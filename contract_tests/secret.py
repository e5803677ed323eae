"""Values that no output may show, and how output is kept free of them."""

from __future__ import annotations

import re
from collections.abc import Iterable


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
        # Braces for what a shell makes of a variable, such as NAME%? for all but its last letter.
        return f"${self.variable}" if self.variable.isidentifier() else f"${{{self.variable}}}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.__value == other.__value

    def __hash__(self) -> int:
        return hash(self.__value)


def fit_to_show(text: str, secrets: Iterable[Secret]) -> str:
    """Return text without secrets, which a server may echo, and without control characters.

    A secret is replaced by its variable in either letter case; a control character is escaped,
    so that nothing a server sends can act on a terminal.
    """
    shown = {secret.reveal().lower(): str(secret) for secret in secrets}
    if shown:
        # In one pass, the longest first: what stands for one secret is not searched for others.
        longest_first = sorted(shown, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
        text = pattern.sub(lambda match: shown.get(match[0].lower(), "$SECRET"), text)
    return "".join(c if c == "\n" or c.isprintable() else ascii(c)[1:-1] for c in text)
