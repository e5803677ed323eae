"""One request and its answer, and how both are shown to people without secrets."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from functools import cached_property
from unicodedata import category
from urllib.parse import quote, urlencode

from attrs import field, frozen

from ...contract import Json, Operation, Query
from ...redaction.masks import Mask
from ...redaction.secrets import Secret, fit_to_show
from .strict_json import NotJson, decode

_EXCERPT = 300  # characters
_LONGEST = 100_000  # characters, far beyond any secret that could reach into an excerpt


@frozen
class Credential:
    """What a request carries as ``Authorization``; None for nothing at all."""

    template: str | None
    secret: Secret | None = None

    @classmethod
    def bearer(cls, token: Secret) -> Credential:
        """Present a token as the document asks."""
        return cls("Bearer {}", token)

    @property
    def header(self) -> str | None:
        """The header's value, secret and all."""
        if self.template is None or self.secret is None:
            return self.template
        return self.template.replace("{}", self.secret.reveal())

    @property
    def shown(self) -> str | None:
        """The header's value as output may show it, for a shell to put the secret in."""
        if self.template is None or self.secret is None:
            return self.template
        before, _, after = self.template.partition("{}")
        name = self.secret.variable
        # A letter that follows would belong to the variable's name.
        runs_on = name.isidentifier() and after[:1].isidentifier()
        return f"{before}${{{name}}}{after}" if runs_on else f"{before}{self.secret}{after}"


@frozen
class Case:
    """One concrete request of an operation."""

    operation: Operation
    path: Mapping[str, str]
    query: Query
    credential: Credential
    method: str = field(default="GET")

    @property
    def target(self) -> str:
        """The path and query as they go on the wire, every value percent-encoded.

        A lone surrogate, as ``surrogateescape`` makes it, stands for a byte that is not UTF-8.
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
    """A case as it was sent, and what came back; a status of 0 means that it was no HTTP."""

    case: Case
    base_url: str
    extra_headers: Mapping[str, Secret]
    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    secrets: tuple[Secret, ...] = ()
    """What must not be shown of the answer, should it echo them."""
    broken: str = ""
    """How the body ended before its time; empty for a whole one."""
    mask: Mask | None = field(default=None, repr=False)
    """What hides the data of the answer; None if all of it may be shown."""
    stalled: bool = False
    """Whether all of the timeout was spent on waiting for the rest."""

    @cached_property
    def decoded(self) -> Json | NotJson:
        """What the body says, read strictly, and only once: treat it as read-only."""
        try:
            return decode(self.content)
        except ValueError as error:
            return NotJson(str(error))

    @property
    def may_be_a_gateways(self) -> bool:
        """Whether a gateway may have refused control characters, in words of its own."""
        return 400 <= self.status < 500 and any(
            category(letter) == "Cc" for _, value in self.case.query for letter in value
        )

    @property
    def content_type(self) -> str:
        """The media type, lower-case and without parameters; empty if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def curl(self) -> str:
        """Return a shell line that sends the request again, with variables for the secrets."""
        words = ["curl -sS -i"]
        if self.case.method != "GET":
            words.append("--head" if self.case.method == "HEAD" else f"-X {self.case.method}")
        if self.case.credential.shown is not None:
            # In double quotes, so that the shell puts the token in.
            words.append(f'-H "Authorization: {self.case.credential.shown}"')
        words += [f'-H "{name}: {value}"' for name, value in self.extra_headers.items()]
        words.append(shlex.quote(self.base_url + self.case.target))
        return " ".join(words)

    @property
    def summary(self) -> str:
        """The status and the media type."""
        if not self.status:
            return "none that is HTTP"
        return f"{self.status} {self.content_type or 'without content type'}"

    @property
    def text(self) -> str:
        """The body as text, with escapes for the bytes that are no UTF-8."""
        return self.content.decode("utf-8", "backslashreplace")

    def excerpt(self) -> str:
        """Return the beginning of the body on one line."""
        return self.shortened(self.text) or "(no body)"

    def shortened(self, text: str) -> str:
        """Return the beginning of a part of the answer on one line, without secrets."""
        # Cut only afterwards, or half a secret would be left at the end.
        text = self.masked(fit_to_show(text[:_LONGEST], self.secrets))
        text = " ".join(text.split())
        return text if len(text) <= _EXCERPT else text[:_EXCERPT] + " …"

    def masked(self, body: str) -> str:
        """Return the body, or a part of it, without the data it tells, if that is hidden."""
        if self.mask is None:
            return body
        return self.mask.body(body, success=self.status < 300)

    def sentence(self, text: str) -> str:
        """Return a sentence about the answer without the data it tells, if that is hidden."""
        return text if self.mask is None else self.mask.text(text)
