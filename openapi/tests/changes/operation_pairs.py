"""Pairs of documents that differ in media types, encodings, links, callbacks or webhooks."""

from __future__ import annotations

from typing import Any

from openapi.tests.changes.document_pairs import DocumentPair
from openapi.tests.changes.editing import CALLER, DOC, FINE, GONE, SAME, WIRE, edited, original

Content = dict[str, Any]

_JSON = original()["paths"]["/depots/{depotId}/parcels"]["post"]["responses"]["200"]["content"][
    "application/json"
]
_DONE = {"responses": {"204": {"description": "Done."}}}
_HEADER = {"$ref": "#/components/headers/Label"}


_RESULT = {"description": "Found.", "content": {"application/json": _JSON}}


def _covered(*edits: tuple[str, Any]) -> Content:
    return edited(("responses/default", _RESULT), *edits)


def _response(media_type: str) -> Content:
    return edited(("response/content", {media_type: _JSON}))


def _request(media_type: str) -> Content:
    return edited(
        ("body/content", {media_type: {"schema": {"$ref": "#/components/schemas/Query"}}})
    )


def _form(*, header: Content | None = None, **encoding: Any) -> Content:
    schema = {"type": "object", "properties": {"photo": {"type": "string"}}}
    form = {"multipart/form-data": {"schema": schema, "encoding": encoding}}
    label = {"schema": {"type": "string"}, **(header or {})}
    return edited(("body/content", form), ("document/components/headers", {"Label": label}))


def _linked(description: str) -> Content:
    link = {"operationId": "findParcels", "description": description}
    return edited(
        ("response/links", {"again": {"$ref": "#/components/links/Again"}}),
        ("document/components/links", {"Again": link}),
    )


def _body(type_: str, **keywords: Any) -> Content:
    schema = {"type": "object", "properties": {"a": {"type": type_, **keywords}}}
    return {"content": {"application/json": {"schema": schema}}}


def _called_back(*expressions: str, first: str = "string") -> Content:
    callback = {
        each: {"post": {"requestBody": _body(first if i == 0 else "string"), **_DONE}}
        for i, each in enumerate(expressions)
    }
    return edited(("operation/callbacks", {"found": callback}))


def _calling_itself(description: str) -> Content:
    callback = {"$ref": "#/components/callbacks/Found"}
    operation = {**_DONE, "description": description, "callbacks": {"next": callback}}
    return edited(
        ("operation/callbacks", {"found": callback}),
        ("document/components/callbacks", {"Found": {"{$url}": {"post": operation}}}),
    )


def _receiving(**operation: Any) -> Content:
    """Return a document with a callback, which is a request that the caller receives."""
    callback = {"{$request.body#/a}": {"post": {"requestBody": _body("string"), **_DONE}}}
    callback["{$request.body#/a}"]["post"].update(operation)
    return edited(("operation/callbacks", {"found": callback}))


def _linked_to(**link: Any) -> Content:
    return edited(("response/links", {"again": {"operationId": "findParcels", **link}}))


def _served_at(variable: str, **keywords: Any) -> Content:
    server = {
        "url": f"https://{{{variable}}}.example/v1",
        "variables": {variable: {"default": "a", "enum": ["a", "b"], **keywords}},
    }
    return edited(("document/servers", [server]))


def _parameters(*names: tuple[str, str], **keywords: Any) -> list[Content]:
    return [
        {"name": name, "in": location, "schema": {"type": "string"}, **keywords}
        for name, location in names
    ]


def _sending(*names: tuple[str, str], **keywords: Any) -> Content:
    parameters = _parameters(*names, **keywords)
    return edited(*(("operation/parameters/-", each) for each in parameters))


def _only_webhooks(type_: str = "string", name: str = "parcelFound", **response: Any) -> Content:
    responses = {"200": {"description": "Seen.", **response}}
    webhook = {"post": {"requestBody": _body(type_), "responses": responses}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Parcels", "version": "1.0.0"},
        "webhooks": {name: webhook},
    }


def _in_xml(name: str) -> Content:
    content = {
        "application/xml": _body("string", xml={"name": name})["content"]["application/json"]
    }
    return edited(("response/content", content))


