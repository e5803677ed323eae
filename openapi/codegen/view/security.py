"""Decide whether the requests of an operation hold the access token."""

from __future__ import annotations

from openapi.document import Document, Operation


def is_authorized(operation: Operation, document: Document) -> bool:
    """Return whether the client sends the access token with the requests of an operation.

    The client sends the token unless the document says that the operation needs none, by an empty
    list of security requirements. A document without requirements leaves the token open.
    """
    requirements = operation.content.get("security", document.content.get("security"))
    return requirements is None or any(requirements)
