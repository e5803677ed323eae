"""Edits of what the caller receives: statuses, headers, media types, bodies; and of texts."""

from __future__ import annotations

from openapi.tests.changes.editing import CALLER, DOC, FINE, GONE, SAME, WIRE, Edit

_TEXT = {"schema": {"type": "string"}}
_PROBLEM = {
    "description": "Slow down.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

ANSWERS = (
    # statuses, headers, media types
    Edit("an error status comes", "responses/429", _PROBLEM, FINE, WIRE),
    Edit("a success status comes", "responses/202", {"description": "Later."}, WIRE, WIRE),
    Edit("a redirect comes", "responses/307", {"description": "There."}, WIRE, WIRE),
    Edit("all else is described", "responses/default", _PROBLEM, FINE, WIRE),
    Edit("an error status goes", "responses/404", GONE, WIRE, FINE),
    Edit("the success status goes", "responses/200", GONE, WIRE, WIRE),
    Edit("a header comes", "answer/headers/ETag", _TEXT, FINE, WIRE),
    Edit("a header goes", "answer/headers/X-Count", GONE, WIRE, FINE),
    Edit("a header may be missing", "answer/headers/X-Count/required", False, WIRE, FINE),
    Edit("a header is another type", "answer/headers/X-Count/schema/type", "string", WIRE, FINE),
    Edit(
        "a header is a truth value, not a number",
        "answer/headers/X-Count/schema/type",
        "boolean",
        WIRE,
        WIRE,
    ),
    Edit("a header narrows", "answer/headers/X-Hint/schema/maxLength", 9, FINE, WIRE),
    Edit("a media type comes", "answer/content/text~1csv", _TEXT, FINE, WIRE),
    Edit("the media type goes", "answer/content", {"text/csv": _TEXT}, WIRE, WIRE),
    Edit("a body is no longer described", "answer/content", GONE, WIRE, FINE),
    # members
    Edit("a member is write-only", "parcel/properties/weight/writeOnly", True, WIRE, FINE),
    Edit("an unknown format comes", "parcel/properties/id/format", "short", FINE, WIRE),
    Edit(
        "a refusal comes",
        "responses/404/x-scenarios/unknown/refuses",
        {"depotId": {"minLength": 2}},
        WIRE,
        FINE,
    ),
    Edit("an optional member comes", "found/properties/when", {"type": "string"}, FINE, CALLER),
    Edit("an optional member goes", "found/properties/notes", GONE, CALLER, FINE),
    Edit("a required member goes", "found/properties/depot", GONE, WIRE, FINE),
    Edit("a member is promised", "found/required", ["parcels", "depot", "notes"], FINE, WIRE),
    Edit("a promise is taken back", "found/required", ["parcels"], WIRE, FINE),
    Edit("required is reordered", "found/required", ["depot", "parcels"], SAME, SAME),
    Edit("other members are excluded", "problem/additionalProperties", False, FINE, WIRE),
    Edit("an error's member goes", "problem/properties/context", GONE, CALLER, FINE),
    # nested members
    Edit("nested: a promise is taken back", "found/properties/depot/required", [], WIRE, FINE),
    Edit(
        "nested: another type", "found/properties/depot/properties/load/type", "string", WIRE, WIRE
    ),
    Edit("nested: any number", "found/properties/depot/properties/load/type", "number", WIRE, FINE),
    Edit("nested: more", "found/properties/depot/properties/load/maximum", 200, WIRE, FINE),
    Edit("nested: less", "found/properties/depot/properties/load/minimum", 1, FINE, WIRE),
    Edit("nested: null", "found/properties/depot/type", ["object", "null"], WIRE, FINE),
    # below maps and allOf
    Edit("below a map: a promise is taken back", "parcel/required", [], WIRE, FINE),
    Edit(
        "below a map: a pattern widens", "parcel/properties/id/pattern", "^[0-9a-f]+$", WIRE, FINE
    ),
    Edit(
        "below a map: a pattern narrows", "parcel/properties/id/pattern", "^0[0-9]{7}$", FINE, WIRE
    ),
    Edit("below a map: a pattern goes", "parcel/properties/id/pattern", GONE, WIRE, FINE),
    Edit("below a map: a member comes", "parcel/properties/size", {"type": "string"}, FINE, CALLER),
    Edit("below a map: a member goes", "parcel/properties/weight", GONE, CALLER, FINE),
    Edit(
        "below a map: a value comes",
        "parcel/properties/state/enum",
        ["sent", "lost", "found"],
        WIRE,
        FINE,
    ),
    Edit(
        "below a map: values are no longer named", "parcel/properties/state/enum", GONE, WIRE, FINE
    ),
    Edit("below a map: an integer", "parcel/properties/weight/type", "integer", FINE, WIRE),
    Edit("below a map: no null", "parcel/properties/arrived/type", "string", FINE, WIRE),
    Edit("below a map: a date, not a time", "parcel/properties/arrived/format", "date", WIRE, WIRE),
    Edit("below a map: no format", "parcel/properties/arrived/format", GONE, WIRE, CALLER),
    Edit("below a map: an id is a UUID", "parcel/properties/id/format", "uuid", CALLER, WIRE),
    Edit("in allOf: a promise is taken back", "schemas/Named/required", [], WIRE, FINE),
    Edit("in allOf: a text is longer", "schemas/Named/properties/name/maxLength", 90, WIRE, FINE),
    Edit("in allOf: a text is shorter", "schemas/Named/properties/name/maxLength", 70, FINE, WIRE),
    Edit(
        "keys of a map widen",
        "found/properties/parcels/propertyNames/pattern",
        "^[a-z0-9]+$",
        WIRE,
        FINE,
    ),
    Edit("keys of a map are free", "found/properties/parcels/propertyNames", GONE, WIRE, FINE),
    Edit(
        "values of a map are free",
        "found/properties/parcels/additionalProperties",
        True,
        WIRE,
        FINE,
    ),
    Edit(
        "values of a map are text",
        "found/properties/parcels/additionalProperties",
        {"type": "string"},
        WIRE,
        WIRE,
    ),
    # lists and alternatives
    Edit("below a list: an empty text", "parcel/properties/tags/items/minLength", 0, WIRE, FINE),
    Edit("below a list: another type", "parcel/properties/tags/items/type", "integer", WIRE, WIRE),
    Edit("a list is longer", "found/properties/notes/maxItems", 20, WIRE, FINE),
    Edit("a list is never empty", "found/properties/notes/minItems", 1, FINE, WIRE),
    Edit(
        "an alternative comes",
        "found/properties/notes/items/anyOf/-",
        {"type": "integer"},
        WIRE,
        FINE,
    ),
    Edit("an alternative goes", "found/properties/notes/items/anyOf/0", GONE, FINE, WIRE),
    Edit(
        "alternatives may be null",
        "found/properties/notes/items/anyOf/-",
        {"type": "null"},
        WIRE,
        FINE,
    ),
    Edit(
        "exactly one alternative, where no value fits two",
        "found/properties/notes/items",
        {"oneOf": [{"$ref": "#/components/schemas/Street"}, {"type": "string"}]},
        SAME,
        SAME,
    ),
    # names of classes
    Edit("a title names the class", "found/title", "Findings", CALLER, CALLER),
    Edit("a title repeats the name", "found/title", "Found", SAME, SAME),
    Edit("a title of what has no class", "parcel/properties/id/title", "Id", DOC, DOC),
    Edit("a titled class is renamed", "schemas/Street/title", "Road", CALLER, CALLER),
    # our own rules
    Edit("more is live", "answer/x-live", ["/depot"], WIRE, FINE),
    Edit("less is live", "answer/x-live", [], FINE, WIRE),
    Edit(
        "a refusal is stricter",
        "responses/400/x-scenarios/bad_page/refuses/page/pattern",
        "^[1-9]$",
        WIRE,
        FINE,
    ),
    Edit(
        "a scenario is worded otherwise",
        "responses/404/x-scenarios/unknown/when",
        "It is unknown.",
        DOC,
        DOC,
    ),
    Edit(
        "a scenario comes",
        "responses/404/x-scenarios/closed",
        {"when": "It is closed."},
        FINE,
        WIRE,
    ),
    # for people
    Edit("an answer is described otherwise", "answer/description", "Parcels.", DOC, DOC),
    Edit(
        "a text is wrapped otherwise",
        "operation/description",
        "Finds the\n  parcels of\na depot.\n",
        SAME,
        SAME,
    ),
    Edit(
        "a component is described otherwise", "schemas/Parcel/description", "One parcel.", DOC, DOC
    ),
    Edit("a member is described", "parcel/properties/id/description", "Its id.", DOC, DOC),
    Edit("a member is deprecated", "parcel/properties/weight/deprecated", True, FINE, DOC),
    Edit("an example changes", "answer/content/application~1json/example", {}, DOC, DOC),
    Edit("an unused component grows", "schemas/Unused/required", ["id"], DOC, DOC),
    Edit("the document is titled otherwise", "document/info/title", "Boxes", DOC, DOC),
    Edit("the version changes", "document/info/version", "9.0.0", SAME, SAME),
    Edit("the language of the document is another", "document/openapi", "3.1.1", DOC, DOC),
    Edit("a tag is listed", "document/tags/-", {"name": "Depots"}, DOC, DOC),
    Edit("a tag is described", "document/tags/0/description", "All of them.", DOC, DOC),
)
