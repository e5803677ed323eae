"""The error classes of the status codes that an OpenAPI document describes.

A class is named after the HTTP reason phrase, except common classes such as `AuthenticationError`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from openapi.document import Document
from openapi.pointer import resolve

_CUSTOMARY = {
    400: "InvalidRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
}
# The runtime has classes for these status codes, because gateways send them for any operation.
_RUNTIME = {429: "RateLimitError", **dict.fromkeys(range(500, 600), "InternalServerError")}


class Status(NamedTuple):
    """An error status that the document describes, and its generated error class.

    Attributes:
        code: The status code.
        error: The name of the error class.
        description: The document's description of the response, as one line.
    """

    code: int
    error: str
    description: str


def _error_of(code: int) -> str | None:
    """Return the name of the error class of a status code; None for a success or a redirect."""
    return None if code < 400 else _RUNTIME.get(code) or _CUSTOMARY.get(code) or _phrased(code)


def statuses(document: Document) -> list[Status]:
    """Return the error statuses that need a generated class, sorted by status code."""
    found: dict[int, Status] = {}
    for code, response in _responses(document):
        error = _error_of(code)
        if error is not None and code not in _RUNTIME and code not in found:
            found[code] = Status(code, error, " ".join(response.get("description", "").split()))
    return sorted(found.values())


def _responses(document: Document) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for operation in document.operations():
        for code, response in operation.content.get("responses", {}).items():
            if str(code).isdigit():
                yield int(code), resolve(response, document.content)


def _phrased(code: int) -> str:
    try:
        phrase = HTTPStatus(code).phrase
    except ValueError:
        phrase = f"Status{code}"
    words = re.findall(r"[A-Za-z0-9]+", phrase.replace("'", ""))
    return "".join(word[:1].upper() + word[1:] for word in words).removesuffix("Error") + "Error"
