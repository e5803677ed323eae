"""Decide whether the requests of an operation hold the access token."""

from __future__ import annotations

from openapi.document import Document, Operation


def is_authorized(operation: Operation, document: Document) -> bool:
    """Return whether the client sends the access token with the requests of an operation.

    The client omits the token only if the document lists security requirements that demand no
    credentials, such as an empty list. If the document has no security requirements, the client
    sends the token.
    """
    requirements = operation.content.get("security", document.content.get("security"))
    return requirements is None or any(requirements)
