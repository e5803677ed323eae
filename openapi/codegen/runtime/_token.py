"""The access token: where it comes from, and that it is shown nowhere."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from ._redaction import PLACEHOLDER, Redactor
from .errors import InvalidArgument

Token: TypeAlias = str | Callable[[], str] | Callable[[], Awaitable[str]]
"""An access token, or what returns one, at once or to be awaited."""

_LONGEST = 16_384  # more than servers take in a header


class Secret:
    """A token that is good for a header. It shows itself to nobody else."""

    __slots__ = ("_reveal",)

    def __init__(self, token: Any) -> None:
        if not isinstance(token, str):
            raise InvalidArgument("the token is not a string")
        # RFC 6750, section 2.1, allows less; a header could hold more, but not at its ends.
        if not token or len(token) > _LONGEST or not all("!" <= each <= "~" for each in token):
            raise InvalidArgument("the token is empty or cannot stand in a header")
        self._reveal: Callable[[], str] = lambda: token

    def __repr__(self) -> str:
        return PLACEHOLDER

    def authorization(self) -> str:
        """Return the value of the header."""
        return f"Bearer {self._reveal()}"

    def tell(self, redactor: Redactor) -> None:
        """Let a redactor know what to take out."""
        redactor.learn(self._reveal)


class TokenSource:
    """Gives the token for each request.

    Attributes:
        renewable: Whether asking again may give another one.

    Raises:
        InvalidArgument: If it is neither a token that a header can hold nor a callable.
    """

    __slots__ = ("_ask", "renewable")

    def __init__(self, token: Token) -> None:
        self.renewable = callable(token)
        if callable(token):
            self._ask: Callable[[], Any] = token
        else:
            secret = Secret(token)
            self._ask = lambda: secret

    @classmethod
    def of(cls, token: Token | TokenSource) -> TokenSource:
        """Return a token as a source of it."""
        return token if isinstance(token, TokenSource) else cls(token)

    def __repr__(self) -> str:
        return PLACEHOLDER

    def get(self) -> Secret:
        """Return the token for the next request.

        Raises:
            InvalidArgument: If it has to be awaited, or no header can hold it.
        """
        given = self._ask()
        if inspect.isawaitable(given):
            if inspect.iscoroutine(given):
                given.close()
            raise InvalidArgument("the token has to be awaited: call the asynchronous form")
        return given if isinstance(given, Secret) else Secret(given)

    async def aget(self) -> Secret:
        """Return the token for the next request, awaited if it has to be.

        Raises:
            InvalidArgument: If no header can hold it.
        """
        given = self._ask()
        if inspect.isawaitable(given):
            given = await given
        return given if isinstance(given, Secret) else Secret(given)
