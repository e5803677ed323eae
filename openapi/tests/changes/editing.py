"""How the tables write an edit, and how it is made."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any, NamedTuple

from openapi.changes.model.classification import Class
from openapi.document import Document, read
from openapi.tests.inputs import PARCELS

GONE = object()
"""In place of a value: what stands there is taken away."""

DOC = Class.DOCUMENTATION
FINE = Class.COMPATIBLE
CALLER = Class.BREAKING_CALLER
WIRE = Class.BREAKING_WIRE
SAME = None

_PATH = "/paths/~1depots~1{depotId}~1parcels"
_OPERATION = f"{_PATH}/post"
_ANSWER = f"{_OPERATION}/responses/200"
_SCHEMAS = "/components/schemas"
_PARCEL = f"{_SCHEMAS}/Parcel/allOf/1"

# What the first word of a place stands for.
HOMES = {
    "document": "",
    "path": _PATH,
    "operation": _OPERATION,
    "depotId": f"{_PATH}/parameters/0",
    "limit": f"{_OPERATION}/parameters/0",
    "page": f"{_OPERATION}/parameters/1",
    "kind": f"{_OPERATION}/parameters/2",
    "ids": f"{_OPERATION}/parameters/3",
    "trace": f"{_OPERATION}/parameters/4",
    "body": f"{_OPERATION}/requestBody",
    "answer": _ANSWER,
    "responses": f"{_OPERATION}/responses",
    "schemas": _SCHEMAS,
    "query": f"{_SCHEMAS}/Query",
    "box": f"{_SCHEMAS}/Box",
    "found": f"{_SCHEMAS}/Found",
    "parcel": _PARCEL,
    "problem": f"{_SCHEMAS}/Problem",
}


class Edit(NamedTuple):
    """One edit of the document, and the classes of making it and of taking it back.

    Attributes:
        says: What is edited, in words.
        place: One of `HOMES`, and the way from there.
        value: What is put there; `GONE` takes away; a list's `-` appends.
        there: The gravest class of the edit; None if it is no change.
        back: The gravest class of the reverse.
    """

    says: str
    place: str
    value: Any
    there: Class | None
    back: Class | None


def original() -> dict[str, Any]:
    """Return the document that the edits are made in."""
    return deepcopy(_parcels().content)


@cache
def _parcels() -> Document:
    return read(PARCELS)


def edited(*edits: tuple[str, Any]) -> dict[str, Any]:
    """Return the document with edits made in it."""
    content = original()
    for place, value in edits:
        put(content, place, value)
    return content


def put(content: dict[str, Any], place: str, value: Any) -> None:
    """Put a value at a place, or take away what is there."""
    home, _, way = place.partition("/")
    tokens = f"{HOMES[home]}/{way}".rstrip("/").split("/")[1:]
    *path, last = (token.replace("~1", "/").replace("~0", "~") for token in tokens)
    node: Any = content
    for step in path:
        node = node[int(step)] if isinstance(node, list) else node[step]
    if isinstance(node, list):
        if last == "-":
            node.append(value)
        elif value is GONE:
            del node[int(last)]
        else:
            node[int(last)] = value
    elif value is GONE:
        del node[last]
    else:
        node[last] = value
