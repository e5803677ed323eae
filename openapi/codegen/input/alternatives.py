"""The alternatives of a `oneOf` or `anyOf`, and the properties that distinguish them.

openapi-python-client ignores `discriminator` and constants. The client chooses the alternative that
the discriminator or the constants of a value's properties name. Without such a property, the client
chooses the matching alternative that lists the most of the value's properties. A value that fits
several alternatives equally well remains JSON data, and the Python type includes JSON data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import define, evolve, field
from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import PropertyError
from openapi_python_client.parser.properties import (
    EnumProperty,
    ModelProperty,
    property_from_data,
)
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.schemas import Schemas
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema import Reference, Schema, UntrustedString
from openapi_python_client.schema.openapi_schema_pydantic import Discriminator
from openapi_python_client.strings import PythonCode, PythonIdentifier

from openapi.codegen.input.digits import with_distinct_digits
from openapi.codegen.input.overlap import (
    Candidate,
    Constants,
    Models,
    are_alike,
    constants,
    held,
    json_type,
    key,
    listed,
    may_both_fit,
    may_tie,
    resolved,
)
from openapi.codegen.input.rewriting.class_names import suffixes

_RAW_TYPES = {"object": "dict[str, Any]", "array": "list[Any]", "string": "str"}


@define
class AlternativesProperty(UnionProperty):
    """A property whose values belong to one of several alternatives.

    Attributes:
        tags: For each alternative, the values of the discriminator, by the name of the property.
        exclusive: Whether a value may fit only one alternative, as in a `oneOf`.
        constants: For each alternative, the constants that distinguish it from the others.
        fixed: For each alternative, the names of its properties that have constants.
        raw_types: The Python types of the values that fit several alternatives equally well.
        overlaps: Whether a value may exist that fits several alternatives.
        repeated: The indexes of alternatives that have the same schema as an earlier alternative.
    """

    tags: list[Constants] = field(factory=list)
    exclusive: bool = False
    constants: list[Constants] = field(factory=list)
    fixed: list[frozenset[str]] = field(factory=list)
    raw_types: frozenset[str] = frozenset()
    overlaps: bool = False
    repeated: frozenset[int] = frozenset()

    @classmethod
    def build(
        cls,
        *,
        data: Schema,
        name: UntrustedString,
        required: bool,
        schemas: Schemas,
        parent_name: str,
        config: Config,
    ) -> tuple[UnionProperty | PropertyError, Schemas]:
        """Parse a schema with alternatives. Return its property, and all schemas parsed so far."""
        found: list[tuple[PropertyProtocol, Constants]] = []
        alternatives = [*_alternatives(data)]
        names = suffixes(map(_node, alternatives), _node(data))
        for suffix, each in zip(names, alternatives, strict=True):
            prop, schemas = property_from_data(
                name=UntrustedString(f"{name.get_untrusted_value()}{suffix}"),
                required=True,
                data=each,
                schemas=schemas,
                parent_name=parent_name,
                config=config,
            )
            if isinstance(prop, PropertyError):
                return PropertyError(detail=f"Invalid property in union {name}", data=each), schemas
            tag = _tag(data.discriminator, each)
            found += [(inner, {**own, **tag}) for inner, own in _flat(prop)]
        distinct = _distinct(found)
        built = cls(
            name=name,
            required=required,
            default=None,
            inner_properties=[prop for prop, _ in distinct],
            python_name=PythonIdentifier(value=name, prefix=config.field_prefix),
            description=data.description,
            example=data.example,
            tags=[tag for _, tag in distinct],
            exclusive=bool(data.oneOf) and not data.anyOf,
        )
        default = built.convert_value(data.default)
        if isinstance(default, PropertyError):
            default.data = data
            return default, schemas
        return evolve(built, default=default), schemas

    def _get_inner_type_strings(self, json: bool) -> set[PythonCode]:
        types = super()._get_inner_type_strings(json)
        if json:
            return types
        separate = {each for prop in self.inner_properties for each in _types(prop)}
        return {PythonCode(each) for each in separate | self.raw_types}


def complete(data: GeneratorData, properties: Iterable[PropertyProtocol]) -> None:
    """Determine what distinguishes the alternatives of each property from each other.

    Args:
        data: All models, which must be parsed already.
        properties: The properties outside of models, whose alternatives are changed in place.
    """
    models = {str(model.class_info.name): model for model in data.models}
    of_models = [prop for model in data.models for prop in held(model)]
    for prop in (*of_models, *properties):
        for union in _unions(prop):
            _complete(union, models)
    for prop in {id(each): each for each in of_models}.values():  # an allOf shares its properties
        _describe(prop)


def _alternatives(data: Schema) -> Iterator[Schema | Reference]:
    yield from data.anyOf
    yield from data.oneOf
    if isinstance(data.type, list) and not (data.anyOf or data.oneOf):
        for each in data.type:
            yield data.model_copy(update={"type": each, "default": None, "nullable": False})


def _node(schema: Schema | Reference) -> dict[str, Any]:
    return schema.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _tag(discriminator: Discriminator | None, alternative: Schema | Reference) -> Constants:
    """Return the values of a discriminator that name an alternative."""
    if discriminator is None or not isinstance(alternative, Reference):
        return {}
    reference = alternative.ref.get_untrusted_value()
    name = reference.rpartition("/")[2]
    mapping = {
        value.get_untrusted_value(): target.get_untrusted_value()
        for value, target in (discriminator.mapping or {}).items()
    }
    values = [value for value, target in mapping.items() if target in {reference, name}]
    if name not in mapping:
        values.append(name)
    return {discriminator.propertyName.get_untrusted_value(): tuple(values)}


def _flat(prop: PropertyProtocol) -> list[tuple[PropertyProtocol, Constants]]:
    if isinstance(prop, AlternativesProperty):
        return list(zip(prop.inner_properties, prop.tags, strict=True))
    return [(prop, {})]


def _distinct(
    found: list[tuple[PropertyProtocol, Constants]],
) -> list[tuple[PropertyProtocol, Constants]]:
    """Return alternatives without duplicates.

    Duplicates become one alternative, which has the discriminator values of all of them.
    """
    properties = with_distinct_digits([prop for prop, _ in found])
    distinct: dict[tuple[type, str], tuple[PropertyProtocol, Constants]] = {}
    for prop, (_, tag) in zip(properties, found, strict=True):
        key = (type(prop), prop.get_type_string(no_optional=True).as_unembedded_code())
        if key in distinct:
            before = distinct[key][1]
            tag = {name: (*before[name], *tag[name]) for name in before.keys() & tag.keys()}
        distinct[key] = (prop, tag)
    return list(distinct.values())


def _types(prop: PropertyProtocol) -> list[str]:
    if isinstance(prop, EnumProperty):
        return [str(prop.class_info.name), prop.value_type.__name__]
    return [prop.get_type_string(no_optional=True).as_unembedded_code()]


def _unions(prop: PropertyProtocol) -> Iterator[AlternativesProperty]:
    if isinstance(prop, ListProperty):
        yield from _unions(prop.inner_property)
    elif isinstance(prop, AlternativesProperty):
        yield prop
        for each in prop.inner_properties:
            yield from _unions(each)


def _describe(prop: PropertyProtocol) -> None:
    """Explain in a property's description how the client reads a value that fits several types."""
    unions = list(_unions(prop))
    sentences: list[str] = []
    for union in unions:
        for index in sorted(union.repeated):
            name = union.inner_properties[index].get_type_string(no_optional=True)
            sentences.append(
                f"No value is read as {name.as_unembedded_code()}, which has the same schema as "
                "another of the types."
            )
    if any(each.overlaps for each in unions):
        sentences.append(
            "A value that fits several of the types is read as the type that lists the most of its "
            "properties."
        )
    if any(each.raw_types for each in unions):
        sentences.append("A value that fits several types equally well remains JSON data.")
    if sentences:
        own = prop.description.get_untrusted_value() if prop.description else ""
        prop.description = UntrustedString(" ".join([own, *sentences]).strip())


