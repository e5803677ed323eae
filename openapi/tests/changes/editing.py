"""Edits of the document `parcels.yaml` for tests, and functions that make the edits."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any, NamedTuple

from openapi.changes.model.classification import Class
from openapi.document import Document, read
from openapi.pointer import parse_pointer
from openapi.tests.inputs import PARCELS

GONE = object()
"""The value of an edit that removes a value of the document."""

DOC = Class.DOCUMENTATION
FINE = Class.COMPATIBLE
CALLER = Class.BREAKING_CALLER
WIRE = Class.BREAKING_WIRE
SAME = None

_PATH = "/paths/~1depots~1{depotId}~1parcels"
_OPERATION = f"{_PATH}/post"
_RESPONSE = f"{_OPERATION}/responses/200"
_SCHEMAS = "/components/schemas"
_PARCEL = f"{_SCHEMAS}/Parcel/allOf/1"

# The JSON Pointers of the nodes with which locations of edits begin.
BASES = {
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
    "response": _RESPONSE,
    "responses": f"{_OPERATION}/responses",
    "schemas": _SCHEMAS,
    "query": f"{_SCHEMAS}/Query",
    "box": f"{_SCHEMAS}/Box",
    "found": f"{_SCHEMAS}/Found",
    "parcel": _PARCEL,
    "problem": f"{_SCHEMAS}/Problem",
}


class Edit(NamedTuple):
    """An edit of an OpenAPI document, and the expected class (severity) of the edit.

    Attributes:
        name: A description of the edit.
        location: A name in `BASES`, followed by a JSON Pointer from that node to the edited value.
        value: The new value, or `GONE` to remove the value.
        forward: The class of the most severe difference; None if no difference is expected.
        backward: The class of the most severe difference if the edit is undone.
    """

    name: str
    location: str
    value: Any
    forward: Class | None
    backward: Class | None


def original() -> dict[str, Any]:
    """Return an unchanged copy of the document `parcels.yaml`."""
    return deepcopy(_parcels().content)


@cache
def _parcels() -> Document:
    return read(PARCELS)


def edited(*edits: tuple[str, Any]) -> dict[str, Any]:
    """Return a changed copy of the document `parcels.yaml`.

    Args:
        edits: Pairs of a location and a new value.
    """
    content = original()
    for location, value in edits:
        edit(content, location, value)
    return content


def edit(content: dict[str, Any], location: str, value: Any) -> None:
    """Set, remove or append a value at a location of a document, in place."""
    base, _, rest = location.partition("/")
    *path, last = parse_pointer(f"{BASES[base]}/{rest}".rstrip("/"))
    node: Any = content
    for token in path:
        node = node[int(token)] if isinstance(node, list) else node[token]
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
