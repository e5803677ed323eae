"""Edits of the requests in an OpenAPI document, and the expected class (severity) of each edit.

The edits change operations, parameters, bodies, credentials, servers and names.
"""

from __future__ import annotations

from openapi.tests.changes.editing import CALLER, DOC, FINE, GONE, SAME, WIRE, Edit

_EMPTY = {"responses": {"204": {"description": "Done."}}}
_CREDENTIALS = {"name": "Authorization", "in": "header", "required": True}
_SORT = {"name": "sort", "in": "query", "schema": {"type": "string"}}

REQUESTS = (
    # operations and names
    Edit("an operation is added", "path/get", {"operationId": "look", **_EMPTY}, FINE, WIRE),
    Edit("a path is added", "document/paths/~1ping", {"get": _EMPTY}, FINE, WIRE),
    Edit("the operationId changes", "operation/operationId", "listParcels", CALLER, CALLER),
    Edit(
        "the operationId has another notation of the same name",
        "operation/operationId",
        "find_parcels",
        DOC,
        DOC,
    ),
    Edit("the operationId is removed", "operation/operationId", GONE, CALLER, CALLER),
    Edit("the first tag changes", "operation/tags/0", "Depots", CALLER, CALLER),
    Edit("the first tag has another letter case", "operation/tags/0", "parcels", DOC, DOC),
    Edit("a second tag is added", "operation/tags/-", "Depots", DOC, DOC),
    Edit("an operation is deprecated", "operation/deprecated", True, FINE, DOC),
    Edit("deprecated is set to its default", "operation/deprecated", False, SAME, SAME),
    # parameters
    Edit("an optional parameter is added", "operation/parameters/-", _SORT, FINE, CALLER),
    Edit(
        "a required parameter is added",
        "operation/parameters/-",
        {**_SORT, "required": True},
        WIRE,
        CALLER,
    ),
    Edit(
        "a parameter without a filter rule is removed", "operation/parameters/2", GONE, CALLER, FINE
    ),
    Edit("a parameter with a filter rule is removed", "operation/parameters/3", GONE, WIRE, FINE),
    Edit("a required header is removed", "operation/parameters/4", GONE, CALLER, WIRE),
    Edit("a parameter becomes required", "page/required", True, WIRE, FINE),
    Edit("required is set to its default", "page/required", False, SAME, SAME),
    Edit("a parameter moves to the header", "kind/in", "header", WIRE, WIRE),
    Edit("a header changes its letter case", "trace/name", "x-trace", DOC, DOC),
    Edit("a parameter is renamed", "kind/name", "sort", WIRE, WIRE),
    Edit("the parameter of the page number is removed", "operation/parameters/1", GONE, WIRE, FINE),
    Edit(
        "the Authorization header is listed as a parameter",
        "operation/parameters/-",
        _CREDENTIALS,
        SAME,
        SAME,
    ),
    Edit("a header is renamed", "trace/name", "X-Span", WIRE, WIRE),
    Edit("a parameter is deprecated", "kind/deprecated", True, FINE, DOC),
    Edit("a parameter is described", "kind/description", "What it is.", DOC, DOC),
    Edit("a parameter has an example", "kind/example", "box", DOC, DOC),
    # serialization of parameters
    Edit("style is set to its default", "ids/style", "form", SAME, SAME),
    Edit("explode is set to its default", "ids/explode", True, SAME, SAME),
    Edit("a list is joined by commas", "ids/explode", False, WIRE, WIRE),
    Edit("a list is joined by pipes", "ids/style", "pipeDelimited", WIRE, WIRE),
    Edit("a single value has a prefix", "depotId/style", "label", WIRE, WIRE),
    Edit("explode of a string changes", "kind/explode", False, DOC, DOC),
    Edit("reserved characters are allowed", "kind/allowReserved", True, FINE, WIRE),
    Edit("empty values are allowed", "kind/allowEmptyValue", True, FINE, WIRE),
    # values of parameters
    Edit("a string of digits becomes an integer", "page/schema", {"type": "integer"}, CALLER, WIRE),
    Edit("a string becomes an integer", "kind/schema", {"type": "integer"}, WIRE, WIRE),
    Edit("an integer becomes a string", "limit/schema/type", "string", CALLER, WIRE),
    Edit("an integer becomes a number", "limit/schema/type", "number", FINE, WIRE),
    Edit("an array becomes a string", "ids/schema", {"type": "string"}, WIRE, WIRE),
    Edit("a string may be null", "page/schema/type", ["string", "null"], FINE, WIRE),
    Edit("a pattern excludes a listed value", "kind/schema/pattern", "^b", WIRE, FINE),
    Edit("a pattern matches all listed values", "kind/schema/pattern", "^[a-z]+$", DOC, DOC),
    Edit("a pattern is added", "trace/schema/pattern", "^[a-z]+$", WIRE, FINE),
    Edit("a pattern widens", "page/schema/pattern", "^-?[0-9]+$", FINE, WIRE),
    Edit("a pattern allows other strings", "page/schema/pattern", "^[a-f]+$", WIRE, WIRE),
    Edit("a pattern is written differently", "page/schema/pattern", r"^\d{1,}$", SAME, SAME),
    Edit("a pattern uses unsupported syntax", "page/schema/pattern", "^(?=1)[0-9]+$", WIRE, WIRE),
    Edit("a registered format is added", "page/schema/format", "ipv4", WIRE, FINE),
    Edit(
        "a format with a Python type of its own is removed",
        "trace/schema/format",
        GONE,
        CALLER,
        WIRE,
    ),
    Edit("an unregistered format is added", "depotId/schema/format", "word", FINE, FINE),
    Edit("a display format is added", "depotId/schema/format", "password", DOC, DOC),
    Edit(
        "digits get a format, so that they are no integers", "page/schema/format", "x", CALLER, FINE
    ),
    Edit("a format narrows", "limit/schema/format", "int32", WIRE, FINE),
    Edit("a format of another type is added", "kind/schema/format", "int32", FINE, FINE),
    Edit("a value is added", "kind/schema/enum", ["box", "letter", "tube"], FINE, WIRE),
    Edit("values are reordered", "kind/schema/enum", ["letter", "box"], SAME, SAME),
    Edit("an enumeration is removed", "kind/schema/enum", GONE, CALLER, WIRE),
    Edit("a minimum rises", "limit/schema/minimum", 2, WIRE, FINE),
    Edit("a minimum is removed", "limit/schema/minimum", GONE, FINE, WIRE),
    Edit("a maximum rises", "limit/schema/maximum", 200, FINE, WIRE),
    Edit("a maximum becomes exclusive", "limit/schema/exclusiveMaximum", 100, WIRE, FINE),
    Edit(
        "an equivalent exclusive maximum is added", "limit/schema/exclusiveMaximum", 101, SAME, SAME
    ),
    Edit("minLength rises", "depotId/schema/minLength", 2, WIRE, FINE),
    Edit("maxLength is added", "page/schema/maxLength", 9, WIRE, FINE),
    Edit("minLength is set to its default", "page/schema/minLength", 0, SAME, SAME),
    Edit("maxLength of a number is added", "limit/schema/maxLength", 9, DOC, DOC),
    Edit("minItems rises", "ids/schema/minItems", 2, WIRE, FINE),
    Edit("maxItems is added", "ids/schema/maxItems", 50, WIRE, FINE),
    Edit("uniqueItems becomes true", "ids/schema/uniqueItems", True, WIRE, FINE),
    Edit("uniqueItems is set to its default", "ids/schema/uniqueItems", False, SAME, SAME),
    Edit("maxLength of items falls", "ids/schema/items/maxLength", 32, WIRE, FINE),
    Edit("a default changes", "limit/schema/default", 50, WIRE, WIRE),
    Edit("a default is removed", "limit/schema/default", GONE, WIRE, FINE),
    # bodies
    Edit(
        "an operation with a required body is added",
        "path/put",
        {"requestBody": {"content": {}, "required": True}, **_EMPTY},
        FINE,
        WIRE,
    ),
    Edit("a body becomes required", "body/required", True, WIRE, FINE),
    Edit("a body is removed", "operation/requestBody", GONE, CALLER, FINE),
    Edit("a media type is removed", "body/content/text~1plain", GONE, WIRE, FINE),
    Edit(
        "an optional property is added", "query/properties/speed", {"type": "string"}, FINE, CALLER
    ),
    Edit("an optional property is removed", "query/properties/since", GONE, CALLER, FINE),
    Edit("a required property is removed", "query/properties/weight", GONE, CALLER, WIRE),
    Edit("a property becomes required", "query/required", ["weight", "colour"], WIRE, FINE),
    Edit("a property becomes optional", "query/required", [], FINE, WIRE),
    Edit("a property may no longer be null", "query/properties/colour/type", "string", WIRE, FINE),
    Edit(
        "a number property becomes an integer",
        "query/properties/weight/type",
        "integer",
        WIRE,
        FINE,
    ),
    Edit("multipleOf becomes a multiple", "query/properties/weight/multipleOf", 1, WIRE, FINE),
    Edit(
        "multipleOf becomes another number", "query/properties/weight/multipleOf", 0.75, WIRE, WIRE
    ),
    Edit("an exclusive minimum falls", "query/properties/weight/exclusiveMinimum", -1, FINE, WIRE),
    Edit("additional properties are disallowed", "query/additionalProperties", False, WIRE, FINE),
    Edit(
        "additional properties get a schema",
        "query/additionalProperties",
        {"type": "string"},
        WIRE,
        FINE,
    ),
    Edit(
        "additionalProperties is set to its default", "query/additionalProperties", True, SAME, SAME
    ),
    Edit("additional properties are allowed", "box/additionalProperties", GONE, FINE, WIRE),
    Edit(
        "a property is added to a closed object",
        "box/properties/depth",
        {"type": "integer"},
        FINE,
        WIRE,
    ),
    Edit("nested: minProperties is added", "box/minProperties", 1, WIRE, FINE),
    Edit("nested: a property has another type", "box/properties/height/type", "string", WIRE, WIRE),
    Edit("an alternative is removed", "query/properties/to/oneOf/1", GONE, WIRE, FINE),
    Edit("in an alternative: required changes", "schemas/Street/required", [], WIRE, WIRE),
    Edit(
        "in an alternative: a property has another type",
        "schemas/Locker/properties/locker/type",
        "string",
        WIRE,
        WIRE,
    ),
    Edit(
        "the discriminator property changes",
        "query/properties/to/discriminator/propertyName",
        "kind",
        WIRE,
        WIRE,
    ),
    Edit("the discriminator is removed", "query/properties/to/discriminator", GONE, WIRE, FINE),
    Edit("a property becomes read-only", "query/properties/colour/readOnly", True, WIRE, FINE),
    # credentials
    Edit("a scope is needed", "operation/security", [{"token": ["parcels", "depots"]}], WIRE, FINE),
    Edit("no scope is needed", "operation/security", [{"token": []}], FINE, WIRE),
    Edit(
        "security is set to the document's",
        "operation/security",
        [{"token": ["parcels"]}],
        SAME,
        SAME,
    ),
    Edit("no credentials are needed", "operation/security", [], FINE, WIRE),
    Edit(
        "an alternative security requirement is added",
        "operation/security",
        [{"token": ["parcels"]}, {"key": []}],
        FINE,
        WIRE,
    ),
    Edit(
        "a second security scheme is needed",
        "operation/security",
        [{"token": ["parcels"], "key": []}],
        WIRE,
        FINE,
    ),
    Edit("the security scheme is replaced", "operation/security", [{"key": []}], WIRE, WIRE),
    Edit(
        "the token URL changes",
        "document/components/securitySchemes/token/flows/clientCredentials/tokenUrl",
        "https://tokens.example",
        WIRE,
        WIRE,
    ),
    Edit(
        "an OAuth flow is added",
        "document/components/securitySchemes/token/flows/password",
        {"tokenUrl": "https://parcels.example/token", "scopes": {}},
        FINE,
        WIRE,
    ),
    Edit(
        "a scheme is described",
        "document/components/securitySchemes/token/description",
        "Ask us.",
        DOC,
        DOC,
    ),
    # servers
    Edit("servers is set to an empty list", "operation/servers", [], SAME, SAME),
    Edit("a server is removed", "document/servers/1", GONE, WIRE, FINE),
    Edit(
        "the URL of a server has a trailing slash",
        "document/servers/0/url",
        "https://parcels.example/v1/",
        SAME,
        SAME,
    ),
    Edit(
        "the URL of a server changes",
        "document/servers/0/url",
        "https://parcels.example/v2",
        WIRE,
        WIRE,
    ),
    Edit("a server is described", "document/servers/0/description", "Real.", DOC, DOC),
    Edit(
        "an environment is renamed", "document/servers/1/x-environment", "sandbox", CALLER, CALLER
    ),
    Edit("an environment is added", "document/servers/2/x-environment", "any", FINE, CALLER),
    Edit(
        "a value of a server variable is removed",
        "document/servers/2/variables/region/enum",
        ["north"],
        WIRE,
        FINE,
    ),
    Edit(
        "the default of a server variable changes",
        "document/servers/2/variables/region/default",
        "south",
        CALLER,
        CALLER,
    ),
    Edit(
        "the URL of a server is not normalized",
        "document/servers/0/url",
        "HTTPS://Parcels.example:443/v1",
        SAME,
        SAME,
    ),
    # rules in extensions
    Edit("the first page is 1", "operation/x-pagination/first", 1, WIRE, WIRE),
    Edit("the pagination rule is removed", "operation/x-pagination", GONE, WIRE, FINE),
    Edit("a filter rule changes", "ids/x-filter/by", "key", WIRE, WIRE),
    Edit("a filter rule is added", "kind/x-filter", {"by": "/kind"}, FINE, WIRE),
    Edit("an unknown extension changes", "operation/x-internal", False, DOC, DOC),
)
