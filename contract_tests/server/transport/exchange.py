"""Requests, and the responses to them, with the form in which reports may show both."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from functools import cached_property
from unicodedata import category
from urllib.parse import quote, urlencode

from attrs import field, frozen

from ...contract import Json, Operation, Query
from ...redaction.masks import Mask
from ...redaction.secrets import Secret, redact_and_escape
from .strict_json import NotJson, decode

_EXCERPT_LENGTH = 300  # characters
_LONGEST_TEXT = 100_000  # characters, far beyond any secret that could reach into an excerpt


@frozen
class Credential:
    """The ``Authorization`` header of a request; a template of None means no header.

    The secret takes the place of ``{}`` in the template.
    """

    template: str | None
    secret: Secret | None = None

    @classmethod
    def bearer(cls, token: Secret) -> Credential:
        """Return the credential of a bearer token, as the document requires it."""
        return cls("Bearer {}", token)

    @property
    def header(self) -> str | None:
        """The value of the ``Authorization`` header, with the secret in it."""
        if self.template is None or self.secret is None:
            return self.template
        return self.template.replace("{}", self.secret.reveal())

    @property
    def redacted(self) -> str | None:
        """The value of the ``Authorization`` header, with a shell variable for the secret."""
        if self.template is None or self.secret is None:
            return self.template
        before, _, after = self.template.partition("{}")
        name = self.secret.variable
        # A shell would read a letter after the variable as a part of its name.
        runs_on = name.isidentifier() and after[:1].isidentifier()
        return f"{before}${{{name}}}{after}" if runs_on else f"{before}{self.secret}{after}"


@frozen
class Request:
    """A request to an operation: path parameters, query string, credential and method."""

    operation: Operation
    path: Mapping[str, str]
    query: Query
    credential: Credential
    method: str = field(default="GET")

    @property
    def target(self) -> str:
        """The path and query string of the request, with every value percent-encoded.

        A lone surrogate (Python's ``surrogateescape``) stands for a byte that is not UTF-8.
        """
        path = self.operation.path
        for name, value in self.path.items():
            path = path.replace(f"{{{name}}}", quote(value, safe="", errors="surrogateescape"))
        return f"{path}?{encode_query(self.query)}" if self.query else path


def encode_query(query: Query) -> str:
    """Return a query string in which every name and value is percent-encoded."""
    return urlencode(query, quote_via=quote, safe="", errors="surrogateescape")


@frozen(slots=False)
class Exchange:
    """A request and the response to it. A status of 0 means that the response is not HTTP."""

    request: Request
    base_url: str
    extra_headers: Mapping[str, Secret]
    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    secrets: tuple[Secret, ...] = ()
    """The secrets to redact in the response, which may echo them."""
    body_error: str = ""
    """Why the body is incomplete; empty for a complete body."""
    mask: Mask | None = field(default=None, repr=False)
    """The mask of amounts and names; None if reports may show them."""
    stalled: bool = False
    """Whether the response stopped in the middle for as long as the timeout."""

    @cached_property
    def decoded(self) -> Json | NotJson:
        """The JSON value of the body, decoded once. Do not change the value."""
        try:
            return decode(self.content)
        except ValueError as error:
            return NotJson(str(error))

    @property
    def may_be_from_gateway(self) -> bool:
        """Whether a gateway may have refused the control characters in the query string."""
        return 400 <= self.status < 500 and any(
            category(letter) == "Cc" for _, value in self.request.query for letter in value
        )

    @property
    def content_type(self) -> str:
        """The media type of the response in lower case, without parameters; empty if missing."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def curl(self) -> str:
        """Return a curl command that repeats the request, with shell variables for secrets."""
        words = ["curl -sS -i"]
        if self.request.method != "GET":
            head = self.request.method == "HEAD"
            words.append("--head" if head else f"-X {self.request.method}")
        if self.request.credential.redacted is not None:
            # In double quotes, the shell replaces the variable by the token.
            words.append(f'-H "Authorization: {self.request.credential.redacted}"')
        words += [f'-H "{name}: {value}"' for name, value in self.extra_headers.items()]
        words.append(shlex.quote(self.base_url + self.request.target))
        return " ".join(words)

    @property
    def summary(self) -> str:
        """The status and the media type of the response, in words."""
        if not self.status:
            return "not HTTP"
        return f"{self.status} {self.content_type or 'without content type'}"

    @property
    def text(self) -> str:
        """The body of the response as text, with escapes for bytes that are not UTF-8."""
        return self.content.decode("utf-8", "backslashreplace")

    def excerpt(self) -> str:
        """Return the beginning of the response body on one line, redacted and masked."""
        return self.shorten(self.text) or "(no body)"

    def shorten(self, text: str) -> str:
        """Return the beginning of a part of the body on one line, redacted and masked."""
        # Redacting comes before cutting, which could leave half a secret at the end.
        text = self.mask_body(redact_and_escape(text[:_LONGEST_TEXT], self.secrets))
        text = " ".join(text.split())
        return text if len(text) <= _EXCERPT_LENGTH else text[:_EXCERPT_LENGTH] + " …"

    def mask_body(self, body: str) -> str:
        """Return a response body, or a part of it, with amounts and names masked if necessary."""
        if self.mask is None:
            return body
        return self.mask.body(body, success=self.status < 300)

    def mask_sentence(self, text: str) -> str:
        """Return a sentence about the response, with its amounts and names masked if necessary."""
        return text if self.mask is None else self.mask.text(text)
