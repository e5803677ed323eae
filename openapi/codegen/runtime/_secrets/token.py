"""The access token: where it comes from, and that it is shown nowhere."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from .._errors import InvalidArgumentError
from .redaction import PLACEHOLDER, Redactor

Token: TypeAlias = str | Callable[[], str] | Callable[[], Awaitable[str]]
"""An access token, or what returns one, at once or to be awaited."""

_LONGEST = 16_384  # more than servers take in a header


class Secret:
    """A token that is good for a header, or why one is not. It shows itself to nobody else.

    What is refused may be most of a token. So it is refused by `require`, in whose frame, and in
    the frames around, nothing holds it.
    """

    __slots__ = ("_problem", "_reveal")

    def __init__(self, token: Any) -> None:
        self._reveal: Callable[[], Any] = lambda: token
        self._problem = _problem(token)

    def __repr__(self) -> str:
        return PLACEHOLDER

    def require(self) -> Secret:
        """Return this token.

        Raises:
            InvalidArgumentError: If no header can hold it.
        """
        if self._problem:
            raise InvalidArgumentError(self._problem)
        return self

    def authorization(self) -> str:
        """Return the value of the header."""
        return f"Bearer {self._reveal()}"

    def tell(self, redactor: Redactor) -> None:
        """Let a redactor know what to take out."""
        redactor.learn(self._reveal)


class TokenSource:
    """Gives the token for each request.

    Args:
        token: The token, or a callable, or a source of it.

    Attributes:
        renewable: Whether asking again may give another one.
    """

    __slots__ = ("_ask", "renewable")

    def __init__(self, token: Token | TokenSource) -> None:
        self._ask: Callable[[], Any]
        self.renewable: bool
        if isinstance(token, TokenSource):
            self._ask, self.renewable = token._ask, token.renewable
        elif callable(token):
            self._ask, self.renewable = token, True
        else:
            secret = Secret(token)
            self._ask, self.renewable = (lambda: secret), False

    def __repr__(self) -> str:
        return PLACEHOLDER

    def require(self) -> None:
        """Refuse what can never be a token.

        Raises:
            InvalidArgumentError: If it is neither a callable nor text that a header can hold.
        """
        if not self.renewable:
            self.get()

    def get(self) -> Secret:
        """Return the token for the next request.

        Raises:
            InvalidArgumentError: If it has to be awaited, or no header can hold it.
        """
        return _sealed(self._ask()).require()

    async def aget(self) -> Secret:
        """Return the token for the next request, awaited if it has to be.

        Raises:
            InvalidArgumentError: If no header can hold it.
        """
        return (await _awaited(self._ask())).require()


def _sealed(given: Any) -> Secret:
    if inspect.iscoroutine(given):
        given.close()
    return given if isinstance(given, Secret) else Secret(given)


async def _awaited(given: Any) -> Secret:
    return _sealed(await given if inspect.isawaitable(given) else given)


def _problem(token: Any) -> str:
    if inspect.isawaitable(token):
        return "the token has to be awaited: call the asynchronous form"
    if not isinstance(token, str):
        return "the token is not a string"
    # RFC 6750, section 2.1, allows less; a header could hold more, but not at its ends.
    if not token or len(token) > _LONGEST or not all("!" <= each <= "~" for each in token):
        return "the token is empty or cannot stand in a header"
    return ""