def _shared_path_item(type_: str) -> Content:
    content = original()
    ((path, item),) = content["paths"].items()
    content["paths"] = {path: {"$ref": "#/components/pathItems/Parcels"}}
    item["post"]["requestBody"] = _body(type_)
    content["components"]["pathItems"] = {"Parcels": item}
    return content


def _in_json(schema: Content, **keywords: Any) -> Content:
    return edited(
        ("kind/schema", GONE),
        ("kind/content", {"application/json": {"schema": schema, **keywords}}),
    )


_REGION = "document/servers/2/variables/region"


def _overridden(schema: Content, **keywords: Any) -> Content:
    parameter = {"name": "color", "in": "query", "schema": {"type": "string"}}
    return edited(
        ("path/parameters/-", {**parameter, "schema": schema, **keywords}),
        ("operation/parameters/-", parameter),
    )


def _callback(expression: str, **keywords: Any) -> Content:
    return {expression: {"post": {"requestBody": _body("string", **keywords), **_DONE}}}


_CALLBACK = _callback("{$request.body#/a}", maxLength=5)
_WIDER_CALLBACK = _callback("{$request.body#/a}")
_LOST = _callback("{$request.body#/b}")
_LIMIT = {"$ref": "#/components/parameters/Limit"}


def _referring(**beside: Any) -> Content:
    parameter = {"name": "size", "in": "query", "schema": {"type": "string"}}
    return edited(
        ("operation/parameters/-", {**_LIMIT, **beside}),
        ("document/components/parameters", {"Limit": parameter}),
    )


