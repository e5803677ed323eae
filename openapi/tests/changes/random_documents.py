"""Random documents with one operation, and random edits of the documents, for hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from hypothesis import strategies as st

from openapi.tests.changes.random_schemas import (
    KINDS_OF_SCHEMA_EDITS,
    Draw,
    Schema,
    composed,
    edit_schema,
    enumerations,
    leaves,
    objects,
    subschemas,
)

Content = dict[str, Any]

_PATH = "/shelves/{shelf}"
_references = st.sampled_from(["Box", "Color"]).map(
    lambda name: {"$ref": f"#/components/schemas/{name}"}
)
_formats = st.sampled_from(["date", "date-time", "uuid"]).map(
    lambda name: {"type": "string", "format": name}
)
_typed = st.one_of(leaves, _formats)
_bodies = composed(st.one_of(_typed, _references))
_arguments = st.one_of(_typed, st.builds(lambda items: {"type": "array", "items": items}, _typed))
_parameter_names = st.sampled_from(["a", "b", "page-size"])
_statuses = st.sampled_from(["201", "404", "409", "default"])


def _content(schema: Schema) -> Content:
    return {"content": {"application/json": {"schema": schema}}}


_parameters = st.builds(
    lambda name, schema, required: {
        "name": name,
        "in": "query",
        "schema": schema,
        **({"required": True} if required else {}),
    },
    _parameter_names,
    _arguments,
    st.booleans(),
)
_request_bodies = st.builds(
    lambda schema, required: {**_content(schema), "required": required}, _bodies, st.booleans()
)
_responses = st.builds(lambda schema: {"description": "Kept.", **_content(schema)}, _bodies)


@st.composite
def documents(draw: Draw) -> Content:
    """Return a Hypothesis strategy for documents with one operation and two components."""
    parameters = draw(st.lists(_parameters, max_size=2, unique_by=lambda each: each["name"]))
    shelf = {"name": "shelf", "in": "path", "required": True, "schema": {"type": "string"}}
    operation: Content = {
        "operationId": "keepThings",
        "tags": ["shelves"],
        "parameters": [shelf, *parameters],
        "responses": {"200": draw(_responses)},
    }
    if draw(st.booleans()):
        operation["requestBody"] = draw(_request_bodies)
    if draw(st.booleans()):
        operation["responses"][draw(_statuses)] = draw(_responses)
    content: Content = {
        "openapi": "3.1.0",
        "info": {"title": "Shelves", "version": "1.0.0"},
        "servers": [{"url": "https://shelves.example", "x-environment": "main"}],
        "paths": {_PATH: {"post": operation}},
        "components": {
            "schemas": {"Box": draw(objects(_typed)), "Color": draw(enumerations)},
        },
    }
    for number, schema in enumerate(_named(content)):
        schema["title"] = f"Thing{number}"
    return content


def _named(content: Content) -> Iterator[Schema]:
    """Yield the schemas of a document for which the generated client has a class.

    The caller gives each of these schemas a title. Otherwise, the name of its class would depend on
    the position of the schema, and the comparison does not report moved schemas.
    """
    for outermost in _places(content).values():
        for schema in subschemas(outermost):
            if "properties" in schema or "enum" in schema:
                yield schema


class EditedDocument(NamedTuple):
    """A document, and the document after an edit.

    Attributes:
        old: The document before the edit.
        new: The document after the edit.
        kind: The name of the kind of edit.
    """

    old: Content
    new: Content
    kind: str


@st.composite
def edited_documents(draw: Draw) -> EditedDocument:
    """Return a Hypothesis strategy for a random document with one random edit."""
    old = draw(documents())
    new = deepcopy(old)
    if draw(st.booleans()):
        place = draw(st.sampled_from(sorted(_places(new))))
        return EditedDocument(old, new, edit_schema(_places(new)[place], draw))
    edit = draw(st.sampled_from(sorted(_EDITS)))
    _EDITS[edit](new, draw)
    return EditedDocument(old, new, edit)


def _operation(content: Content) -> Content:
    (item,) = content["paths"].values()
    operation: Content = item["post"]
    return operation


def _places(content: Content) -> dict[str, Schema]:
    """Return the schemas of components, parameters and bodies, by a name like `body of 200`."""
    operation = _operation(content)
    found = {f"component {name}": each for name, each in content["components"]["schemas"].items()}
    found |= {f"parameter {each['name']}": each["schema"] for each in operation["parameters"][1:]}
    described = {"request": operation.get("requestBody"), **operation["responses"]}
    for name, each in described.items():
        if each and "content" in each:
            found[f"body of {name}"] = each["content"]["application/json"]["schema"]
    return found


def _rename_operation(content: Content, draw: Draw) -> None:
    _operation(content)["operationId"] = draw(st.sampled_from(["keep", "keep_things", "KeepIt"]))


def _change_tags(content: Content, draw: Draw) -> None:
    _operation(content)["tags"] = draw(st.sampled_from([[], ["boxes"], ["shelves", "boxes"]]))


def _add_parameter(content: Content, draw: Draw) -> None:
    parameters = _operation(content)["parameters"]
    new = draw(_parameters)
    if all(each["name"] != new["name"] for each in parameters):
        parameters.insert(draw(st.integers(0, len(parameters))), new)


def _remove_parameter(content: Content, draw: Draw) -> None:
    parameters = _operation(content)["parameters"]
    del parameters[draw(st.integers(1, len(parameters))) :]


def _rename_parameter(content: Content, draw: Draw) -> None:
    name = draw(st.sampled_from(["d", "page_size", "pageSize"]))
    _operation(content)["parameters"][-1]["name"] = name
    if len(_operation(content)["parameters"]) == 1:
        content["paths"] = {f"/shelves/{{{name}}}": content["paths"][_PATH]}


def _toggle_parameter(content: Content, _: Draw) -> None:
    for each in _operation(content)["parameters"][1:]:
        each["required"] = not each.get("required", False)


def _move_parameter(content: Content, draw: Draw) -> None:
    for each in _operation(content)["parameters"][1:]:
        each["in"] = draw(st.sampled_from(["query", "header"]))


def _set_body(content: Content, draw: Draw) -> None:
    _operation(content)["requestBody"] = draw(_request_bodies)


def _remove_body(content: Content, _: Draw) -> None:
    _operation(content).pop("requestBody", None)


def _toggle_body(content: Content, _: Draw) -> None:
    if body := _operation(content).get("requestBody"):
        body["required"] = not body["required"]


def _set_response(content: Content, draw: Draw) -> None:
    _operation(content)["responses"][draw(_statuses)] = draw(_responses)


def _remove_response(content: Content, draw: Draw) -> None:
    responses = _operation(content)["responses"]
    del responses[draw(st.sampled_from(sorted(responses)[1:] or ["200"]))]
    responses.setdefault("204", {"description": "Kept."})


def _empty_response(content: Content, draw: Draw) -> None:
    responses = _operation(content)["responses"]
    responses[draw(st.sampled_from(sorted(responses)))].pop("content", None)


def _rename_component(content: Content, _: Draw) -> None:
    schemas = content["components"]["schemas"]
    schemas["Case"] = schemas.pop("Box")
    _redirect(content, "#/components/schemas/Box", "#/components/schemas/Case")


def _redirect(node: Any, old: str, new: str) -> None:
    if isinstance(node, dict) and node.get("$ref") == old:
        node["$ref"] = new
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _redirect(each, old, new)


def _set_title(content: Content, draw: Draw) -> None:
    places = _places(content)
    places[draw(st.sampled_from(sorted(places)))]["title"] = draw(
        st.sampled_from(["Case", "Thing0"])
    )


def _describe(content: Content, draw: Draw) -> None:
    places = _places(content)
    places[draw(st.sampled_from(sorted(places)))]["description"] = "A thing on a shelf."


def _rename_property(content: Content, draw: Draw) -> None:
    properties = content["components"]["schemas"]["Box"]["properties"]
    if properties:
        properties["renamed"] = properties.pop(draw(st.sampled_from(sorted(properties))))


def _rename_environment(content: Content, draw: Draw) -> None:
    content["servers"][0]["x-environment"] = draw(st.sampled_from(["main", "test"]))


# A schema that is moved can change the name of its class, which the comparison does not report.
_EDITS: dict[str, Callable[[Content, Draw], None]] = {
    "the operation is renamed": _rename_operation,
    "the tags change": _change_tags,
    "a parameter is added": _add_parameter,
    "parameters are removed": _remove_parameter,
    "a parameter is renamed": _rename_parameter,
    "parameters become required or optional": _toggle_parameter,
    "parameters are moved": _move_parameter,
    "the request body is replaced": _set_body,
    "the request body is removed": _remove_body,
    "the request body becomes required or optional": _toggle_body,
    "a response is set": _set_response,
    "a response is removed": _remove_response,
    "a response has no content": _empty_response,
    "a component is renamed": _rename_component,
    "a title is set": _set_title,
    "a description is set": _describe,
    "a property is renamed": _rename_property,
    "an environment is renamed": _rename_environment,
}

KINDS_OF_EDITS = (*_EDITS, *KINDS_OF_SCHEMA_EDITS)
"""The names of all kinds of edits of a document."""
