"""Changes that take several edits, or start from another document."""

from __future__ import annotations

from typing import Any, NamedTuple

from openapi.changes.model.classification import Class
from openapi.tests.changes.editing import CALLER, DOC, FINE, GONE, WIRE, edited, original
from openapi.tests.changes.spelling import keys_reversed

Content = dict[str, Any]


class Pair(NamedTuple):
    """Two documents that differ in one change, and the classes of the change there and back."""

    says: str
    old: Content
    new: Content
    there: Class | None
    back: Class | None


def _with_path(path: str, name: str, *edits: tuple[str, Any]) -> Content:
    content = edited(("depotId/name", name), *edits)
    content["paths"] = {path: next(iter(content["paths"].values()))}
    return content


_TEXT = {"text/plain": {"schema": {"type": "string"}}}
_PROBLEM = original()["paths"]["/depots/{depotId}/parcels"]["post"]["responses"]["404"]
_LOCKER = original()["components"]["schemas"]["Locker"]
_FOUND_OR_NUMBER = {"oneOf": [{"$ref": "#/components/schemas/Found"}, {"type": "integer"}]}
_SHORT, _LONG = ({"type": "string", "format": each} for each in ("short", "long"))

_LIST = {"type": "array", "items": {"type": "string"}}
_STREET_OR_LOCKER = [{"$ref": f"#/components/schemas/{name}"} for name in ("Street", "Locker")]
_TEXT_OR_TRUTH = {"oneOf": [{"type": "string"}, {"type": "boolean"}]}
_PAGE_REFUSED = "responses/400/x-scenarios/bad_page/refuses"
_DESCRIBED = {"description": "The street.", "$ref": "#/components/schemas/Label"}
_SCENARIO = {"when": "Nobody knows the depot.", "supplies": {"depot_id": "required", "token": "x"}}


def _with_path_item_moved() -> Content:
    content = original()
    ((path, item),) = content["paths"].items()
    content["paths"] = {path: {"$ref": "#/components/pathItems/Parcels"}}
    content["components"]["pathItems"] = {"Parcels": item}
    return content


def _mapped(where: str, **mapping: str) -> Content:
    return edited(
        ("query/properties/to/discriminator", {"propertyName": where, "mapping": mapping}),
    )


def _labelled(schema: Content, description: str = "A label.") -> Content:
    label = {"type": "string", "description": description}
    return edited(("schemas/Label", label), ("schemas/Street/properties/street", schema))


def _refusing(path: str, name: str) -> Content:
    return _with_path(path, name, (f"{_PAGE_REFUSED}/{name}", {"minLength": 2}))


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
        "a list in the path is joined by commas either way",
        edited(("depotId/schema", _LIST)),
        edited(("depotId/schema", _LIST), ("depotId/explode", True)),
        DOC,
        DOC,
    ),
    Pair(
        "a path refers to its operations",
        original(),
        _with_path_item_moved(),
        None,
        None,
    ),
    Pair(
        "exactly one alternative, where a value may fit two",
        edited(("found/properties/notes/items", {"anyOf": _STREET_OR_LOCKER})),
        edited(("found/properties/notes/items", {"oneOf": _STREET_OR_LOCKER})),
        FINE,
        WIRE,
    ),
    Pair(
        "open is spelled out in an allOf",
        original(),
        edited(("problem/additionalProperties", {"allOf": [{}]})),
        None,
        None,
    ),
    Pair(
        "no tags are spelled out",
        edited(("operation/tags", GONE)),
        edited(("operation/tags", [])),
        None,
        None,
    ),
    Pair(
        "a third alternative is no bare type",
        edited(("kind/schema", _TEXT_OR_TRUTH)),
        edited(("kind/schema", {"oneOf": [*_TEXT_OR_TRUTH["oneOf"], {"type": "array"}]})),
        FINE,
        WIRE,
    ),
    Pair(
        "what tells alternatives apart is spelled out",
        original(),
        _mapped("where", Street="#/components/schemas/Street", Locker="Locker"),
        None,
        None,
    ),
    Pair(
        "what tells alternatives apart is another value",
        original(),
        _mapped("where", street="#/components/schemas/Street", Locker="Locker"),
        WIRE,
        WIRE,
    ),
    Pair(
        "what tells alternatives apart has a value for the new one",
        _mapped("where", street="Street", locker="Locker"),
        edited(
            (
                "query/properties/to/discriminator",
                {
                    "propertyName": "where",
                    "mapping": {"street": "Street", "locker": "Locker", "box": "Box"},
                },
            ),
            ("query/properties/to/oneOf/-", {"$ref": "#/components/schemas/Box"}),
        ),
        FINE,
        WIRE,
    ),
    Pair(
        "a described component is written in its place",
        _labelled(_DESCRIBED),
        _labelled({"type": "string", "description": "The street."}),
        None,
        None,
    ),
    Pair(
        "a component is described otherwise behind another description",
        _labelled(_DESCRIBED),
        _labelled(_DESCRIBED, "Some label."),
        DOC,
        DOC,
    ),
    Pair(
        "a path parameter is renamed that an answer refuses",
        _refusing("/depots/{depotId}/parcels", "depotId"),
        _refusing("/depots/{depot}/parcels", "depot"),
        CALLER,
        CALLER,
    ),
    Pair(
        "a scenario is renamed",
        original(),
        edited(
            ("responses/404/x-scenarios", {"nobody": {"when": "Nobody knows the depot."}}),
        ),
        DOC,
        DOC,
    ),
    Pair(
        "what a tester supplies is in another order",
        edited(("responses/404/x-scenarios/unknown", _SCENARIO)),
        edited(("responses/404/x-scenarios/unknown", keys_reversed(_SCENARIO))),
        None,
        None,
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
