"""Edits of the responses in an OpenAPI document, and the expected class (severity) of each edit.

The edits change status codes, headers, media types, bodies and annotations.
"""

from __future__ import annotations

from openapi.tests.changes.editing import CALLER, DOC, FINE, GONE, SAME, WIRE, Edit

_TEXT = {"schema": {"type": "string"}}
_PROBLEM = {
    "description": "Slow down.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

RESPONSES = (
    # statuses, headers, media types
    Edit("an error status is added", "responses/429", _PROBLEM, FINE, WIRE),
    Edit("a success status is added", "responses/202", {"description": "Later."}, WIRE, WIRE),
    Edit("a redirect is added", "responses/307", {"description": "There."}, WIRE, WIRE),
    Edit("a default response is added", "responses/default", _PROBLEM, FINE, WIRE),
    Edit("an error status is removed", "responses/404", GONE, WIRE, FINE),
    Edit("the success status is removed", "responses/200", GONE, WIRE, WIRE),
    Edit("a header is added", "response/headers/ETag", _TEXT, FINE, WIRE),
    Edit("a header is removed", "response/headers/X-Count", GONE, WIRE, FINE),
    Edit("a header becomes optional", "response/headers/X-Count/required", False, WIRE, FINE),
    Edit("a header becomes a string", "response/headers/X-Count/schema/type", "string", WIRE, FINE),
    Edit(
        "a header becomes a boolean",
        "response/headers/X-Count/schema/type",
        "boolean",
        WIRE,
        WIRE,
    ),
    Edit(
        "maxLength of a header is added", "response/headers/X-Hint/schema/maxLength", 9, FINE, WIRE
    ),
    Edit("a media type is added", "response/content/text~1csv", _TEXT, FINE, WIRE),
    Edit("the media type is replaced", "response/content", {"text/csv": _TEXT}, WIRE, WIRE),
    Edit("the content is removed", "response/content", GONE, WIRE, FINE),
    # properties
    Edit("a property becomes write-only", "parcel/properties/weight/writeOnly", True, WIRE, FINE),
    Edit("an unregistered format is added", "parcel/properties/id/format", "short", FINE, WIRE),
    Edit(
        "rejected values are added to a scenario",
        "responses/404/x-scenarios/unknown/refuses",
        {"depotId": {"minLength": 2}},
        WIRE,
        FINE,
    ),
    Edit(
        "an optional property is added", "found/properties/when", {"type": "string"}, FINE, CALLER
    ),
    Edit("an optional property is removed", "found/properties/notes", GONE, CALLER, FINE),
    Edit("a required property is removed", "found/properties/depot", GONE, WIRE, FINE),
    Edit(
        "a property becomes required", "found/required", ["parcels", "depot", "notes"], FINE, WIRE
    ),
    Edit("a property becomes optional", "found/required", ["parcels"], WIRE, FINE),
    Edit("required is reordered", "found/required", ["depot", "parcels"], SAME, SAME),
    Edit("additional properties are disallowed", "problem/additionalProperties", False, FINE, WIRE),
    Edit("a property of an error is removed", "problem/properties/context", GONE, CALLER, FINE),
    # nested properties
    Edit("nested: a property becomes optional", "found/properties/depot/required", [], WIRE, FINE),
    Edit(
        "nested: a property has another type",
        "found/properties/depot/properties/load/type",
        "string",
        WIRE,
        WIRE,
    ),
    Edit(
        "nested: an integer becomes a number",
        "found/properties/depot/properties/load/type",
        "number",
        WIRE,
        FINE,
    ),
    Edit(
        "nested: a maximum rises", "found/properties/depot/properties/load/maximum", 200, WIRE, FINE
    ),
    Edit(
        "nested: a minimum rises", "found/properties/depot/properties/load/minimum", 1, FINE, WIRE
    ),
    Edit(
        "nested: an object may be null",
        "found/properties/depot/type",
        ["object", "null"],
        WIRE,
        FINE,
    ),
    # in maps and allOf
    Edit("in a map: a property becomes optional", "parcel/required", [], WIRE, FINE),
    Edit("in a map: a pattern widens", "parcel/properties/id/pattern", "^[0-9a-f]+$", WIRE, FINE),
    Edit("in a map: a pattern narrows", "parcel/properties/id/pattern", "^0[0-9]{7}$", FINE, WIRE),
    Edit("in a map: a pattern is removed", "parcel/properties/id/pattern", GONE, WIRE, FINE),
    Edit(
        "in a map: a property is added", "parcel/properties/size", {"type": "string"}, FINE, CALLER
    ),
    Edit("in a map: a property is removed", "parcel/properties/weight", GONE, CALLER, FINE),
    Edit(
        "in a map: a value is added to an enumeration",
        "parcel/properties/state/enum",
        ["sent", "lost", "found"],
        WIRE,
        FINE,
    ),
    Edit("in a map: an enumeration is removed", "parcel/properties/state/enum", GONE, WIRE, FINE),
    Edit(
        "in a map: a number becomes an integer",
        "parcel/properties/weight/type",
        "integer",
        FINE,
        WIRE,
    ),
    Edit(
        "in a map: a property may no longer be null",
        "parcel/properties/arrived/type",
        "string",
        FINE,
        WIRE,
    ),
    Edit(
        "in a map: a date-time becomes a date",
        "parcel/properties/arrived/format",
        "date",
        WIRE,
        WIRE,
    ),
    Edit("in a map: a format is removed", "parcel/properties/arrived/format", GONE, WIRE, CALLER),
    Edit("in a map: the format uuid is added", "parcel/properties/id/format", "uuid", CALLER, WIRE),
    Edit("in allOf: a property becomes optional", "schemas/Named/required", [], WIRE, FINE),
    Edit("in allOf: maxLength rises", "schemas/Named/properties/name/maxLength", 90, WIRE, FINE),
    Edit("in allOf: maxLength falls", "schemas/Named/properties/name/maxLength", 70, FINE, WIRE),
    Edit(
        "the pattern of a map's keys widens",
        "found/properties/parcels/propertyNames/pattern",
        "^[a-z0-9]+$",
        WIRE,
        FINE,
    ),
    Edit(
        "the schema of a map's keys is removed",
        "found/properties/parcels/propertyNames",
        GONE,
        WIRE,
        FINE,
    ),
    Edit(
        "the values of a map may be anything",
        "found/properties/parcels/additionalProperties",
        True,
        WIRE,
        FINE,
    ),
    Edit(
        "the values of a map become strings",
        "found/properties/parcels/additionalProperties",
        {"type": "string"},
        WIRE,
        WIRE,
    ),
    # lists and alternatives
    Edit("in a list: minLength falls", "parcel/properties/tags/items/minLength", 0, WIRE, FINE),
    Edit(
        "in a list: the items have another type",
        "parcel/properties/tags/items/type",
        "integer",
        WIRE,
        WIRE,
    ),
    Edit("maxItems rises", "found/properties/notes/maxItems", 20, WIRE, FINE),
    Edit("minItems is added", "found/properties/notes/minItems", 1, FINE, WIRE),
    Edit(
        "an alternative is added",
        "found/properties/notes/items/anyOf/-",
        {"type": "integer"},
        WIRE,
        FINE,
    ),
    Edit("an alternative is removed", "found/properties/notes/items/anyOf/0", GONE, FINE, WIRE),
    Edit(
        "alternatives may be null",
        "found/properties/notes/items/anyOf/-",
        {"type": "null"},
        WIRE,
        FINE,
    ),
    Edit(
        "anyOf of exclusive alternatives becomes oneOf",
        "found/properties/notes/items",
        {"oneOf": [{"$ref": "#/components/schemas/Street"}, {"type": "string"}]},
        SAME,
        SAME,
    ),
    # names of classes
    Edit("a title names the class", "found/title", "Findings", CALLER, CALLER),
    Edit("a title repeats the name", "found/title", "Found", DOC, DOC),
    Edit(
        "a title of a schema without a class is added", "parcel/properties/id/title", "Id", DOC, DOC
    ),
    Edit("a titled class is renamed", "schemas/Street/title", "Road", CALLER, CALLER),
    # rules in extensions
    Edit("x-live widens", "response/x-live", ["/depot"], WIRE, FINE),
    Edit("x-live narrows", "response/x-live", [], FINE, WIRE),
    Edit(
        "more values are rejected in a scenario",
        "responses/400/x-scenarios/bad_page/refuses/page/pattern",
        "^[1-9]$",
        WIRE,
        FINE,
    ),
    Edit(
        "the sentence of a scenario changes",
        "responses/404/x-scenarios/unknown/when",
        "It is unknown.",
        DOC,
        DOC,
    ),
    Edit(
        "a scenario is added",
        "responses/404/x-scenarios/closed",
        {"when": "It is closed."},
        FINE,
        WIRE,
    ),
    # annotations
    Edit("the description of a response changes", "response/description", "Parcels.", DOC, DOC),
    Edit(
        "a text has other line breaks",
        "operation/description",
        "Finds the\n  parcels of\na depot.\n",
        SAME,
        SAME,
    ),
    Edit(
        "the description of a component changes",
        "schemas/Parcel/description",
        "One parcel.",
        DOC,
        DOC,
    ),
    Edit(
        "a description of a property is added",
        "parcel/properties/id/description",
        "Its id.",
        DOC,
        DOC,
    ),
    Edit("a property is deprecated", "parcel/properties/weight/deprecated", True, FINE, DOC),
    Edit("an example changes", "response/content/application~1json/example", {}, DOC, DOC),
    Edit("an unused component grows", "schemas/Unused/required", ["id"], DOC, DOC),
    Edit("the title of the document changes", "document/info/title", "Boxes", DOC, DOC),
    Edit("the version changes", "document/info/version", "9.0.0", SAME, SAME),
    Edit("the OpenAPI version changes", "document/openapi", "3.1.1", DOC, DOC),
    Edit("a tag is listed", "document/tags/-", {"name": "Depots"}, DOC, DOC),
    Edit("a tag is described", "document/tags/0/description", "All of them.", DOC, DOC),
)
