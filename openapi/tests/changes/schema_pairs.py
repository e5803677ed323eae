"""Pairs of an old and a new schema for tests, with the expected class (severity) of the change."""

from __future__ import annotations

from typing import Any, NamedTuple

from openapi.changes.model.classification import Class
from openapi.tests.changes.editing import CALLER, DOC, FINE, SAME, WIRE

Schema = dict[str, Any]
Document = dict[str, Any]
DIRECTIONS = ("request", "response")
_CLASSES = {"N": SAME, "D": DOC, "F": FINE, "C": CALLER, "W": WIRE}


class SchemaPair(NamedTuple):
    """An old and a new schema, and the expected class (severity) of the change.

    Attributes:
        name: A description of the change.
        old: The old schema.
        new: The new schema.
        classes: The expected severity as four letters: of the change in a request, of the reverse
            change in a request, of the change in a response, and of the reverse change in a
            response. The letters are N (no difference), D (documentation), F (compatible), C
            (breaking-caller) and W (breaking-wire).
        components: The old and the new schemas to which the schemas refer.
        version: The version of OpenAPI.
    """

    name: str
    old: Schema
    new: Schema
    classes: str
    components: tuple[Schema, Schema] = ({}, {})
    version: str = "3.1.0"

    def documents(self, direction: str) -> tuple[Document, Document]:
        """Return an old and a new document, with the two schemas in a request or in a response."""
        old, new = (
            document(**{direction: schema}, components=components, version=self.version)
            for schema, components in zip((self.old, self.new), self.components, strict=True)
        )
        return old, new

    def expected(self) -> tuple[Class | None, ...]:
        """Return the class (severity) for which each of the four letters in `classes` stands."""
        return tuple(_CLASSES[each] for each in self.classes)


def document(
    *,
    version: str = "3.1.0",
    components: Schema | None = None,
    request: Schema | None = None,
    response: Schema | None = None,
    parameter: Schema | None = None,
) -> Document:
    """Return a document with one operation, in which a property or a parameter has a schema."""
    operation: Document = {"operationId": "keep", "responses": {"204": {"description": "Kept."}}}
    if request is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": _object(request)}}}
    if response is not None:
        content = {"application/json": {"schema": _object(response)}}
        operation["responses"] = {"200": {"description": "Kept.", "content": content}}
    if parameter is not None:
        operation["parameters"] = [{"name": "p", "in": "query", "schema": parameter}]
    return {
        "openapi": version,
        "info": {"title": "Shelves", "version": "1.0.0"},
        "paths": {"/shelves": {"post": operation}},
        "components": {"schemas": components or {}},
    }


def _object(schema: Schema) -> Schema:
    return {"type": "object", "properties": {"p": schema}}


def _text(**keywords: Any) -> Schema:
    return {"type": "string", **keywords}


def _list(**keywords: Any) -> Schema:
    return {"type": "array", **keywords}


def _map(*required: str, **keywords: Any) -> Schema:
    return {"type": "object", **({"required": [*required]} if required else {}), **keywords}


def _with(name: str, schema: Schema, *required: str, **keywords: Any) -> Schema:
    return _map(*required, properties={name: schema}, **keywords)


_X = {"$ref": "#/components/schemas/X"}
_INTEGER: Schema = {"type": "integer"}
_NUMBER: Schema = {"type": "number"}
_A = _with("a", _text(), "a")
_B = _with("b", _text(), "b")
_C = _with("c", _text(), "c")
_NODE = _map("name", properties={"name": _text(), "child": _X})
_MAP = _map(additionalProperties=_X)
_ANCHORED_A = {**_INTEGER, "$dynamicAnchor": "a"}
_ANCHORED_B = {"type": "boolean", "$dynamicAnchor": "b"}
_IF_A_THEN_B = {"if": {"required": ["a"]}, "then": {"required": ["b"]}}
_IF_A = {"properties": {"a": {"const": "x"}}, "required": ["a"]}


def _pet(mapping: dict[str, str] | None, **children: Schema) -> Schema:
    """Return component schemas: `X`, which has a discriminator, and schemas that include `X`."""
    discriminator: Schema = {"propertyName": "kind"}
    if mapping:
        references = {value: f"#/components/schemas/{name}" for value, name in mapping.items()}
        discriminator["mapping"] = references
    base = _with("kind", _text(), "kind", discriminator=discriminator)
    including = {name: {"allOf": [_X, child]} for name, child in children.items()}
    return {"X": base, **including}


def _chosen_by(mapping: dict[str, str]) -> Schema:
    """Return a schema whose alternatives are the components in the mapping of its discriminator."""
    references = {value: f"#/components/schemas/{name}" for value, name in mapping.items()}
    return {
        "oneOf": [{"$ref": each} for each in references.values()],
        "discriminator": {"propertyName": "a", "mapping": references},
    }


def _selected_by(mapping: dict[str, str], *alternatives: str) -> Schema:
    """Return a schema whose discriminator can select an alternative by several values."""
    references = {value: f"#/components/schemas/{name}" for value, name in mapping.items()}
    return {
        "oneOf": [{"$ref": f"#/components/schemas/{each}"} for each in alternatives],
        "discriminator": {"propertyName": "a", "mapping": references},
    }


def _beside(name: str, old: Schema, new: Schema, other: Schema, classes: str) -> SchemaPair:
    """Return a pair of `oneOf` schemas. Of the two alternatives, only the first one changes."""
    name = f"an alternative changes beside another one: {name}"
    return SchemaPair(name, {"oneOf": [old, other]}, {"oneOf": [new, other]}, classes)


def _longer(schema: Schema) -> tuple[Schema, Schema]:
    """Return two schemas of strings, of which the second one allows longer strings."""
    return {**schema, "maxLength": 3}, {**schema, "maxLength": 5}


_LONG = _text(minLength=6)
# Two objects, of which the second one allows longer strings, or has a further property.
_LONGER_A = _with("a", _text(maxLength=3), "a"), _with("a", _text(maxLength=5), "a")
_X_ADDED = _A, _map("a", properties={"a": _text(), "x": _INTEGER})
_CAT = _with("lives", _INTEGER)
_DOG = _with("tricks", _INTEGER)

