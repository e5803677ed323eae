"""Replace compositions that openapi-python-client cannot generate by equivalent schemas.

- An `allOf` of which a part is a union becomes a union of objects, each with the properties of all
  parts.
- An `allOf` whose parts describe the same property differently becomes one schema, in which the
  property has the constraints of all parts.
- A union beside properties whose alternatives only require properties becomes an object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import product
from math import prod
from typing import Any

from openapi.codegen.input.errors import GenerationError
from openapi.codegen.input.rewriting.schema_walk import Location, Node, rewrite_schemas
from openapi.pointer import format_pointer, resolve

_UNIONS = ("oneOf", "anyOf")
_ANNOTATIONS = frozenset(
    {"default", "deprecated", "description", "example", "examples", "readOnly", "title"}
    | {"externalDocs", "writeOnly", "xml", "$comment"}
)
#: Bounds, which neither the generator reads nor the generated client checks.
_BOUNDS = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "uniqueItems"}
    | {f"{bound}{what}" for bound in ("min", "max") for what in ("Length", "Items", "Properties")}
)
_MAX_ALTERNATIVES = 64


class _ConflictError(Exception):
    """Raised if no value matches two schemas at the same time. The message says why."""


def resolve_compositions(content: Node) -> Node:
    """Return a document whose `allOf`, `oneOf` and `anyOf` openapi-python-client can generate.

    Raises:
        GenerationError: If such a composition allows no value, or has too many alternatives.
    """
    merger = _Merger(content)

    def rewriting(schema: Node, location: Location) -> Any:
        if not merger.must_change(schema):
            return schema
        try:
            return merger.plain(schema)
        except _ConflictError as conflict:
            key = next(key for key in ("allOf", *_UNIONS) if key in schema)
            pointer = f"#{format_pointer((*location, key))}"
            raise GenerationError(f"{pointer}: the {key} is not supported: {conflict}") from None

    return rewrite_schemas(content, rewriting)


class _Merger:
    """Replaces `allOf`, `oneOf` and `anyOf` by equivalent keywords, for example by merged schemas.

    Args:
        content: The whole document, before any change.
    """

    def __init__(self, content: Node) -> None:
        self._content = content

    def must_change(self, schema: Node) -> bool:
        """Return whether a schema must change before openapi-python-client can generate code."""
        unions = [key for key in _UNIONS if key in schema]
        if unions and (len(unions) == 2 or self._constrains(schema)):
            return True
        parts = schema.get("allOf", ())
        if not parts or unions:
            return bool(parts)
        if len(parts) == 1 and "$ref" in parts[0] and not self._constrains(schema, besides="allOf"):
            return False
        resolved = [resolve(part, self._content) for part in parts]
        if not all(map(self._is_object, parts)):
            return True
        properties = [
            *(dict.fromkeys(self._properties(part)) for part in resolved),
            schema.get("properties", {}),
        ]
        names = [name for each in properties for name in each]
        return len(set(names)) < len(names) and not self._agree([*resolved, schema])

    def plain(self, schema: Node) -> Node:
        """Return an equivalent schema that has no `allOf`, and at most one `oneOf` or `anyOf`.

        Raises:
            _ConflictError: If no value matches the schema, or if the schema has too many
                alternatives.
        """
        base, unions = self._parts(schema, ())
        unions = [union for union in unions if union]
        if prod(map(len, unions)) > _MAX_ALTERNATIVES:
            raise _ConflictError(f"it has more than {_MAX_ALTERNATIVES} alternatives")
        annotations = {key: value for key, value in base.items() if key in _ANNOTATIONS}
        constraints = {key: value for key, value in base.items() if key not in _ANNOTATIONS}
        alternatives: list[Node] = []
        conflict: _ConflictError | None = None
        for chosen in product(*unions):
            try:
                merged = self._merged([constraints, *chosen], omits=bool(unions))
            except _ConflictError as error:  # other alternatives may have values
                conflict = error
                continue
            if merged not in alternatives:
                alternatives.append(merged)
        if not alternatives:
            raise conflict or _ConflictError("it has no alternatives")
        common = _without_required(alternatives)
        if common is not None:
            return {**common, **annotations}
        return {**annotations, "oneOf": _distinctly_titled(alternatives)}

    def _parts(
        self, schema: Node, seen: tuple[str, ...], *, titled: bool = False
    ) -> tuple[Node, list[list[Node]]]:
        """Split a schema into its own keywords and the alternatives of each `oneOf` and `anyOf`.

        The schemas in an `allOf` are split too, and their parts are added to the result.
        """
        schema, seen = self._resolved(schema, seen, titled=titled)
        rest = {
            key: value
            for key, value in schema.items()
            if key not in {"allOf", "discriminator", "nullable", *_UNIONS}
        }
        nullable = schema.get("nullable") is True
        if nullable and not {"allOf", *_UNIONS} & schema.keys():
            rest["nullable"] = True
        unions: list[list[Node]] = []
        for part in schema.get("allOf", ()):
            base, more = self._parts(part, seen)
            rest = self._merged([base, rest] if part.keys() == {"$ref"} else [rest, base])
            unions += more
        for key in _UNIONS:
            if key in schema:
                unions.append(list(self._alternatives(schema, key, seen)))
        if nullable and unions:
            unions[-1].append({"type": "null"})
        elif nullable:
            rest["nullable"] = True
        return rest, unions

    def _alternatives(self, schema: Node, key: str, seen: tuple[str, ...]) -> Iterator[Node]:
        """Yield the alternatives of a union. Nested unions are replaced by their alternatives."""
        discriminator = schema.get("discriminator", {})
        for alternative in schema[key]:
            base, unions = self._parts(alternative, seen, titled=True)
            names = _discriminating(discriminator, alternative)
            for chosen in product(*unions):
                parts = [base, *chosen]
                if names and "propertyName" in discriminator:
                    constant = {"type": "string", "enum": names}
                    parts.append({"properties": {discriminator["propertyName"]: constant}})
                with suppress(_ConflictError):  # other alternatives may have values
                    yield self._merged(parts, omits=True)

    def _resolved(
        self, schema: Node, seen: tuple[str, ...], *, titled: bool
    ) -> tuple[Node, tuple[str, ...]]:
        while isinstance(schema.get("$ref"), str):
            reference = schema["$ref"]
            if reference in seen:
                raise _ConflictError(f"{reference} contains itself")
            seen = (*seen, reference)
            target = resolve({"$ref": reference}, self._content)
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**target, **beside} if isinstance(target, dict) else beside
            if titled:
                schema = {"title": reference.rpartition("/")[2], **schema}
        return schema, seen

    def _merged(self, schemas: list[Node], *, omits: bool = False) -> Node:
        """Return a schema whose values match all given schemas, none of which has an `allOf`.

        Args:
            schemas: The schemas.
            omits: Whether to omit an optional property for which the schemas have no value in
                common. The result then does not list the property.
        """
        result: Node = {}
        required = {name for schema in schemas for name in schema.get("required", ())}
        for schema in schemas:
            for key, value in schema.items():
                if key not in result:
                    result[key] = value
                elif key == "properties":
                    properties = self._merged_properties(
                        result[key], value, required if omits else None
                    )
                    result[key] = properties
                elif key == "required":
                    result[key] = list(dict.fromkeys([*result[key], *value]))
                else:
                    result[key] = self._merged_keyword(key, result[key], value)
            if "nullable" in result and not all(
                each.get("nullable") or not each.keys() - _ANNOTATIONS for each in schemas
            ):
                del result["nullable"]
        return result

    def _merged_properties(self, first: Node, second: Node, required: set[str] | None) -> Node:
        merged = dict(first)
        for name, schema in second.items():
            if name in merged:
                try:
                    schema = self._intersection(merged[name], schema)
                except _ConflictError as conflict:
                    if required is None or name in required:
                        raise _ConflictError(f"{conflict} for the property {name}") from None
                    del merged[name]
                    continue
            merged[name] = schema
        return merged

    def _intersection(self, first: Node, second: Node) -> Node:
        """Return a schema whose values match two schemas."""
        plain = [self._resolved(each, (), titled=False)[0] for each in (first, second)]
        if plain[0] == plain[1] or not plain[1].keys() - _ANNOTATIONS:
            return first
        if not plain[0].keys() - _ANNOTATIONS:
            return second
        merged = self.plain({"allOf": [first, second]})
        for schema, resolved in ((second, plain[1]), (first, plain[0])):
            # A reference keeps the class of its component.
            if _constraints(merged) == _constraints(resolved):
                return schema
        return merged

    def _merged_keyword(self, key: str, first: Any, second: Any) -> Any:
        if key in _ANNOTATIONS or key == "format":  # an alternative is more specific than its union
            return second
        if first == second:
            return first
        if key == "type":
            return _common_type(first, second)
        if key == "enum":
            common = [value for value in first if value in second]
            if not common:
                raise _ConflictError(f"the enums {first} and {second} have no common value")
            return common
        if key == "items":
            return self._intersection(first, second)
        if key in {"minimum", "minLength", "minItems", "minProperties"}:
            return max(first, second)
        if key in {"maximum", "maxLength", "maxItems", "maxProperties"}:
            return min(first, second)
        if key == "additionalProperties":
            if isinstance(first, dict) and isinstance(second, dict):
                return self._intersection(first, second)
            return second if first is True or first == {} else first
        return first

    def _constrains(self, schema: Node, besides: str = "") -> bool:
        keys = schema.keys() - {"allOf", "discriminator", "nullable", besides, *_UNIONS}
        unread = _ANNOTATIONS | _BOUNDS | {key for key in keys if key.startswith("x-")}
        return bool(keys - unread)

    def _is_object(self, part: Node) -> bool:
        """Return whether a schema in an `allOf` describes an object, without a `oneOf` or `anyOf`.

        The schemas in the schema's own `allOf` are checked in the same way.
        """
        part = resolve(part, self._content)
        if any(key in part for key in _UNIONS):
            return False
        if not all(map(self._is_object, part.get("allOf", ()))):
            return False
        is_object = part.get("type") == "object" or "properties" in part or "allOf" in part
        return is_object or not part.keys() - _ANNOTATIONS - {"required"}

    def _properties(self, schema: Node) -> dict[str, Node]:
        schema = resolve(schema, self._content)
        found: dict[str, Node] = {}
        for part in schema.get("allOf", ()):
            found |= self._properties(part)
        found |= schema.get("properties", {})
        return found

    def _agree(self, schemas: list[Node]) -> bool:
        """Return whether all schemas describe their common properties in the same way."""
        known: dict[str, Node] = {}
        for schema in schemas:
            for name, each in self._properties(schema).items():
                if _constraints(known.setdefault(name, each)) != _constraints(each):
                    return False
        return True


def _constraints(schema: Node) -> Node:
    return {key: value for key, value in schema.items() if key not in _ANNOTATIONS}


def _common_type(first: Any, second: Any) -> Any:
    one, other = ({x} if isinstance(x, str) else set(x) for x in (first, second))
    common = one & other
    if "integer" in one | other and "number" in one | other:
        common |= {"integer"}
    if not common:
        raise _ConflictError(f"no value has both of the types {first} and {second}")
    return common.pop() if len(common) == 1 else sorted(common)


def _without_required(alternatives: list[Node]) -> Node | None:
    """Return one object schema for alternatives that differ only in `required`.

    The result requires the properties that all alternatives require. The result is None if other
    keywords differ too.
    """

    def rest(schema: Node) -> Node:
        return {k: v for k, v in _constraints(schema).items() if k not in {"not", "required"}}

    first, *others = alternatives
    if any(rest(each) != rest(first) for each in others):
        return None
    common = [
        name
        for name in first.get("required", ())
        if all(name in each.get("required", ()) for each in others)
    ]
    return {**rest(first), **({"required": common} if common else {})}


def _distinctly_titled(alternatives: list[Node]) -> list[Node]:
    """Return alternatives without the titles that several of the alternatives share."""
    titles = [each.get("title") for each in alternatives]
    return [
        {k: v for k, v in each.items() if k != "title"} if titles.count(title) > 1 else each
        for each, title in zip(alternatives, titles, strict=True)
    ]


def _discriminating(discriminator: Mapping[str, Any], alternative: Node) -> list[str]:
    """Return the values of the discriminating property that stand for an alternative."""
    reference = alternative.get("$ref")
    if not discriminator or not isinstance(reference, str):
        return []
    name = reference.rpartition("/")[2]
    mapping = discriminator.get("mapping") or {}
    return [key for key, value in mapping.items() if value in {reference, name}] or [name]