OPERATION_PAIRS = (
    # media types and encodings
    DocumentPair(
        "a request may have any media type of a range",
        _request("application/json"),
        _request("application/*"),
        FINE,
        WIRE,
    ),
    DocumentPair(
        "a response may have any media type of a range",
        _response("application/json"),
        _response("*/*"),
        WIRE,
        FINE,
    ),
    DocumentPair(
        "a media range describes the same media type",
        edited(("response/content", {"application/json": _JSON, "application/*": _JSON})),
        _response("application/*"),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a media type is written differently",
        _response("application/json;v=1;q=2"),
        _response("Application/JSON; q=2; charset=utf-8; v=1"),
        SAME,
        SAME,
    ),
    DocumentPair(
        "a part may have more media types",
        _form(photo={"contentType": "image/png"}),
        _form(photo={"contentType": "image/*, text/plain"}),
        FINE,
        WIRE,
    ),
    DocumentPair(
        "a part has another media type",
        _form(photo={"contentType": "image/png"}),
        _form(photo={"contentType": "image/gif"}),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "a part has its default media type",
        _form(),
        _form(photo={"contentType": "text/plain"}),
        SAME,
        SAME,
    ),
    DocumentPair(
        "an encoding has no property", _form(), _form(film={"contentType": "image/png"}), DOC, DOC
    ),
    DocumentPair(
        "an encoding sets its default style",
        _form(photo={}),
        _form(photo={"style": "form", "explode": True}),
        SAME,
        SAME,
    ),
    DocumentPair(
        "an encoding has another style",
        _form(photo={}),
        _form(photo={"style": "pipeDelimited"}),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "a header of a part becomes required behind a reference",
        _form(photo={"headers": {"Label": _HEADER}}),
        _form(photo={"headers": {"Label": _HEADER}}, header={"required": True}),
        WIRE,
        FINE,
    ),
    DocumentPair(
        "a part gets a required header",
        _form(photo={"headers": {}}, header={"required": True}),
        _form(photo={"headers": {"Label": _HEADER}}, header={"required": True}),
        WIRE,
        CALLER,
    ),
    DocumentPair(
        "JSON ignores an encoding",
        original(),
        edited(("body/content/application~1json/encoding", {"weight": {"style": "form"}})),
        DOC,
        DOC,
    ),
    DocumentPair("an element of XML is renamed", _in_xml("a"), _in_xml("b"), WIRE, WIRE),
    DocumentPair(
        "an element of XML gets its default name",
        edited(
            (
                "response/content",
                {"application/xml": _body("string")["content"]["application/json"]},
            )
        ),
        _in_xml("a"),
        SAME,
        SAME,
    ),
    DocumentPair(
        "a parameter in JSON narrows",
        _in_json({"type": "string"}),
        _in_json({"type": "string", "maxLength": 3}),
        WIRE,
        FINE,
    ),
    DocumentPair(
        "a parameter in JSON has an example", _in_json({}), _in_json({}, example="a"), DOC, DOC
    ),
    # links and examples
    DocumentPair("a link is described behind a reference", _linked("a"), _linked("b"), DOC, DOC),
    DocumentPair(
        "an example changes behind a reference",
        edited(
            ("document/components/examples", {"A": {"value": 1}}),
            (
                "response/content/application~1json/examples",
                {"a": {"$ref": "#/components/examples/A"}},
            ),
        ),
        edited(
            ("document/components/examples", {"A": {"value": 2}}),
            (
                "response/content/application~1json/examples",
                {"a": {"$ref": "#/components/examples/A"}},
            ),
        ),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a link passes another value",
        _linked_to(parameters={"depotId": "$response.body#/a"}),
        _linked_to(parameters={"depotId": "$response.body#/b"}),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a link passes a body", _linked_to(), _linked_to(requestBody="$response.body"), DOC, DOC
    ),
    # callbacks and webhooks
    DocumentPair(
        "a callback has an optional parameter",
        _receiving(),
        _receiving(parameters=_parameters(("Mark", "header"))),
        FINE,
        WIRE,
    ),
    DocumentPair(
        "a callback has a required parameter",
        _receiving(),
        _receiving(parameters=_parameters(("mark", "query"), required=True)),
        FINE,
        WIRE,
    ),
    DocumentPair(
        "a parameter of a callback becomes required",
        _receiving(parameters=_parameters(("Mark", "header"))),
        _receiving(parameters=_parameters(("Mark", "header"), required=True)),
        FINE,
        WIRE,
    ),
    DocumentPair(
        "a parameter of a callback narrows",
        _receiving(parameters=_parameters(("mark", "query"))),
        _receiving(
            parameters=_parameters(("mark", "query"), schema={"type": "string", "maxLength": 3})
        ),
        FINE,
        WIRE,
    ),
    DocumentPair(
        "a query parameter of a callback has the Python name of a header",
        _receiving(parameters=_parameters(("Mark", "header"))),
        _receiving(parameters=_parameters(("Mark", "header"), ("mark", "query"))),
        FINE,
        WIRE,
    ),
    DocumentPair(
        "the body of a callback becomes required",
        _receiving(requestBody={**_body("string"), "required": False}),
        _receiving(requestBody={**_body("string"), "required": True}),
        FINE,
        WIRE,
    ),
    DocumentPair(
        "a callback has a body",
        edited(("operation/callbacks", {"found": {"{$request.body#/a}": {"post": _DONE}}})),
        _receiving(requestBody={**_body("string"), "required": True}),
        FINE,
        WIRE,
    ),
    DocumentPair(
        "a callback has another operationId and tag",
        _receiving(operationId="found", tags=["a"]),
        _receiving(operationId="parcelFound", tags=["b"]),
        DOC,
        DOC,
    ),
    # names of parameters that are equal in Python
    DocumentPair(
        "a query parameter has the Python name of a header",
        _sending(("Mark", "header")),
        _sending(("Mark", "header"), ("mark", "query")),
        CALLER,
        CALLER,
    ),
    DocumentPair(
        "a header has the Python name of a query parameter",
        _sending(("mark", "query")),
        _sending(("mark", "query"), ("Mark", "header")),
        FINE,
        CALLER,
    ),
    DocumentPair(
        "a parameter changes that OpenAPI ignores",
        _sending(("Accept", "header")),
        _sending(("accept", "header"), required=True, schema={"type": "integer"}),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a callback goes to another URL",
        _called_back("{$request.body#/a}"),
        _called_back("{$request.query.a}"),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "the first of two callbacks has another body",
        _called_back("{$request.body#/a}", "{$request.body#/b}"),
        _called_back("{$request.body#/a}", "{$request.body#/b}", first="integer"),
        WIRE,
        WIRE,
    ),
    DocumentPair("a callback is added", original(), _called_back("{$request.body#/a}"), FINE, WIRE),
    DocumentPair(
        "a callback that calls itself is described",
        _calling_itself("a"),
        _calling_itself("b"),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a document with only webhooks has another body",
        _only_webhooks("string"),
        _only_webhooks("integer"),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "a webhook that has the name of an extension has another body",
        _only_webhooks("string", "x-found"),
        _only_webhooks("integer", "x-found"),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "a callback has another name",
        edited(("operation/callbacks", {"found": _CALLBACK})),
        edited(("operation/callbacks", {"seen": _CALLBACK})),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a callback has another name and another body",
        edited(("operation/callbacks", {"found": _CALLBACK})),
        edited(("operation/callbacks", {"seen": _WIDER_CALLBACK})),
        WIRE,
        FINE,
    ),
    DocumentPair(
        "a callback moves beside another one",
        edited(("operation/callbacks", {"found": {**_CALLBACK, **_LOST}})),
        edited(("operation/callbacks", {"found": _CALLBACK, "lost": _LOST})),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a header of the response to a webhook becomes required",
        _only_webhooks(headers={"Seen": {"schema": {"type": "string"}}}),
        _only_webhooks(headers={"Seen": {"schema": {"type": "string"}, "required": True}}),
        WIRE,
        FINE,
    ),
    DocumentPair(
        "the response to a webhook narrows",
        _only_webhooks(**_body("string")),
        _only_webhooks(**_body("string", maxLength=3)),
        WIRE,
        FINE,
    ),
    DocumentPair(
        "a path item changes behind a reference",
        _shared_path_item("string"),
        _shared_path_item("integer"),
        WIRE,
        WIRE,
    ),
    # servers
    DocumentPair(
        "a server variable has another value and another default",
        original(),
        edited((f"{_REGION}/enum", ["north", "south", "east"]), (f"{_REGION}/default", "east")),
        CALLER,
        WIRE,
    ),
    DocumentPair(
        "a server variable loses a value",
        original(),
        edited((f"{_REGION}/enum", ["north"])),
        WIRE,
        FINE,
    ),
    DocumentPair(
        "a server variable is renamed", _served_at("zone"), _served_at("region"), DOC, DOC
    ),
    DocumentPair(
        "a renamed server variable loses a value",
        _served_at("zone"),
        _served_at("region", enum=["a"]),
        WIRE,
        FINE,
    ),
    # values that no other comparison reads
    DocumentPair(
        "the dialect of JSON Schema changes",
        original(),
        edited(("document/jsonSchemaDialect", "https://a.example")),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "an operation has an unknown keyword",
        original(),
        edited(("operation/summry", "Find.")),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "a response has an unknown keyword",
        original(),
        edited(("response/contents", {})),
        WIRE,
        WIRE,
    ),
    DocumentPair(
        "a contact is added",
        original(),
        edited(("document/info/contact", {"name": "Us"})),
        DOC,
        DOC,
    ),
    DocumentPair(
        "the paths have an extension",
        original(),
        edited(("document/paths/x-owner", "Us")),
        DOC,
        DOC,
    ),
    DocumentPair(
        "the components have an extension",
        original(),
        edited(("document/components/x-owner", "Us")),
        DOC,
        DOC,
    ),
    DocumentPair(
        "an unused component is added",
        original(),
        edited(("schemas/Spare", {"type": "string"})),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a success leaves the default response",
        _covered(),
        _covered(("responses/201", _RESULT)),
        CALLER,
        CALLER,
    ),
    DocumentPair(
        "the only success leaves the default response",
        _covered(("responses/200", GONE)),
        _covered(("responses/200", GONE), ("responses/201", _RESULT)),
        SAME,
        SAME,
    ),
    DocumentPair(
        "a parameter of the path changes that each operation overrides",
        _overridden({"type": "string"}),
        _overridden({"type": "integer"}, required=True),
        DOC,
        DOC,
    ),
    DocumentPair(
        "a keyword beside the reference to a parameter is added",
        _referring(),
        _referring(required=True),
        DOC,
        DOC,
    ),
    DocumentPair(
        "the dialect is given that OpenAPI specifies as the default",
        original(),
        edited(
            ("document/jsonSchemaDialect", "https://spec.openapis.org/oas/3.1/dialect/base"),
        ),
        SAME,
        SAME,
    ),
    DocumentPair(
        "the dialect is another one",
        original(),
        edited(("document/jsonSchemaDialect", "https://parcels.example/dialect")),
        WIRE,
        WIRE,
    ),
)