SCHEMA_PAIRS = (
    # conditions
    SchemaPair(
        "more values are excluded by `not`",
        _text(**{"not": _X}),
        _text(**{"not": _X}),
        "WFFW",
        ({"X": {"enum": ["a"]}}, {"X": {"enum": ["a", "b"]}}),
    ),
    SchemaPair("`not` is removed", _text(**{"not": {"const": "a"}}), _text(), "FWWF"),
    SchemaPair("`not` excludes another type", {"not": _text()}, {"not": _INTEGER}, "WWWW"),
    SchemaPair(
        "the description in `not` changes",
        _text(**{"not": {"const": "a", "description": "Reserved."}}),
        _text(**{"not": {"const": "a", "description": "Taken."}}),
        "DDDD",
    ),
    SchemaPair(
        "a `not` in `not` narrows",
        {"not": {"not": _text(maxLength=5)}},
        {"not": {"not": _text(maxLength=4)}},
        "WFFW",
    ),
    SchemaPair(
        "`contains` narrows behind a reference",
        _list(contains=_X),
        _list(contains=_X),
        "WFFW",
        ({"X": _INTEGER}, {"X": {"type": "integer", "minimum": 1}}),
    ),
    SchemaPair("`contains` is added", _list(), _list(contains=_INTEGER), "WFFW"),
    SchemaPair(
        "`minContains` rises",
        _list(contains=_INTEGER),
        _list(contains=_INTEGER, minContains=2),
        "WFFW",
    ),
    SchemaPair(
        "`minContains` is set to its default",
        _list(contains=_INTEGER),
        _list(contains=_INTEGER, minContains=1),
        "NNNN",
    ),
    SchemaPair(
        "`maxContains` is added",
        _list(contains=_INTEGER),
        _list(contains=_INTEGER, maxContains=2),
        "WFFW",
    ),
    SchemaPair(
        "`contains` widens beside `maxContains`",
        _list(contains=_INTEGER, maxContains=2),
        _list(contains=_NUMBER, maxContains=2),
        "WWWW",
    ),
    SchemaPair(
        "`then` requires another property behind a reference",
        _map(**{"if": _IF_A, "then": _X}),
        _map(**{"if": _IF_A, "then": _X}),
        "WFFW",
        ({"X": {"required": ["b"]}}, {"X": {"required": ["b", "c"]}}),
    ),
    SchemaPair(
        "`then` restricts a property that it did not list",
        _map(properties={"b": _INTEGER}, **{"if": _IF_A, "then": {}}),
        _map(properties={"b": _INTEGER}, **{"if": _IF_A, "then": _with("b", {"minimum": 5})}),
        "WFFW",
    ),
    SchemaPair(
        "`else` widens",
        _text(**{"if": {"pattern": "^a"}, "else": {"maxLength": 3}}),
        _text(**{"if": {"pattern": "^a"}, "else": {"maxLength": 5}}),
        "FWWF",
    ),
    SchemaPair(
        "`if` matches other values",
        _text(**{"if": {"pattern": "^a"}, "then": {"maxLength": 3}}),
        _text(**{"if": {"pattern": "^b"}, "then": {"maxLength": 3}}),
        "WWWW",
    ),
    SchemaPair(
        "`required` in `if` is reordered",
        _map(**{"if": {"required": ["a", "b"]}, "then": {"required": ["c"]}}),
        _map(**{"if": {"required": ["b", "a"]}, "then": {"required": ["c"]}}),
        "NNNN",
    ),
    SchemaPair(
        "`then` has no `if`", _text(then={"maxLength": 3}), _text(then={"maxLength": 4}), "DDDD"
    ),
    SchemaPair(
        "a dependent schema narrows behind a reference",
        _map(dependentSchemas={"a": _X}),
        _map(dependentSchemas={"a": _X}),
        "WFFW",
        ({"X": {"required": ["b"]}}, {"X": {"required": ["b", "c"]}}),
    ),
    SchemaPair(
        "a dependent schema is added",
        _map(dependentSchemas={}),
        _map(dependentSchemas={"a": {"required": ["b"]}}),
        "WFFW",
    ),
    SchemaPair(
        "a property depends on another property",
        _map(dependentRequired={"a": ["b"]}),
        _map(dependentRequired={"a": ["c", "b"]}),
        "WFFW",
    ),
    SchemaPair(
        "unevaluated properties are disallowed",
        _map(allOf=[_A]),
        _map(allOf=[_A], unevaluatedProperties=False),
        "WFFW",
    ),
    SchemaPair(
        "unevaluated properties have another type",
        _map(unevaluatedProperties=_text()),
        _map(unevaluatedProperties=_INTEGER),
        "WWWW",
    ),
    SchemaPair(
        "unevaluated items are disallowed",
        _list(prefixItems=[_text()]),
        _list(prefixItems=[_text()], unevaluatedItems=False),
        "WFFW",
    ),
    SchemaPair(
        "the names of properties narrow behind a reference",
        _map(propertyNames=_X),
        _map(propertyNames=_X),
        "WFFW",
        ({"X": {"pattern": "^[a-z]+$"}}, {"X": {"pattern": "^[a-c]+$"}}),
    ),
    SchemaPair(
        "the schema of JSON in a string narrows",
        _text(contentMediaType="application/json", contentSchema=_X),
        _text(contentMediaType="application/json", contentSchema=_X),
        "WFFW",
        ({"X": _map()}, {"X": _map("a")}),
    ),
    # keywords that act only within their own schema of an `allOf`
    SchemaPair(
        "a closed schema beside another one becomes one closed schema",
        {"allOf": [_with("a", _text(), additionalProperties=False), _with("b", _text(), "b")]},
        _map("b", properties={"a": _text(), "b": _text()}, additionalProperties=False),
        "FWWF",
    ),
    SchemaPair(
        "the properties of a closed schema are moved out of an `allOf`",
        _map(allOf=[_with("a", _text())], additionalProperties=False),
        _with("a", _text(), additionalProperties=False),
        "FWWF",
    ),
    SchemaPair(
        "the properties of a closed schema are moved out of a reference",
        {**_X, "additionalProperties": False},
        _with("a", _text(), additionalProperties=False),
        "FWWF",
        ({"X": _with("a", _text())}, {"X": _with("a", _text())}),
    ),
    SchemaPair(
        "a pattern beside a closed schema becomes part of the closed schema",
        {
            "allOf": [
                _map(patternProperties={"^x": _text()}),
                _with("a", _text(), additionalProperties=False),
            ]
        },
        _with("a", _text(), patternProperties={"^x": _text()}, additionalProperties=False),
        "FWWF",
    ),
    SchemaPair(
        "a map beside a schema with a property becomes one schema",
        {"allOf": [_with("a", _text()), _map(additionalProperties=_INTEGER)]},
        _with("a", _text(), additionalProperties=_INTEGER),
        "FWWF",
    ),
    SchemaPair(
        "unevaluated properties of one schema of an `allOf` become those of the whole schema",
        {"allOf": [_with("a", _text(), unevaluatedProperties=False), _with("b", _text())]},
        _map(properties={"a": _text(), "b": _text()}, unevaluatedProperties=False),
        "FWWF",
    ),
    SchemaPair(
        "`unevaluatedProperties` replaces `additionalProperties`",
        _with("a", _text(), additionalProperties=False),
        _with("a", _text(), unevaluatedProperties=False),
        "NNNN",
    ),
    SchemaPair(
        "an alternative lists another property beside unevaluated properties",
        _map(anyOf=[_A, _map(minProperties=2)], unevaluatedProperties=False),
        _map(
            anyOf=[{**_A, "properties": {"a": _text(), "b": {}}}, _map(minProperties=2)],
            unevaluatedProperties=False,
        ),
        "WWWW",
    ),
    SchemaPair(
        "unevaluated items of one schema of an `allOf` become those of the whole schema",
        _list(
            allOf=[
                {"prefixItems": [_text()], "unevaluatedItems": False},
                {"prefixItems": [_text(), _INTEGER]},
            ]
        ),
        _list(prefixItems=[_text(), _INTEGER], unevaluatedItems=False),
        "FWWF",
    ),
    SchemaPair(
        "`items` of an `allOf` no longer restricts the first item",
        _list(prefixItems=[_text()], allOf=[{"items": {"maxLength": 3}}]),
        _list(prefixItems=[_text()], items={"maxLength": 3}),
        "FWWF",
    ),
    SchemaPair(
        "`minContains` is moved to its `contains`",
        _list(contains=_INTEGER, allOf=[{"minContains": 2}]),
        _list(contains=_INTEGER, minContains=2),
        "WFFW",
    ),
    SchemaPair(
        "`then` is moved to its `if`",
        _map(**{"if": {"required": ["a"]}, "allOf": [{"then": {"required": ["b"]}}]}),
        _map(**{"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
        "WFFW",
    ),
    *(
        SchemaPair(
            f"`{next(iter(second))}` is removed from the second schema of an `allOf`",
            {"type": type_, "allOf": [first, second]},
            {"type": type_, "allOf": [first]},
            "FWWF",
        )
        for type_, first, second in (
            ("object", _IF_A_THEN_B, {**_IF_A_THEN_B, "then": {"required": ["c"]}}),
            ("object", {"not": {"required": ["a"]}}, {"not": {"required": ["b"]}}),
            ("object", {"propertyNames": {"maxLength": 5}}, {"propertyNames": {"pattern": "^a"}}),
            ("object", {"dependentRequired": {"a": ["b"]}}, {"dependentRequired": {"a": ["c"]}}),
            ("object", {"dependentSchemas": {"a": _A}}, {"dependentSchemas": {"a": _B}}),
            ("object", {"oneOf": [_A, _B]}, {"oneOf": [_B, _C]}),
            ("array", {"contains": _INTEGER}, {"contains": _text()}),
            ("array", {"prefixItems": [_text()]}, {"prefixItems": [{}, _INTEGER]}),
            ("string", {"format": "uuid"}, {"format": "email"}),
            ("string", {"pattern": "^a"}, {"pattern": "b$"}),
        )
    ),
    SchemaPair(
        "the description of one schema of an `allOf` is removed",
        {"allOf": [_text(description="A."), {"description": "B."}]},
        {"allOf": [_text(description="A."), {}]},
        "DDDD",
    ),
    SchemaPair(
        "the description of a component is removed beside the description of its use",
        {**_X, "description": "The use."},
        {**_X, "description": "The use."},
        "DDDD",
        ({"X": _text(description="A component.")}, {"X": _text()}),
    ),
    SchemaPair(
        "the default of the second schema of an `allOf` changes",
        {"allOf": [_text(default="a"), {"default": "b"}]},
        {"allOf": [_text(default="a"), {"default": "c"}]},
        "DDDD",
    ),
    SchemaPair(
        "a property that an `allOf` does not allow changes",
        _map(allOf=[_with("a", _text())], additionalProperties=False),
        _map(allOf=[_with("a", _INTEGER)], additionalProperties=False),
        "WWWW",
    ),
    SchemaPair(
        "an alternative beside `false` becomes the whole schema",
        {"allOf": [False, {"oneOf": [_text(), {"type": "integer"}]}]},
        _INTEGER,
        "FWWF",
    ),
    # null
    *(
        SchemaPair(f"a string becomes null, written as {null}", _text(), null, "WWWW")
        for null in ({"type": "null"}, {"const": None}, {"enum": [None]}, {"type": ["null"]})
    ),
    SchemaPair(
        "null matches two alternatives of a `oneOf`",
        {"oneOf": [{"type": ["string", "null"]}, {"type": "null"}]},
        {"anyOf": [{"type": ["string", "null"]}, {"type": "null"}]},
        "FWWF",
    ),
    SchemaPair(
        "null matches two components in a `oneOf`",
        {"oneOf": [_X, {"$ref": "#/components/schemas/Y"}]},
        {"anyOf": [_X, {"$ref": "#/components/schemas/Y"}]},
        "FWWF",
        2 * ({"X": _text(nullable=True), "Y": _text(nullable=True, enum=[None])},),
        version="3.0.3",
    ),
    SchemaPair(
        "one schema of an `allOf` no longer allows null",
        {"allOf": [{"type": ["string", "null"]}, {"type": ["string", "null"]}]},
        {"allOf": [{"oneOf": [_text(), {"type": "null"}]}, _text()]},
        "WFFW",
    ),
    SchemaPair("an unquoted null in YAML adds null", _text(), {"type": ["string", None]}, "FWWF"),
    SchemaPair(
        "null is quoted in YAML", {"type": ["string", None]}, {"type": ["string", "null"]}, "NNNN"
    ),
    SchemaPair(
        "null becomes an alternative", _text(), {"oneOf": [_text(), {"type": "null"}]}, "FWWF"
    ),
    SchemaPair(
        "null is removed from an enumeration",
        {"type": ["string", "null"], "enum": ["a", None]},
        {"type": ["string", "null"], "enum": ["a"]},
        "WFFW",
    ),
    SchemaPair(
        "`nullable` beside an `enum` without null is removed",
        _text(nullable=True, enum=["a", "b"]),
        _text(enum=["a", "b"]),
        "DDDD",
        version="3.0.3",
    ),
    SchemaPair("`nullable` is added", _text(), _text(nullable=True), "FWWF", version="3.0.3"),
    # constants
    SchemaPair("a constant becomes an enumeration", {"const": "a"}, {"enum": ["a"]}, "CCNC"),
    SchemaPair(
        "alternatives of constants become an enumeration",
        {"oneOf": [{"const": "a", "description": "A."}, {"const": "b", "description": "B."}]},
        _text(enum=["a", "b"]),
        "CCNC",
    ),
    SchemaPair(
        "a constant is added to alternatives",
        {"anyOf": [{"const": "a"}, {"const": "b"}]},
        {"anyOf": [{"const": "a"}, {"const": "b"}, {"const": "c"}]},
        "FWWF",
    ),
    SchemaPair("a constant gets its type", {"const": "a"}, _text(const="a"), "NNNN"),
    SchemaPair(
        "the description of a constant changes",
        {"oneOf": [{"const": "a", "description": "A."}, {"const": "b"}]},
        {"oneOf": [{"const": "a", "description": "The A."}, {"const": "b"}]},
        "DDDD",
    ),
    SchemaPair("1 becomes 1.0", {"enum": [1, 2]}, {"enum": [1.0, 2]}, "NNNN"),
    SchemaPair(
        "a default is written with a fraction of zero",
        {**_NUMBER, "default": 1},
        {**_NUMBER, "default": 1.0},
        "NNNN",
    ),
    SchemaPair(
        "a list of types contains a wider type", _NUMBER, {"type": ["integer", "number"]}, "NNNN"
    ),
    # alternatives
    SchemaPair(
        "an alternative overlaps a single type",
        _INTEGER,
        {"oneOf": [_INTEGER, _NUMBER]},
        "WWWW",
    ),
    SchemaPair(
        "a distinct alternative is added", {"oneOf": [_A, _B]}, {"oneOf": [_A, _B, _C]}, "FWWF"
    ),
    SchemaPair(
        "an overlapping alternative is added",
        {"oneOf": [_A, _B]},
        {"oneOf": [_A, _B, _with("c", _text())]},
        "WWWW",
    ),
    SchemaPair(
        "an overlapping alternative of `anyOf` is added",
        {"anyOf": [_A, _B]},
        {"anyOf": [_A, _B, _with("c", _text())]},
        "FWWF",
    ),
    SchemaPair(
        "an alternative no longer requires the property that distinguishes it",
        {"oneOf": [_A, _B]},
        {"oneOf": [_A, _with("b", _text())]},
        "WWWW",
    ),
    SchemaPair(
        "alternatives are distinguished by a constant",
        {"oneOf": [_with("k", {"const": "x"}, "k")]},
        {"oneOf": [_with("k", {"const": "x"}, "k"), _with("k", {"const": "y"}, "k")]},
        "FWWF",
    ),
    SchemaPair("alternatives are reordered", {"anyOf": [_A, _B]}, {"anyOf": [_B, _A]}, "NNNN"),
    SchemaPair(
        "two alternatives of a `oneOf` allow null",
        {"oneOf": [{"type": ["string", "null"]}, {"type": "integer", "minimum": 0}]},
        {"oneOf": [{"type": ["string", "null"]}, {"type": ["integer", "null"], "minimum": 0}]},
        "WWWW",
    ),
    SchemaPair("a multiple allows all integers", _INTEGER, {**_INTEGER, "multipleOf": 0.5}, "NNNN"),
    SchemaPair("integers become multiples", _INTEGER, {**_INTEGER, "multipleOf": 2.5}, "WFFW"),
    SchemaPair(
        "`else` refers to another schema",
        _text(**{"if": {"pattern": "^a"}, "else": _X}),
        _text(**{"if": {"pattern": "^a"}, "else": _X}),
        "WFFW",
        ({"X": {"minLength": 1}}, {"X": {"minLength": 2}}),
    ),
    SchemaPair(
        "the name of a property is limited by a component",
        _map(propertyNames=_X),
        _map(propertyNames=_X),
        "WFFW",
        ({"X": {"maxLength": 5}}, {"X": {"maxLength": 4}}),
    ),
    SchemaPair(
        "unevaluated properties are disallowed",
        _with("a", _text()),
        _with("a", _text(), unevaluatedProperties=False),
        "WFFW",
    ),
    SchemaPair(
        "an untyped map disallows its properties",
        _map(additionalProperties=False),
        _map(additionalProperties=_text()),
        "FWWF",
    ),
    SchemaPair(
        "the component of a removed alternative changes",
        {"oneOf": [_A, _list(items=_X)]},
        {"oneOf": [_A]},
        "WFFW",
        ({"X": _B}, {"X": _C}),
    ),
    SchemaPair(
        "a component is used by another alternative",
        {"oneOf": [_A, _list(items=_X)]},
        {"oneOf": [_A, _with("b", _X, "b")]},
        "WWWW",
        ({"X": _text()}, {"X": _INTEGER}),
    ),
    SchemaPair(
        "a property of an alternative is restricted beside the alternatives",
        {"anyOf": [_with("a", {"type": "boolean"}), _map()]},
        {"anyOf": [_with("a", {"type": "boolean"}), _map()], "properties": {"a": _text()}},
        "WCFW",
    ),
    SchemaPair(
        "a property of an alternative is repeated beside the alternatives",
        {"anyOf": [_with("a", _text()), _list()]},
        {"anyOf": [_with("a", _text()), _list()], "properties": {"a": _text()}},
        "FCFC",
    ),
    SchemaPair(
        "a property is restricted beside an alternative that does not list the property",
        {"anyOf": [_with("a", _text()), _map()]},
        {"anyOf": [_with("a", _text()), _map()], "properties": {"a": _text()}},
        "WCFW",
    ),
    SchemaPair(
        "`anyOf` of types of which one contains another becomes `oneOf`",
        {"anyOf": [_INTEGER, _NUMBER, _text()]},
        {"oneOf": [_INTEGER, _NUMBER, _text()]},
        "WFFW",
    ),
    SchemaPair(
        "`anyOf` of alternatives with different constants becomes `oneOf`",
        {"anyOf": [_with("k", {"const": "x"}, "k"), _with("k", {"enum": ["y", "z"]}, "k")]},
        {"oneOf": [_with("k", {"const": "x"}, "k"), _with("k", {"enum": ["y", "z"]}, "k")]},
        "NNNN",
    ),
    SchemaPair(
        "`anyOf` of alternatives with a common constant becomes `oneOf`",
        {"anyOf": [_with("k", {"const": "x"}, "k"), _with("k", {"enum": ["x", "z"]}, "k")]},
        {"oneOf": [_with("k", {"const": "x"}, "k"), _with("k", {"enum": ["x", "z"]}, "k")]},
        "WFFW",
    ),
    SchemaPair(
        "`anyOf` of alternatives with an optional constant becomes `oneOf`",
        {"anyOf": [_with("k", {"const": "x"}), _with("k", {"const": "y"})]},
        {"oneOf": [_with("k", {"const": "x"}), _with("k", {"const": "y"})]},
        "WFFW",
    ),
    SchemaPair(
        "`not` excludes objects with another constant",
        _with("k", {"const": "x"}, "k"),
        {**_with("k", {"const": "x"}, "k"), "not": _with("k", {"const": "y"}, "k")},
        "DDDD",
    ),
    # alternatives of `oneOf` that overlap or exclude each other, while one of them changes
    _beside(
        "a map, of which another alternative allows any object",
        _map("b", additionalProperties=_text()),
        _map("b"),
        _map(),
        "WWWW",
    ),
    _beside(
        "required properties, of which another alternative requires none",
        _map("b"),
        _map("b", "c"),
        _map(),
        "WWWW",
    ),
    _beside(
        "a property that another alternative requires",
        _with("a", _text(maxLength=3)),
        _with("a", _text(maxLength=4)),
        _map("a"),
        "WWWW",
    ),
    _beside(
        "a property whose name another alternative matches by a pattern",
        _with("ab", _text(maxLength=3), "ab"),
        _with("ab", _text(maxLength=4), "ab"),
        _map(patternProperties={"^a": _text()}, additionalProperties=False),
        "WWWW",
    ),
    _beside(
        "an added property that another alternative lists with another type",
        *_X_ADDED,
        _map("a", properties={"a": _text(), "x": _text()}),
        "WWWW",
    ),
    _beside(
        "an added property that another alternative lists with fewer values",
        *_X_ADDED,
        _map("a", properties={"a": _text(), "x": {**_INTEGER, "minimum": 0}}),
        "FCFC",
    ),
    _beside(
        "an added property that no other alternative lists",
        *_X_ADDED,
        _map("a"),
        "FCFC",
    ),
    _beside(
        "patterns that have texts in common",
        *_longer(_text(pattern="^a")),
        _text(pattern="b$"),
        "WWWW",
    ),
    _beside(
        "patterns that may have texts in common",
        *_longer(_text(pattern="(?=a)")),
        _text(pattern="b$"),
        "WWWW",
    ),
    _beside(
        "patterns without a common text",
        *_longer(_text(pattern="^a")),
        _text(pattern="^b"),
        "FWWF",
    ),
    _beside("lengths without a common text", *_longer(_text()), _LONG, "FWWF"),
    _beside(
        "numbers of items without a common list",
        _list(maxItems=1, items=_text(maxLength=3)),
        _list(maxItems=1, items=_text(maxLength=5)),
        _list(minItems=2),
        "FWWF",
    ),
    _beside("a constant that is too short", _LONG, _text(minLength=5), {"const": "a"}, "FWWF"),
    _beside(
        "a constant that a format for display allows",
        _text(format="password", maxLength=3),
        _text(format="password", maxLength=4),
        {"const": "a"},
        "WWWW",
    ),
    _beside(
        "a property that another map allows only with another type",
        *_LONGER_A,
        _map(additionalProperties=_INTEGER),
        "FWWF",
    ),
    _beside(
        "a constant in required properties",
        _map("k", properties={"k": {"const": "x"}, "a": _text(maxLength=3)}),
        _map("k", properties={"k": {"const": "x"}, "a": _text(maxLength=4)}),
        _with("k", {"const": "y"}, "k"),
        "FWWF",
    ),
    _beside(
        "a constant in inner alternatives",
        *_LONGER_A,
        {"anyOf": [_with("a", {"const": 1}, "a"), _with("a", {"const": 2}, "a")]},
        "FWWF",
    ),
    _beside(
        "different required properties",
        *_LONGER_A,
        _B,
        "FWWF",
    ),
    # maps
    SchemaPair(
        "a property of a map has another type",
        _map(additionalProperties=_text()),
        _with("count", _INTEGER, additionalProperties=_text()),
        "WWWW",
    ),
    SchemaPair(
        "a property of a map has the type of the map",
        _map(additionalProperties=_text()),
        _with("label", _text(), additionalProperties=_text()),
        "FCFC",
    ),
    SchemaPair(
        "a property of a map is narrower than the map",
        _map(additionalProperties=_text()),
        _with("label", _text(maxLength=3), additionalProperties=_text()),
        "WCFW",
    ),
    SchemaPair(
        "a property with a pattern for its name has another type",
        _map(patternProperties={"^x-": _text()}),
        _with("x-a", _INTEGER, patternProperties={"^x-": _text()}),
        "WCFW",  # no value of the property is valid
    ),
    SchemaPair(
        "a pattern property widens",
        _map(patternProperties={"^x-": _text(enum=["a"])}),
        _map(patternProperties={"^x-": _text(enum=["a", "b"])}),
        "FWWF",
    ),
    # read-only and write-only properties
    SchemaPair(
        "a read-only property narrows",
        _with("a", _text(readOnly=True)),
        _with("a", _text(readOnly=True, maxLength=3)),
        "DDFW",
    ),
    SchemaPair(
        "a write-only property narrows",
        _with("a", _text(writeOnly=True)),
        _with("a", _text(writeOnly=True, maxLength=3)),
        "WFDD",
    ),
    SchemaPair(
        "a read-only property becomes required",
        _with("a", _text(readOnly=True)),
        _with("a", _text(readOnly=True), "a"),
        "DDFW",
    ),
    SchemaPair(
        "a write-only property becomes required",
        _with("a", _text(writeOnly=True)),
        _with("a", _text(writeOnly=True), "a"),
        "WFDD",
    ),
    SchemaPair(
        "a required read-only property is added",
        _map(),
        _with("a", _text(readOnly=True), "a"),
        "DDFW",
        version="3.0.3",
    ),
    SchemaPair("a write-only property is added", _map(), _with("a", _text(writeOnly=True)), "FCDD"),
    SchemaPair(
        "a property that is required without a schema gets a schema",
        {"type": "object", "required": ["a"]},
        _with("a", _text(), "a"),
        "WCFW",
    ),
    SchemaPair(
        "a required property is no longer read-only",
        _with("a", _text(readOnly=True), "a"),
        _with("a", _text(), "a"),
        "WWDD",
    ),
    SchemaPair(
        "a property becomes write-only",
        _with("a", _text()),
        _with("a", _text(writeOnly=True)),
        "DDWF",
    ),
    # references
    SchemaPair(
        "a keyword is added beside a reference",
        _X,
        {**_X, "maxLength": 3},
        "WFFW",
        ({"X": _text()}, {"X": _text()}),
    ),
    SchemaPair(
        "OpenAPI 3.0 ignores a keyword beside a reference",
        _X,
        {**_X, "maxLength": 3},
        "DDDD",
        ({"X": _text()}, {"X": _text()}),
        version="3.0.3",
    ),
    SchemaPair(
        "a property refers to a schema that contains itself",
        _map(),
        _with("tree", _X),
        "FCFC",
        ({}, {"X": _NODE}),
    ),
    SchemaPair(
        "a property of a map that contains itself is added",
        _map(additionalProperties=_X),
        _with("label", _X, additionalProperties=_X),
        "FCFC",
        ({"X": _MAP}, {"X": _MAP}),
    ),
    SchemaPair(
        "an open schema becomes a schema that contains itself",
        {},
        _X,
        "WCFW",
        ({}, {"X": _NODE}),
    ),
    # discriminators
    SchemaPair(
        "a property of a child in the mapping has another type",
        _X,
        _X,
        "WWWW",
        (
            _pet({"cat": "Cat"}, Cat=_CAT),
            _pet({"cat": "Cat"}, Cat=_with("lives", _text())),
        ),
    ),
    SchemaPair(
        "a property of a child without a mapping has another type",
        _X,
        _X,
        "WWWW",
        (_pet(None, Cat=_CAT), _pet(None, Cat=_with("lives", _text()))),
    ),
    SchemaPair(
        "a value of the mapping is renamed",
        _X,
        _X,
        "WWWW",
        (_pet({"cat": "Cat"}, Cat=_CAT), _pet({"kitty": "Cat"}, Cat=_CAT)),
    ),
    SchemaPair(
        "a child is added",
        _X,
        _X,
        "FWWF",
        (
            _pet({"cat": "Cat"}, Cat=_CAT),
            _pet({"cat": "Cat", "dog": "Dog"}, Cat=_CAT, Dog=_DOG),
        ),
    ),
    # keywords without effect, annotations and unknown keywords
    SchemaPair("`required` of a property is a boolean", _text(), _text(required=True), "DDDD"),
    SchemaPair("a string has `items`", _text(), _text(items=_INTEGER), "DDDD"),
    SchemaPair("a string has `properties`", _text(), _text(properties={"a": _INTEGER}), "DDDD"),
    SchemaPair(
        "an element of XML is renamed", _text(xml={"name": "a"}), _text(xml={"name": "b"}), "DDDD"
    ),
    SchemaPair("a comment changes", _text(**{"$comment": "a"}), _text(**{"$comment": "b"}), "DDDD"),
    SchemaPair(
        "an unused definition changes",
        _text(**{"$defs": {"a": _text()}}),
        _text(**{"$defs": {"a": _INTEGER}}),
        "DDDD",
    ),
    SchemaPair(
        "external documentation is added",
        _text(),
        _text(externalDocs={"url": "https://a.example"}),
        "DDDD",
    ),
    SchemaPair("an unknown extension is added", _text(), _text(**{"x-shelf": 1}), "DDDD"),
    SchemaPair("an unknown keyword is added", _text(), _text(maxLenght=3), "WWWW"),
    SchemaPair(
        "a dynamic reference changes",
        {"$dynamicRef": "#a"},
        {"$dynamicRef": "#b"},
        "WWWW",
        ({"A": _ANCHORED_A, "B": _ANCHORED_B}, {"A": _ANCHORED_A, "B": _ANCHORED_B}),
    ),
    SchemaPair(
        "a `contains` that may match no item is added",
        _list(items=_INTEGER),
        _list(items=_INTEGER, contains={"minimum": 7}, minContains=0),
        "DDDD",
    ),
    SchemaPair(
        "a `contains` that may match no item limits the items that match",
        _list(items=_INTEGER),
        _list(items=_INTEGER, contains={"minimum": 7}, minContains=0, maxContains=1),
        "WFFW",
    ),
    SchemaPair(
        "a `contains` may match no item at all",
        _list(items=_INTEGER, contains={"minimum": 7}),
        _list(items=_INTEGER, contains={"minimum": 7}, minContains=0),
        "FWWF",
    ),
    # names of the members of enumerations
    SchemaPair(
        "two values with the same Python name are exchanged",
        _text(enum=["a-b", "a_b"]),
        _text(enum=["a_b", "a-b"]),
        "CCCC",
    ),
    SchemaPair(
        "a value takes the Python name of another one",
        _text(enum=["a_b", "c"]),
        _text(enum=["a-b", "a_b", "c"]),
        "CWWC",
    ),
    SchemaPair(
        "a value without letters has another position",
        _text(enum=["+1", "-1"]),
        _text(enum=["-1", "+1"]),
        "CCCC",
    ),
    SchemaPair(
        "the values of an enumeration are in another order",
        _text(enum=["a", "b"]),
        _text(enum=["b", "a"]),
        "NNNN",
    ),
    # constraints beside alternatives, and integers among the numbers
    SchemaPair(
        "a bound beside alternatives without numbers changes",
        {"minimum": 3, "oneOf": [_X, {"type": "boolean"}]},
        {"minimum": 5, "oneOf": [_X, {"type": "boolean"}]},
        "DDDD",
        ({"X": _text()}, {"X": _text()}),
    ),
    SchemaPair(
        "a bound beside alternatives with numbers changes",
        {"minimum": 3, "oneOf": [_X, {"type": "boolean"}]},
        {"minimum": 5, "oneOf": [_X, {"type": "boolean"}]},
        "WFFW",
        ({"X": _INTEGER}, {"X": _INTEGER}),
    ),
    SchemaPair(
        "a property beside alternatives without objects changes",
        {"properties": {"a": _text()}, "anyOf": [_X, _list()]},
        {"properties": {"a": _INTEGER}, "anyOf": [_X, _list()]},
        "DDDD",
        ({"X": _text()}, {"X": _text()}),
    ),
    SchemaPair("integers become numbers", _INTEGER, {**_NUMBER, "multipleOf": 1}, "DCCD"),
    SchemaPair(
        "even integers become even numbers",
        {**_INTEGER, "multipleOf": 2},
        {**_NUMBER, "multipleOf": 2},
        "DCCD",
    ),
    SchemaPair("integers become halves", _INTEGER, {**_NUMBER, "multipleOf": 0.5}, "FWWF"),
    SchemaPair(
        "integers become multiples of 1.5", _INTEGER, {**_NUMBER, "multipleOf": 1.5}, "WWWW"
    ),
    SchemaPair("integers become even numbers", _INTEGER, {**_NUMBER, "multipleOf": 2}, "WCCW"),
    SchemaPair(
        "integers or strings become numbers or strings",
        {"type": ["string", "integer"]},
        {"type": ["string", "number"], "multipleOf": 1},
        "DCCD",
    ),
    SchemaPair(
        "several factors become their common multiple",
        {**_INTEGER, "allOf": [{"multipleOf": 2}, {"multipleOf": 3}]},
        {**_INTEGER, "multipleOf": 6},
        "NNNN",
    ),
    SchemaPair(
        "one of several factors is removed",
        {**_NUMBER, "allOf": [{"multipleOf": 2}, {"multipleOf": 3}]},
        {**_NUMBER, "multipleOf": 2},
        "FWWF",
    ),
    SchemaPair(
        "an exclusive bound of integers becomes an inclusive bound",
        {**_NUMBER, "multipleOf": 1, "exclusiveMinimum": 0},
        {**_NUMBER, "multipleOf": 1, "minimum": 1},
        "NNNN",
    ),
    # classes without names in the document
    SchemaPair("an object becomes an alternative", _A, {"oneOf": [_text(), _A]}, "FWWF"),
    SchemaPair("an object may be null", _A, {"oneOf": [_A, {"type": "null"}]}, "FWWF"),
    SchemaPair(
        "an enumeration becomes an alternative",
        {"enum": ["a", "b"]},
        {"anyOf": [_INTEGER, {"enum": ["a", "b"]}]},
        "FWWF",
    ),
    SchemaPair("objects change places", {"anyOf": [_A, _B]}, {"anyOf": [_B, _A]}, "NNNN"),
    SchemaPair("an object is added after objects", {"anyOf": [_A]}, {"anyOf": [_A, _B]}, "FWWF"),
    SchemaPair(
        "an object is added before objects", {"anyOf": [_B, _A]}, {"anyOf": [_C, _B, _A]}, "CWWC"
    ),
    SchemaPair("an object is added before an object", _A, {"anyOf": [_B, _A]}, "CWWC"),
    SchemaPair(
        "a list of objects is added before a list of objects",
        {"anyOf": [_list(items=_A), _text()]},
        {"anyOf": [_map(additionalProperties=_INTEGER), _list(items=_A), _text()]},
        "CWWC",
    ),
    SchemaPair(
        "an object is added before objects with titles",
        {"anyOf": [{**_B, "title": "B"}, {**_A, "title": "A"}]},
        {"anyOf": [_C, {**_B, "title": "B"}, {**_A, "title": "A"}]},
        "FWWF",
    ),
    # keywords that have no effect
    SchemaPair(
        "a length of listed values changes",
        _text(enum=["ab", "c"], maxLength=5),
        _text(enum=["ab", "c"], maxLength=4),
        "DDDD",
    ),
    SchemaPair(
        "a length excludes a listed value",
        _text(enum=["ab", "c"], maxLength=5),
        _text(enum=["ab", "c"], maxLength=1),
        "WFFW",
    ),
    SchemaPair(
        "a range of listed numbers changes",
        {**_INTEGER, "enum": [1, 2], "minimum": 0},
        {**_INTEGER, "enum": [1, 2], "minimum": 1, "multipleOf": 0.5},
        "DDDD",
    ),
    SchemaPair(
        "a pattern of a constant changes",
        _text(const="a", pattern="^a"),
        _text(const="a", pattern="a$"),
        "DDDD",
    ),
    SchemaPair("a range becomes a list", _text(maxLength=5), _text(enum=["a", "b"]), "WCFW"),
    SchemaPair(
        "a range becomes a list of other values",
        _text(maxLength=1),
        _text(enum=["ab"]),
        "WWWW",
    ),
    SchemaPair("an `if` without `then` changes", {"if": _A}, {"if": _B}, "DDDD"),
    SchemaPair("`minContains` without `contains`", _list(minContains=2), _list(), "DDDD"),
    SchemaPair(
        "a bound of integers has a fraction",
        {**_INTEGER, "minimum": 0.5},
        {**_INTEGER, "minimum": 1},
        "NNNN",
    ),
    SchemaPair(
        "an exclusive bound of integers has a fraction",
        {**_INTEGER, "exclusiveMaximum": 2.5},
        {**_INTEGER, "maximum": 2},
        "NNNN",
    ),
    SchemaPair("null is a constant", {"const": None}, {"type": "null"}, "NNNN"),
    SchemaPair(
        "null matches an alternative for any value", {"oneOf": [{}, {"const": None}]}, {}, "FWWF"
    ),
    SchemaPair(
        "null is the only valid alternative",
        {"type": "null"},
        {"anyOf": [{"allOf": [False]}, {"type": "null"}]},
        "NNNN",
    ),
    SchemaPair(
        "null is the only alternative", {"const": None}, {"oneOf": [{"type": "null"}]}, "NNNN"
    ),
    SchemaPair(
        "`not` excludes null",
        {"type": ["string", "null"]},
        _text(**{"not": {"const": None}}),
        "WFFW",
    ),
    # names of components on the wire
    SchemaPair(
        "the component of a discriminator without a mapping is renamed",
        {"oneOf": [_X, {"$ref": "#/components/schemas/Y"}], "discriminator": {"propertyName": "a"}},
        {"oneOf": [_X, {"$ref": "#/components/schemas/Z"}], "discriminator": {"propertyName": "a"}},
        "WWWW",
        ({"X": _A, "Y": _A}, {"X": _A, "Z": _A}),
    ),
    SchemaPair(
        "the component in the mapping of a discriminator is renamed",
        _chosen_by({"x": "X", "y": "Y"}),
        _chosen_by({"x": "X", "y": "Z"}),
        "CCCC",
        ({"X": _A, "Y": _A}, {"X": _A, "Z": _A}),
    ),
    SchemaPair(
        "the value of a renamed component changes",
        _chosen_by({"x": "X", "y": "Y"}),
        _chosen_by({"x": "X", "z": "Z"}),
        "WWWW",
        ({"X": _A, "Y": _A}, {"X": _A, "Z": _A}),
    ),
    SchemaPair(
        "the title that equals the name of the component is removed",
        _X,
        _X,
        "DDDD",
        ({"X": {**_A, "title": "X"}}, {"X": _A}),
    ),
    SchemaPair(
        "one of several nullable types is restricted",
        {"type": ["boolean", "string", "null"]},
        {"anyOf": [{"type": "boolean"}, {"type": ["string", "null"], "maxLength": 5}]},
        "WFFW",
    ),
    SchemaPair(
        "`not` excludes a value of another type",
        _text(),
        _text(**{"not": _INTEGER}),
        "DDDD",
    ),
    SchemaPair(
        "one of several nullable alternatives is restricted",
        {"anyOf": [{"type": "boolean"}, {"type": ["string", "null"]}]},
        {"anyOf": [{"type": "boolean"}, {"type": ["string", "null"], "maxLength": 5}]},
        "WFFW",
    ),
    # keywords and alternatives without effect
    SchemaPair(
        "an `if` without consequences is removed",
        _text(**{"if": {"minLength": 3}}),
        _text(),
        "DDDD",
    ),
    SchemaPair(
        "an `if` whose consequence allows any value is removed",
        _text(**{"if": {"minLength": 3}, "then": True}),
        _text(),
        "DDDD",
    ),
    SchemaPair(
        "an `if` without consequences replaces a `then` without a condition",
        _text(then={"minLength": 3}),
        _text(**{"if": {"minLength": 3}}),
        "DDDD",
    ),
    SchemaPair("an anchor is removed", _text(**{"$anchor": "name"}), _text(), "DDDD"),
    SchemaPair(
        "an `anyOf` is nested in an `anyOf`",
        {"anyOf": [_INTEGER, _X, _text()]},
        {"anyOf": [{"anyOf": [_INTEGER, _X]}, _text()]},
        "NNNN",
        ({"X": _A}, {"X": _A}),
    ),
    SchemaPair(
        "a nested `anyOf` loses an alternative",
        {"anyOf": [{"anyOf": [_INTEGER, _X]}, _text()]},
        {"anyOf": [{"anyOf": [_X]}, _text()]},
        "WFFW",
        ({"X": _A}, {"X": _A}),
    ),
    # values that a discriminator selects
    SchemaPair(
        "a second value selects a component",
        _chosen_by({"x": "X", "y": "Y"}),
        _selected_by({"x": "X", "y": "Y", "z": "Y"}, "X", "Y"),
        "FWWF",
        ({"X": _A, "Y": _A}, {"X": _A, "Y": _A}),
    ),
    SchemaPair(
        "a second value selects a component, and another value is renamed",
        _chosen_by({"x": "X", "y": "Y"}),
        _selected_by({"v": "X", "y": "Y", "z": "Y"}, "X", "Y"),
        "WWWW",
        ({"X": _A, "Y": _A}, {"X": _A, "Y": _A}),
    ),
    SchemaPair(
        "a second value selects a component that includes the base",
        _X,
        _X,
        "FWWF",
        (_pet({"x": "Y"}, Y=_A), _pet({"x": "Y", "z": "Y"}, Y=_A)),
    ),
    # properties
    SchemaPair(
        "a property of an alternative inside an alternative is listed with another type",
        {"anyOf": [{"anyOf": [_with("c", _text()), _INTEGER]}, {"type": "boolean"}]},
        _with("c", _INTEGER)
        | {
            "type": ["object", "integer", "boolean"],
            "anyOf": [{"anyOf": [_with("c", _text()), _INTEGER]}, {"type": "boolean"}],
        },
        "WCFW",
    ),
    SchemaPair(
        "a property that a pattern allows is listed",
        _map(patternProperties={"^b": _text(maxLength=9)}, additionalProperties=False),
        _with(
            "bb",
            _text(),
            patternProperties={"^b": _text(maxLength=9)},
            additionalProperties=False,
        ),
        "FCFC",
    ),
    SchemaPair(
        "a property has another type beside a pattern that is slow with backtracking",
        _with("a" * 40 + "!", _INTEGER, patternProperties={"^(a+)+$": _text()}),
        _with("a" * 40 + "!", _text(), patternProperties={"^(a+)+$": _text()}),
        "WWWW",
    ),
    SchemaPair(
        "a listed property must also satisfy the schema of a pattern",
        _with("bb", _text(), patternProperties={"^b": _text(maxLength=9)}),
        _with("bb", _text(), patternProperties={"^b": _text(maxLength=5)}),
        "WFFW",
    ),
    SchemaPair(
        "names that match a pattern are allowed in an object without other properties",
        _with("a", _text(), additionalProperties=False),
        _with("a", _text(), additionalProperties=False, patternProperties={"^x-": _text()}),
        "FWWF",
    ),
    SchemaPair(
        "an object may no longer have properties of any name",
        _map(additionalProperties=_text()),
        _map(additionalProperties=_text(), propertyNames=False),
        "WFFW",
    ),
    SchemaPair(
        "a property has the Python name of the next one",
        _map(properties={"a-b": _text()}),
        _map(properties={"a_b": _text(), "a-b": _text()}),
        "CCCC",
    ),
    SchemaPair(
        "a property has the Python name of the previous one",
        _map(properties={"a-b": _text()}),
        _map(properties={"a-b": _text(), "a_b": _text()}),
        "FCFC",
    ),
    SchemaPair(
        "a property that becomes required takes the Python name of another one",
        _map(properties={"a-b": _text(), "a_b": _text()}),
        _map("a_b", properties={"a-b": _text(), "a_b": _text()}),
        "WCCW",
    ),
)

PARAMETER_PAIRS = (
    ("digits become an integer", _text(pattern="^[0-9]+$"), _INTEGER, CALLER, WIRE),
    (
        "an integer becomes a natural number in digits",
        {**_INTEGER, "minimum": 0},
        _text(pattern="^[0-9]+$"),
        DOC,
        CALLER,
    ),
    (
        "a number in an enumeration becomes a string",
        _text(enum=["1", "2"]),
        {"enum": [1, 2], **_INTEGER},
        CALLER,
        CALLER,
    ),
    (
        "a boolean becomes an enumeration of strings",
        {"type": "boolean"},
        _text(enum=["true", "false"]),
        CALLER,
        CALLER,
    ),
    (
        "a default has another type",
        _text(pattern="^-?[0-9]+$", default="0"),
        {**_INTEGER, "default": 0},
        CALLER,
        CALLER,
    ),
    (
        "the items of a default have another type",
        _list(items=_INTEGER, default=[1]),
        _list(items=_text(pattern="^-?[0-9]+$"), default=["1"]),
        CALLER,
        CALLER,
    ),
    (
        "a default has another value",
        {**_INTEGER, "default": 0},
        {**_INTEGER, "default": 1},
        WIRE,
        WIRE,
    ),
    (
        "digits in a list become integers",
        _list(items=_text(pattern="^[0-9]+$")),
        _list(items=_INTEGER),
        CALLER,
        WIRE,
    ),
    ("any string becomes an integer", _text(), _INTEGER, WIRE, CALLER),
    ("a number becomes an integer", _NUMBER, _INTEGER, WIRE, FINE),
    ("an integer becomes a bounded string", _INTEGER, _text(maxLength=9), WIRE, WIRE),
    (
        "a string of digits becomes an integer of 32 bits",
        _text(pattern="^[0-9]+$"),
        {**_INTEGER, "format": "int32"},
        WIRE,
        WIRE,
    ),
    (
        "a constant of text becomes a number",
        _text(const="5"),
        {**_INTEGER, "const": 5},
        CALLER,
        CALLER,
    ),
)
