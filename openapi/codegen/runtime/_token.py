"""Access tokens, their sources, and the validation of tokens."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from ._errors import InvalidArgumentError
from ._redaction import PLACEHOLDER, Redactor

Token: TypeAlias = str | Callable[[], str] | Callable[[], Awaitable[str]]
"""An access token, or a function that returns an access token, synchronously or asynchronously."""

_MAX_LENGTH = 16_384  # more than servers accept in a header


class HiddenToken:
    """An access token that is hidden from `repr`, tracebacks and pickles.

    An invalid token is hidden too, because a single wrong character can make a token invalid. The
    token may be of a subclass of `str` whose `__str__` returns a masked text. The real characters
    are the token.
    """

    __slots__ = ("_problem", "_reveal")

    def __init__(self, token: Any) -> None:
        if isinstance(token, str):
            token = str.__str__(token)
        self._reveal: Callable[[], Any] = lambda: token
        self._problem = _problem(token)

    def __repr__(self) -> str:
        return PLACEHOLDER

    def require_valid(self) -> HiddenToken:
        """Return this access token if it is valid.

        Raises:
            InvalidArgumentError: If a header cannot hold the token.
        """
        if self._problem:  # in the traceback, no local variable of this package holds the token
            raise InvalidArgumentError(self._problem)
        return self

    def authorization(self) -> str:
        """Return the value of the `Authorization` header that holds this access token."""
        return f"Bearer {self._reveal()}"

    def register(self, redactor: Redactor) -> None:
        """Let a redactor replace this access token in texts."""
        redactor.add(self._reveal)


class TokenSource:
    """The source of the access token of each request.

    Args:
        token: A token, a function that returns a token, or another source.

    Attributes:
        renewable: Whether the source may return a different token for the next request.
    """

    __slots__ = ("_fetch", "renewable")

    def __init__(self, token: Token | TokenSource) -> None:
        self._fetch: Callable[[], Any]
        self.renewable: bool
        if isinstance(token, TokenSource):
            self._fetch, self.renewable = token._fetch, token.renewable
        elif callable(token):
            self._fetch, self.renewable = token, True
        else:
            hidden = HiddenToken(token)
            self._fetch, self.renewable = (lambda: hidden), False

    def __repr__(self) -> str:
        return PLACEHOLDER

    def require_valid(self) -> None:
        """Raise an error if the token is an invalid string.

        If the token is a function, each request validates the result of the function instead.

        Raises:
            InvalidArgumentError: If the token is not a string that a header can hold.
        """
        if not self.renewable:
            self.get()

    def get(self) -> HiddenToken:
        """Return the access token of the next request.

        Raises:
            InvalidArgumentError: If the token function is asynchronous, or a header cannot hold
                the token.
        """
        return _hidden(self._fetch()).require_valid()

    async def aget(self) -> HiddenToken:
        """Return the access token of the next request. The token function may be asynchronous.

        Raises:
            InvalidArgumentError: If a header cannot hold the token.
        """
        return (await _awaited(self._fetch())).require_valid()


def _hidden(token: Any) -> HiddenToken:
    if inspect.iscoroutine(token):
        token.close()
    return token if isinstance(token, HiddenToken) else HiddenToken(token)


async def _awaited(token: Any) -> HiddenToken:
    return _hidden(await token if inspect.isawaitable(token) else token)


def _problem(token: Any) -> str:
    if inspect.isawaitable(token):
        return "the token must be awaited: a synchronous call needs a synchronous token function"
    if not isinstance(token, str):
        return "the token is not a string"
    # RFC 6750, section 2.1, allows fewer characters. A header can hold a few more, but not at the
    # beginning or the end of its value.
    if not token or len(token) > _MAX_LENGTH or not all("!" <= each <= "~" for each in token):
        return "the token is empty, is too long or has characters that a header cannot hold"
    return ""
