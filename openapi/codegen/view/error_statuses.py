"""The client's error classes for the statuses that a document describes.

The name of a class is the customary one, such as `NotFoundError` for 404, or else is made of the
reason phrase of the status (RFC 9110, section 15).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from textwrap import fill
from typing import Any, NamedTuple

from openapi_python_client.schema import UntrustedString
from openapi_python_client.strings import safe_for_docstring

from openapi.document import Document
from openapi.pointer import resolve

_CUSTOMARY = {
    400: "InvalidRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
}
# The runtime has classes for these statuses, independent of the document.
_OWN = {429: "RateLimitError", **dict.fromkeys(range(500, 600), "InternalServerError")}


_PLACE = "        ├── …                     a class for each status that the document describes\n"
_CLASS = """

class {}(ApiError):
    \"\"\"{}\"\"\"
"""


class Status(NamedTuple):
    """An error status that a document describes.

    Attributes:
        code: The status code, 400 or higher.
        error: The name of the status's error class.
        description: The description of the response with this status.
    """

    code: int
    error: str
    description: str


def error_of(code: int) -> str | None:
    """Return the name of the error class of a status code, or None if the code is below 400."""
    return None if code < 400 else _OWN.get(code) or _CUSTOMARY.get(code) or _phrased(code)


def statuses(document: Document) -> list[Status]:
    """Return the error statuses of a document that have no class in the runtime, in order."""
    found: dict[int, Status] = {}
    for code, response in _responses(document):
        error = error_of(code)
        if error is not None and code not in _OWN and code not in found:
            found[code] = Status(code, error, " ".join(response.get("description", "").split()))
    return sorted(found.values())


def with_classes(module: str, statuses: Sequence[Status]) -> str:
    """Return the runtime's module of errors with the classes of statuses.

    Each gets a line in the tree that is drawn at the module's top, and its class at the end.
    """
    drawn = "".join(f"        ├── {each.error:21} {each.code}\n" for each in statuses)
    above, _, below = module.partition(_PLACE)
    classes = "".join(_CLASS.format(each.error, _docstring(each)) for each in statuses)
    return f"{above}{drawn}{below}{classes}"


def _docstring(status: Status) -> str:
    description = safe_for_docstring(UntrustedString(f"{status.code}: {status.description}"))
    return fill(description, 92, subsequent_indent="    ")


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