def _complete(union: AlternativesProperty, models: Models) -> None:
    parsed = [resolved(prop, models) for prop in union.inner_properties]
    own = [_constants_by_name(prop) for prop in parsed]
    telling = _telling(parsed, own)
    candidates: list[Candidate] = []
    for prop, values, tags in zip(parsed, own, union.tags, strict=True):
        told = {name: each for name, each in values.items() if name in telling}
        # Many documents give the constants of the properties instead of the names of the schemas.
        tagged = {name: (*tags[name], *values.get(name, ())) for name in tags}
        merged = {name: tuple(dict.fromkeys(each)) for name, each in {**told, **tagged}.items()}
        is_model = isinstance(prop, ModelProperty)
        fixed = frozenset(values.keys() | tags.keys())
        candidates.append(Candidate(prop, merged if is_model else {}, frozenset(tags), fixed))
    union.fixed = [
        each.fixed if isinstance(each.prop, ModelProperty) else frozenset() for each in candidates
    ]
    union.constants = [each.constants for each in candidates]
    raw: set[str] = set()
    repeated: set[int] = set()
    for index, one in enumerate(candidates):
        for other in (each for i, each in enumerate(candidates[:index]) if i not in repeated):
            if not may_both_fit(one, other, models):
                continue
            if one.constants == other.constants and are_alike(one.prop, other.prop, models):
                repeated.add(index)
                break
            union.overlaps = (
                union.overlaps or json_type(one.prop) == json_type(other.prop) == "object"
            )
            if may_tie(one, other, models, exclusive=union.exclusive):
                raw.add(_RAW_TYPES.get(json_type(one.prop), "Any"))
    union.repeated = frozenset(repeated)
    union.raw_types = frozenset(raw)


def _constants_by_name(prop: PropertyProtocol) -> dict[str, tuple[Any, ...]]:
    if not isinstance(prop, ModelProperty):
        return {}
    found = {each.name.get_untrusted_value(): constants(each) for each in listed(prop)}
    return {name: values for name, values in found.items() if values}


def _telling(parsed: list[PropertyProtocol], own: list[dict[str, tuple[Any, ...]]]) -> set[str]:
    """Return the names of the properties whose constants differ between two alternatives.

    Alternatives that do not list a property are not considered. A property of only one alternative
    is therefore never returned, so that a newer server may add values to its enumeration.
    """
    all_names = [
        {each.name.get_untrusted_value() for each in listed(prop)}
        for prop in parsed
        if isinstance(prop, ModelProperty)
    ]
    by_name = [
        each for each, prop in zip(own, parsed, strict=True) if isinstance(prop, ModelProperty)
    ]
    telling: set[str] = set()
    for name in {name for each in by_name for name in each}:
        values = [
            frozenset(map(key, each.get(name, ())))
            for each, names in zip(by_name, all_names, strict=True)
            if name in names
        ]
        if len(set(values)) > 1:
            telling.add(name)
    return telling
