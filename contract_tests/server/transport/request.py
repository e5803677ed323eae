"""Classes for a request to an operation, and for the credential that the request sends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from attrs import field, frozen

from ...contract import Operation, Query
from ...redaction.secrets import Secret

#: The headers of every request, unless the target file sets others. The suite judges the bytes of
#: the body, and therefore requests no content encoding.
DEFAULT_HEADERS = {
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "keep-alive",
    "User-Agent": "bitgo-oes-contract",
}


@frozen
class Credential:
    """The ``Authorization`` header of a request."""

    template: str | None
    """The value of the header with ``{}`` for the secret; None for a request without the header."""
    secret: Secret | None = None

    @classmethod
    def bearer(cls, token: Secret) -> Credential:
        """Return an ``Authorization`` header with a bearer token."""
        return cls("Bearer {}", token)

    @property
    def header(self) -> str | None:
        """The value of the ``Authorization`` header, with the secret in it."""
        if self.template is None or self.secret is None:
            return self.template
        return self.template.replace("{}", self.secret.reveal())

    @property
    def redacted(self) -> str | None:
        """The ``Authorization`` header for reports: a shell variable replaces the secret."""
        if self.template is None or self.secret is None:
            return self.template
        # The header is enclosed in double quotes.
        before, _, after = self.template.replace('"', r"\"").partition("{}")
        name = self.secret.variable
        # A shell would read a letter after the variable as a part of its name.
        runs_on = name.isidentifier() and after[:1].isidentifier()
        return f"{before}${{{name}}}{after}" if runs_on else f"{before}{self.secret}{after}"


#: Texts that a gateway may take for an attack: control and invisible characters, bytes that are not
#: UTF-8, quotes, brackets, braces, markup, escapes, comments, paths, and hexadecimal numbers and
#: statements of SQL. A router, such as that of aiohttp, has no route for a path with braces.
_HOSTILE = re.compile(
    r"""[\x00-\x1f\x7f-\x9f\u200b\ufeff\ud800-\udfff'"`<>\\;()[\]{}|^] | -- | /\* | \.\. | / | %
    | \b0x[0-9a-f]{4}
    | \b(union|select|insert|update|delete|drop|exec|sleep)\b""",
    re.IGNORECASE | re.VERBOSE,
)

_NOT_IN_CREDENTIALS = re.compile("[^A-Za-z0-9._~+/= -]")

#: The longest query string that every server must accept, and the largest number of its values.
MAX_CERTAIN_BYTES, MAX_CERTAIN_VALUES = 1024, 20


@frozen
class Request:
    """A request to an operation: path parameters, query string, credential and method."""

    operation: Operation
    path: Mapping[str, str]
    query: Query
    credential: Credential
    method: str = field(default="GET")
    verbatim: bool = False
    """Whether the values are sent as they are, and not percent-encoded.

    The values must then be printable ASCII without spaces.
    """
    over_encoded: bool = False
    """Whether hyphens, letters and digits in the query are percent-encoded too.

    The request means the same as the request without this flag (RFC 3986, section 2.3).
    """

    @property
    def looks_hostile(self) -> bool:
        """Whether a gateway may take the request for an attack, and respond before the server.

        A gateway may also refuse a credential with a character that no bearer token has
        (RFC 6750, section 2.1), such as an asterisk.
        """
        texts = (*self.path.values(), *(text for pair in self.query for text in pair))
        # The braces of the template stand for the token.
        texts += ((self.credential.template or "").replace("{}", ""),)
        odd = _NOT_IN_CREDENTIALS.search(self.credential.header or "")
        return self.verbatim or odd is not None or any(map(_HOSTILE.search, texts))

    @property
    def has_slash(self) -> bool:
        """Whether a value in the path has a slash, which is sent percent-encoded."""
        return any("/" in value for value in self.path.values())

    @property
    def is_long(self) -> bool:
        """Whether a server may refuse the request because of the length of its query string."""
        return is_long(self.query)

    @property
    def target(self) -> str:
        """The path and query string of the request, with every value percent-encoded.

        A lone surrogate (Python's ``surrogateescape``) stands for a byte that is not UTF-8.
        """
        path = self.operation.path
        if self.verbatim:
            for name, value in self.path.items():
                path = path.replace(f"{{{name}}}", value)
            query = "&".join(f"{name}={value}" for name, value in self.query)
            return f"{path}?{query}" if query else path
        for name, value in self.path.items():
            path = path.replace(f"{{{name}}}", _encode(value))
        encode = _over_encode if self.over_encoded else _encode
        query = "&".join(f"{encode(name)}={encode(value)}" for name, value in self.query)
        return f"{path}?{query}" if query else path


def is_long(query: Query) -> bool:
    """Return whether a server may refuse a query string because of its length."""
    return len(query) > MAX_CERTAIN_VALUES or len(encode_query(query)) > MAX_CERTAIN_BYTES


def _encode(text: str) -> str:
    return quote(text, safe="", errors="surrogateescape")


def _over_encode(text: str) -> str:
    """Percent-encode a text, including the hyphens and the first and the last character."""
    last = len(text) - 1
    encoded = "".join(
        f"%{ord(character):02X}"
        if character == "-" or (index in {0, last} and character.isascii())
        else _encode(character)
        for index, character in enumerate(text)
    )
    # The hexadecimal digits of percent-encoding may have upper or lower case.
    return encoded.replace("%2D", "%2d", 2)


def encode_query(query: Query) -> str:
    """Return a query string in which every name and value is percent-encoded."""
    return urlencode(query, quote_via=quote, safe="", errors="surrogateescape")
