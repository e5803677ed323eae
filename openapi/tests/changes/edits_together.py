"""Changes that take several edits, or start from another document."""

from __future__ import annotations

from typing import Any, NamedTuple

from openapi.changes.policy import Class
from openapi.tests.changes.editing import CALLER, DOC, FINE, GONE, WIRE, edited, original

Content = dict[str, Any]


class Pair(NamedTuple):
    """Two documents that differ in one change, and the classes of the change there and back."""

    says: str
    old: Content
    new: Content
    there: Class | None
    back: Class | None


def _with_path(path: str, name: str) -> Content:
    content = edited(("depotId/name", name))
    content["paths"] = {path: next(iter(content["paths"].values()))}
    return content


_TEXT = {"text/plain": {"schema": {"type": "string"}}}
_PROBLEM = original()["paths"]["/depots/{depotId}/parcels"]["post"]["responses"]["404"]
_LOCKER = original()["components"]["schemas"]["Locker"]
_FOUND_OR_NUMBER = {"oneOf": [{"$ref": "#/components/schemas/Found"}, {"type": "integer"}]}
_SHORT, _LONG = ({"type": "string", "format": each} for each in ("short", "long"))

TOGETHER = (
    Pair(
        "a path parameter is renamed",
        original(),
        _with_path("/depots/{depot}/parcels", "depot"),
        CALLER,
        CALLER,
    ),
    Pair(
        "a path parameter is respelled",
        original(),
        _with_path("/depots/{depot_id}/parcels", "depot_id"),
        DOC,
        DOC,
    ),
    Pair(
        "a path is renamed",
        original(),
        _with_path("/sheds/{depotId}/parcels", "depotId"),
        WIRE,
        WIRE,
    ),
    Pair(
        "a body that is required comes",
        edited(("operation/requestBody", GONE)),
        edited(("operation/requestBody", {"required": True, "content": _TEXT})),
        WIRE,
        CALLER,
    ),
    Pair(
        "an error has another status",
        original(),
        edited(("responses/404", GONE), ("responses/410", _PROBLEM)),
        WIRE,
        WIRE,
    ),
    Pair(
        "a status was covered by all else",
        edited(("responses/404", GONE), ("responses/default", _PROBLEM)),
        edited(("responses/default", _PROBLEM)),
        None,
        None,
    ),
    Pair(
        "the first server is another",
        original(),
        edited(("document/servers", original()["servers"][::-1])),
        CALLER,
        CALLER,
    ),
    Pair(
        "an unknown format is another",
        edited(("parcel/properties/id", _SHORT)),
        edited(("parcel/properties/id", _LONG)),
        WIRE,
        WIRE,
    ),
    Pair(
        "an answer is one of two",
        original(),
        edited(("answer/content/application~1json/schema", _FOUND_OR_NUMBER)),
        WIRE,
        FINE,
    ),
    Pair(
        "a component is renamed",
        original(),
        edited(
            ("schemas/Locker", GONE),
            ("schemas/Cabinet", _LOCKER),
            ("query/properties/to/oneOf/1/$ref", "#/components/schemas/Cabinet"),
        ),
        CALLER,
        CALLER,
    ),
    Pair(
        "a refusal refers to a component",
        original(),
        edited(
            ("schemas/Digits", {"pattern": "^[0-9]+$"}),
            (
                "responses/400/x-scenarios/bad_page/refuses/page",
                {"$ref": "#/components/schemas/Digits"},
            ),
        ),
        None,
        None,
    ),
    Pair(
        "a text and a parameter change",
        original(),
        edited(("page/description", "Which."), ("page/required", True)),
        WIRE,
        FINE,
    ),
)
