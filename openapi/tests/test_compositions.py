"""Tests of composed schemas, parameters that may be arrays, and unsupported documents."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openapi.codegen.generate import generate
from openapi.codegen.input.errors import GenerationError
from openapi.codegen.input.rewriting.compositions import resolve_compositions
from openapi.codegen.output.write import swap
from openapi.document import Document
from openapi.operations.round_trips import RoundTrips
from openapi.operations.schemas import Schemas
from openapi.pointer import follow, parse_reference
from openapi.tests import checkers

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TRUE: Any = True
FALSE: Any = False

WRONG_PAGINATIONS: tuple[Any, ...] = ([], "page", {"page": [], "size": {}})
WORDS: Schema = {"type": "string", "enum": ["on", "off"]}


def thing(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    """Return an object schema with the given properties."""
    schema: Schema = {"type": "object", "properties": properties}
    return {**schema, "required": list(required)} if required else schema


def places_of(schema: Any) -> dict[str, Any]:
    """Return schemas that contain a given schema in different places, such as in `items`."""
    return {
        "body": schema,
        "property": thing(a=schema),
        "items": {"type": "array", "items": schema},
        "alternative": {"oneOf": [TEXT, schema]},
    }


def tagged(kind: str, **properties: Schema) -> Schema:
    """Return an object schema in which the property `kind` must have the given value."""
    return thing(("kind",), kind={"type": "string", "enum": [kind]}, **properties)


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


COMPONENTS: dict[str, Schema] = {
    "Base": thing(("id",), id=TEXT, note=TEXT),
    "Box": tagged("box", width={"type": "integer"}),
    "Bag": tagged("bag", inner=thing(colour=TEXT)),
    "Parcel": {"oneOf": [ref("Box"), ref("Bag")]},
    "Alias": {"allOf": [ref("Bag")], "description": "Another name."},
    "Titled": {**thing(a=TEXT), "title": "Base"},
    "Entry": {"oneOf": [tagged("one", deep=thing(x=TEXT)), tagged("two", deep=thing(y=TEXT))]},
}
SHAPES: dict[str, Schema] = {
    "union in allOf": {"allOf": [thing(direction=TEXT), ref("Parcel")]},
    "allOf in items": {"type": "array", "items": {"allOf": [ref("Base"), ref("Parcel")]}},
    "two unions": {
        "allOf": [ref("Parcel"), {"oneOf": [thing(("l",), l=TEXT), thing(("r",), r=WORDS)]}]
    },
    "required in oneOf": {
        **thing(a=TEXT, b=TEXT),
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
    },
    "required in anyOf beside not": {
        **thing(a=TEXT, b=TEXT),
        "anyOf": [{"required": ["a"], "not": {"required": ["b"]}}, {"required": ["b"]}],
    },
    "properties beside a union": {**thing(common=TEXT), "oneOf": [ref("Box"), ref("Bag")]},
    "a narrower property": {"allOf": [ref("Base"), thing(note=WORDS)]},
    "a nullable property": {"allOf": [thing(n=TEXT), thing(n={**TEXT, "nullable": True})]},
    "a narrower number": {"allOf": [thing(n={"type": "number"}), thing(n={"type": "integer"})]},
    "an enum and its type": {"allOf": [WORDS, TEXT]},
    "a nullable union": {"oneOf": [ref("Box"), ref("Bag")], "nullable": True},
    "an alias": ref("Alias"),
    "a nested allOf": {"allOf": [{"allOf": [ref("Base"), thing(x=TEXT)]}, ref("Parcel")]},
    "a title of another class": ref("Titled"),
    "objects in a union": ref("Entry"),
    "two titles": {
        "anyOf": [
            {"type": "array", "items": {**tagged("first"), "title": "Same"}},
            {**tagged("second"), "title": "Same"},
        ]
    },
    "an array without items": {"type": "array"},
    "a binary property": thing(b={"type": "string", "format": "binary"}),
    "an invalid default": thing(d={"type": "integer", "default": "3600 (1 hour)"}),
    "a property called default": thing(default=ref("Box"), example=ref("Bag"), properties=TEXT),
}
MANY: Schema = {"type": "array", "items": TEXT}
ROWS: list[tuple[str, Schema, Schema]] = [
    ("oneOrMany", {"oneOf": [TEXT, MANY]}, {}),
    ("manyOrOne", {"anyOf": [{"type": "array", "items": WORDS}, WORDS]}, {"required": True}),
    ("numbers", {"oneOf": [{"type": "array", "items": {"type": "integer"}}, TEXT]}, {}),
    ("joined", {"type": "array", "items": WORDS}, {"explode": False}),
    ("piped", {"type": "array", "items": WORDS}, {"style": "pipeDelimited"}),
    ("object", thing(left=TEXT, right={"type": "integer"}), {}),
]
PARAMETERS: list[Schema] = [
    *({"name": name, "in": "query", "schema": schema, **more} for name, schema, more in ROWS),
    {"name": "anything", "in": "query", "schema": {"example": 1}},
    {"name": "Accept", "in": "header", "required": True, "schema": TEXT},
    {"name": "user-agent", "in": "header", "required": True, "schema": TEXT},
    {"name": "X-Id", "in": "header", "schema": {"type": "string", "format": "uuid"}},
    {"name": "X-Day", "in": "header", "schema": {"type": "string", "format": "date"}},
]


def document(schema: Schema, components: dict[str, Schema], **operation: Any) -> Document:
    """Return a document with one operation that sends and receives a schema."""
    described: Schema = {"schema": schema}
    media = {"content": {"application/json": described}}
    content = {
        "openapi": "3.0.3",
        "info": {"title": "Shapes", "version": "1"},
        "servers": [{"url": "https://h"}],
        "paths": {
            "/x": {
                "put": {
                    "operationId": "put",
                    "requestBody": {"content": {"text/x+json": described, **media["content"]}},
                    "responses": {
                        "200": {
                            "description": "It.",
                            "content": {"text/csv": {"schema": TEXT}, **media["content"]},
                        }
                    },
                    **operation,
                }
            }
        },
        "components": {"schemas": components},
    }
    return Document(Path("shapes.json"), json.dumps(content), content)


def _with(described: Document, **keys: Any) -> Document:
    """Return a document with changed top-level keys."""
    return Document(described.path, described.text, {**described.content, **keys})


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    """The folder of a generated client, and the document of the client.

    The body in the document has a property for each schema in `SHAPES`.
    """
    body = {"type": "object", "properties": SHAPES}
    described = document(body, COMPONENTS, parameters=PARAMETERS)
    folder = tmp_path_factory.mktemp("compositions") / "of_shapes"
    swap(folder, generate(described))
    (folder / "__init__.py").touch()
    return folder, described


def test_every_shape_and_parameter_survives_a_round_trip(shapes: tuple[Path, Document]) -> None:
    folder, described = shapes

    findings = RoundTrips(folder, described, seed=0).findings()

    assert findings.problems == []
    assert findings.undrawn == []


def test_the_client_of_every_shape_passes_mypy(shapes: tuple[Path, Document]) -> None:
    folder, _ = shapes

    assert checkers.mypy(folder.parent, [folder.name]) == []


names = st.sampled_from("abc")
scalars = st.sampled_from([TEXT, WORDS, {"type": "integer"}, {"type": "number"}])


def objects_of(values: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.builds(
        lambda properties, required: thing(tuple(sorted(required)), **properties),
        st.dictionaries(names, values, max_size=2),
        st.sets(names, max_size=1),
    )


compositions = st.recursive(
    objects_of(scalars),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"allOf": parts}),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"oneOf": parts}),
        st.builds(lambda a, b: {**a, "anyOf": b}, inner, st.lists(inner, min_size=1, max_size=2)),
        objects_of(inner),
    ),
    max_leaves=4,
)
values = st.recursive(
    st.sampled_from(["on", "x", 1, 1.5]),
    lambda inner: st.dictionaries(names, inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=150)
@given(schema=compositions, value=st.dictionaries(names, values, max_size=3))
def test_a_resolved_composition_accepts_what_the_composition_accepts(
    schema: Schema, value: Any
) -> None:
    content = document(schema, {}).content
    before = deepcopy(content)
    try:
        resolved = resolve_compositions(content)
    except GenerationError as error:
        assert re.match(r"#/paths/~1x/put/\S+: the \w+ is not supported: ", str(error))
        return

    assert content == before
    (new,) = (each["schema"] for each in follow_media(resolved))
    if Schemas(content).is_valid(value, schema):
        assert Schemas(resolved).is_valid(value, new)


BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
SIZES = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")


@pytest.mark.parametrize("composition", ["oneOf", "anyOf", "allOf"])
@pytest.mark.parametrize("bound", [*BOUNDS, *SIZES])
def test_a_bound_beside_a_composition_does_not_resolve_it(bound: str, composition: str) -> None:
    parts = [{**WORDS, "title": "Words"}, {"type": "integer", "title": "Number"}]
    schema = {composition: [ref("A")] if composition == "allOf" else parts, bound: 1}
    content = document(schema, {"A": TEXT}).content

    # A resolved union has no classes for its alternatives, whose names callers may use.
    assert resolve_compositions(content) == content


def follow_media(content: Schema) -> list[Schema]:
    operation = content["paths"]["/x"]["put"]
    return [operation["requestBody"]["content"]["application/json"]]


RECURSIVE: dict[str, Schema] = {
    "items": {"type": "array", "items": ref("A")},
    "alternatives": {"oneOf": [TEXT, {"type": "array", "items": ref("A")}]},
    "map values": {"type": "object", "additionalProperties": ref("A")},
    "another component": {"anyOf": [TEXT, ref("B")]},
}
SCALAR_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
STYLES = {"matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"}

REFUSED: dict[str, tuple[Document, str]] = {
    "no value": (
        document({"allOf": [thing(a=TEXT), thing(a={"type": "integer"})]}, {}),
        "no value has both of the types string and integer for the property a",
    ),
    "no common enum": (
        document({"allOf": [WORDS, {"type": "string", "enum": ["x"]}]}, {}),
        "the enums ['on', 'off'] and ['x'] have no common value",
    ),
    **{
        name: (document(TEXT, {}, parameters=[parameter]), message)
        for name, parameter, message in [
            (
                "lists of lists",
                {"name": "m", "in": "query", "schema": {"type": "array", "items": MANY}},
                "the parameter m is an array of arrays",
            ),
            (
                "a list of objects in a union",
                {
                    "name": "m",
                    "in": "query",
                    "schema": {"oneOf": [TEXT, {"type": "array", "items": thing(a=TEXT)}]},
                },
                "the parameter m is an array of objects",
            ),
            (
                "an object with a list",
                {"name": "m", "in": "query", "schema": thing(a=MANY)},
                "the parameter m is an object with the property a, which is an array",
            ),
            (
                "a deep object",
                {"name": "m", "in": "query", "style": "deepObject", "schema": thing(a=TEXT)},
                "the parameter m is an object that is not serialized with style form",
            ),
            (
                "a header with a list",
                {"name": "M", "in": "header", "schema": MANY},
                "the parameter M is an array in the header",
            ),
            (
                "any type without explode",
                {"name": "m", "in": "query", "explode": False, "schema": {}},
                "the parameter m has no type and is serialized with explode false",
            ),
            *(
                (
                    f"a {location} parameter of style {style}",
                    {"name": "m", "in": location, "style": style, "schema": TEXT},
                    f"the parameter m is serialized with style {style}",
                )
                for location, used in SCALAR_STYLES.items()
                for style in sorted(STYLES - {used})
            ),
        ]
    },
    **{
        media_type: (
            document(TEXT, {}, requestBody={"content": {media_type: {"schema": schema}}}),
            f"its body is {message}",
        )
        for media_type, schema, message in [
            (
                "application/x-www-form-urlencoded",
                thing(l=MANY),
                "a form with the property l, which is an array",
            ),
            ("multipart/form-data", thing(f=TEXT), "multipart/form-data"),
            ("application/xml", TEXT, "application/xml"),
        ]
    },
    "pagination": (
        document(TEXT, {}, **{"x-pagination": {"page": "p", "size": "s", "records": "/r"}}),
        "page is not the name of a query parameter",
    ),
    **{
        f"x-pagination {rule!r}": (
            document(TEXT, {}, **{"x-pagination": rule}),
            "x-pagination is not an object with the names of parameters",
        )
        for rule in WRONG_PAGINATIONS
    },
    **{
        f"{place} {name}": (document(schema, {}), message)
        for name, refused, message in [
            ("false", FALSE, "no value matches the schema"),
            ("not true", {"not": True}, "no value matches the schema"),
            ("an object as const", {"const": {"a": 1}}, "the const is an object"),
            ("an array as const", {"const": [1]}, "the const is an array"),
            ("an empty enum", {"enum": []}, "the enum has no value"),
            ("an empty enum of strings", {**TEXT, "enum": []}, "the enum has no value"),
        ]
        for place, schema in places_of(refused).items()
    },
    **{
        f"recursion by {name}": (
            document(TEXT, {"A": schema, "B": {"type": "array", "items": ref("A")}}),
            "the schema contains itself, but not as a property of an object",
        )
        for name, schema in RECURSIVE.items()
    },
    **{
        f"the path {path}": (
            _with(document(TEXT, {}), paths={path: {"get": {"responses": {}}}}),
            message,
        )
        for path, message in {
            "/x/{}": "its path has a parameter without a name",
            "/x/{id}": "no path parameter has the name id",
            "/x/{": "its path has a brace that belongs to no parameter",
        }.items()
    },
    **{
        f"a path parameter as {schema}": (
            document(
                TEXT,
                {},
                parameters=[{"name": "p", "in": "path", "required": True, "schema": schema}],
            ),
            "the path parameter p may be null",
        )
        for schema in (
            {"type": ["string", "null"]},
            {"anyOf": [TEXT, {"type": "null"}]},
            {"type": "null"},
            {"const": None},
        )
    },
    "a bad name of a server": (
        _with(document(TEXT, {}), servers=[{"url": "https://h", "x-environment": "A"}]),
        "the name 'A' is invalid",
    ),
    "xml": (
        document(
            TEXT,
            {},
            responses={"200": {"description": "It.", "content": {"application/xml": {}}}},
        ),
        "the response 200 has only the media type application/xml",
    ),
}


@pytest.mark.parametrize(("refused", "message"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_one_sentence_with_a_pointer_and_the_words_of_the_document(
    refused: Document, message: str
) -> None:
    said = []
    for _ in range(2):
        with pytest.raises(GenerationError) as raised:
            generate(deepcopy(refused))
        said.append(str(raised.value))

    pointer = said[0].partition(": ")[0]
    assert message in said[0]
    assert follow(refused.content, parse_reference(pointer)) is not None
    assert said[0] == said[1]
    assert "0x" not in said[0]
    assert "\n" not in said[0]


@pytest.mark.parametrize(
    "schema",
    [TRUE, thing(a=TRUE), {"type": "array", "items": TRUE}, {"allOf": [TEXT, TRUE]}],
    ids=str,
)
def test_a_schema_that_is_true_accepts_any_value(schema: Any) -> None:
    same = json.loads(json.dumps(schema).replace("true", "{}"))

    assert _modules(document(schema, {})) == _modules(document(same, {}))


def test_a_path_item_may_be_a_reference() -> None:
    plain = document(TEXT, {})
    (path_item,) = plain.content["paths"].values()
    referring = _with(
        plain,
        paths={"/x": {"$ref": "#/components/pathItems/X"}},
        components={"pathItems": {"X": path_item}},
    )

    assert _modules(referring) == _modules(plain)


def _modules(described: Document) -> dict[str, bytes]:
    """Return the modules of operations and models that the generator writes for a document."""
    return {
        path: content
        for path, content in generate(described).items()
        if path.startswith(("bitgo_oes/api/", "bitgo_oes/models/"))
    }
