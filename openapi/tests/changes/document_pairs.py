"""Pairs of OpenAPI documents for tests. The two documents of a pair differ in several places."""

from __future__ import annotations

from typing import Any, NamedTuple

from openapi.changes.model.classification import Class
from openapi.tests.changes.editing import CALLER, DOC, FINE, GONE, WIRE, edited, original
from openapi.tests.changes.equivalents import keys_reversed

Content = dict[str, Any]


class DocumentPair(NamedTuple):
    """Two documents that differ in one change, and the expected class (severity) of the change.

    Attributes:
        name: A description of the change.
        old: The old document.
        new: The new document.
        forward: The class of the most severe difference; None if no difference is expected.
        backward: The class of the most severe difference after the two documents are exchanged.
    """

    name: str
    old: Content
    new: Content
    forward: Class | None
    backward: Class | None


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
_STRING_OR_BOOLEAN = {"oneOf": [{"type": "string"}, {"type": "boolean"}]}
_BAD_PAGE_REFUSES = "responses/400/x-scenarios/bad_page/refuses"
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
    return _with_path(path, name, (f"{_BAD_PAGE_REFUSES}/{name}", {"minLength": 2}))


DOCUMENT_PAIRS = (
    DocumentPair(
        "a path parameter is renamed",
        original(),
        _with_path("/depots/{depot}/parcels", "depot"),
        CALLER,
        CALLER,
    ),
    DocumentPair(
        "a path parameter has another notation of the same name",
        original(),
        _with_path("/depots/{depot_id}/parcels", "depot_id"),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a path is renamed",
        original(),
        _with_path("/sheds/{depotId}/parcels", "depotId"),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "a required body is added",
        edited(("operation/requestBody", GONE)),
        edited(("operation/requestBody", {"required": True, "content": _TEXT})),
        WIRE,
        CALLER,
    ),
    DocumentPair(
        "an error has another status",
        original(),
        edited(("responses/404", GONE), ("responses/410", _PROBLEM)),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "a status was covered by the default response",
        edited(("responses/404", GONE), ("responses/default", _PROBLEM)),
        edited(("responses/default", _PROBLEM)),
        None,
        None,
    ),
    DocumentPair(
        "the order of the servers is reversed",
        original(),
        edited(("document/servers", original()["servers"][::-1])),
        CALLER,
        CALLER,
    ),
    DocumentPair(
        "an unregistered format changes",
        edited(("parcel/properties/id", _SHORT)),
        edited(("parcel/properties/id", _LONG)),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "a response becomes one of two alternatives",
        original(),
        edited(("response/content/application~1json/schema", _FOUND_OR_NUMBER)),
        WIRE,
        FINE,
    ),
    DocumentPair(
        "a component is renamed",
        original(),
        edited(
            ("schemas/Box", GONE),
            ("schemas/Case", original()["components"]["schemas"]["Box"]),
            ("query/properties/box/$ref", "#/components/schemas/Case"),
        ),
        CALLER,
        CALLER,
    ),
    DocumentPair(
        "a component whose name is a value of the discriminator is renamed",
        original(),
        edited(
            ("schemas/Locker", GONE),
            ("schemas/Cabinet", _LOCKER),
            ("query/properties/to/oneOf/1/$ref", "#/components/schemas/Cabinet"),
        ),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "explode of an array in the path changes",
        edited(("depotId/schema", _LIST)),
        edited(("depotId/schema", _LIST), ("depotId/explode", True)),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a path item becomes a reference",
        original(),
        _with_path_item_moved(),
        None,
        None,
    ),
    DocumentPair(
        "anyOf of overlapping alternatives becomes oneOf",
        edited(("found/properties/notes/items", {"anyOf": _STREET_OR_LOCKER})),
        edited(("found/properties/notes/items", {"oneOf": _STREET_OR_LOCKER})),
        FINE,
        WIRE,
    ),
    DocumentPair(
        "additionalProperties is set to an allOf of its default",
        original(),
        edited(("problem/additionalProperties", {"allOf": [{}]})),
        None,
        None,
    ),
    DocumentPair(
        "tags is set to an empty list",
        edited(("operation/tags", GONE)),
        edited(("operation/tags", [])),
        None,
        None,
    ),
    DocumentPair(
        "an alternative is added to a list of types",
        edited(("kind/schema", _STRING_OR_BOOLEAN)),
        edited(("kind/schema", {"oneOf": [*_STRING_OR_BOOLEAN["oneOf"], {"type": "array"}]})),
        FINE,
        WIRE,
    ),
    DocumentPair(
        "the default discriminator mapping is written out",
        original(),
        _mapped("where", Street="#/components/schemas/Street", Locker="Locker"),
        None,
        None,
    ),
    DocumentPair(
        "a value of the discriminator mapping changes",
        original(),
        _mapped("where", street="#/components/schemas/Street", Locker="Locker"),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "an alternative is added with a discriminator value",
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
    DocumentPair(
        "a described component is inlined",
        _labelled(_DESCRIBED),
        _labelled({"type": "string", "description": "The street."}),
        None,
        None,
    ),
    DocumentPair(
        "a description behind another description changes",
        _labelled(_DESCRIBED),
        _labelled(_DESCRIBED, "Some label."),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a path parameter is renamed in a scenario too",
        _refusing("/depots/{depotId}/parcels", "depotId"),
        _refusing("/depots/{depot}/parcels", "depot"),
        CALLER,
        CALLER,
    ),
    DocumentPair(
        "a scenario is renamed",
        original(),
        edited(
            ("responses/404/x-scenarios", {"nobody": {"when": "Nobody knows the depot."}}),
        ),
        DOC,
        DOC,
    ),
    DocumentPair(
        "the keys of a scenario are reordered",
        edited(("responses/404/x-scenarios/unknown", _SCENARIO)),
        edited(("responses/404/x-scenarios/unknown", keys_reversed(_SCENARIO))),
        None,
        None,
    ),
    DocumentPair(
        "the schema of rejected values becomes a component",
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
    DocumentPair(
        "the default response becomes a component",
        edited(("responses/default", _PROBLEM)),
        edited(
            ("responses/default", {"$ref": "#/components/responses/Problem"}),
            ("document/components/responses", {"Problem": _PROBLEM}),
        ),
        None,
        None,
    ),
    DocumentPair(
        "a description and a parameter change",
        original(),
        edited(("page/description", "Which."), ("page/required", True)),
        WIRE,
        FINE,
    ),
)
