"""The alternatives of a `oneOf` or `anyOf`, and what tells a value of one from another.

openapi-python-client ignores `discriminator` and constants. The client reads a value as the
alternative that the discriminator or the constants of its properties name. Without them, it reads a
value as the alternative that fits, and that lists the most of the value's properties. A value that
fits several alternatives equally well remains JSON data, and the Python type says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import define, evolve, field
from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import PropertyError
from openapi_python_client.parser.properties import (
    AnyProperty,
    EnumProperty,
    ModelProperty,
    property_from_data,
)
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.schemas import Schemas
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.schema import Reference, Schema, UntrustedString
from openapi_python_client.schema.openapi_schema_pydantic import Discriminator
from openapi_python_client.strings import PythonCode, PythonIdentifier

from openapi.codegen.input.digits import DigitsProperty, with_distinct_digits

Constants = Mapping[str, tuple[Any, ...]]
"""The values that a JSON object may have in some of its properties, by their names."""

_JSON_TYPES: tuple[tuple[type[Any], str], ...] = (
    (ModelProperty, "object"),
    (ListProperty, "array"),
    (BooleanProperty, "boolean"),
    (IntProperty, "integer"),
    (FloatProperty, "number"),
    (NoneProperty, "null"),
    (AnyProperty, "any"),
)
_JSON_TYPES_OF_CONSTANTS = {str: "string", bool: "boolean", int: "integer", float: "number"}
_FORMS: tuple[tuple[type[Any], re.Pattern[str]], ...] = (
    (DigitsProperty, re.compile("[0-9]")),
    (DateTimeProperty, re.compile("[0-9]{4}-")),
    (DateProperty, re.compile("[0-9]{4}-")),
    (UuidProperty, re.compile("[0-9a-fA-F]{8}")),
)
_MAX_DEPTH = 3
_RAW_TYPES = {"object": "dict[str, Any]", "array": "list[Any]", "string": "str"}


@define
class AlternativesProperty(UnionProperty):
    """A property whose values belong to one of several alternatives.

    Attributes:
        tags: The values of the discriminator for each alternative, by the name of the property.
        exclusive: Whether a value may fit only one alternative, as in a `oneOf`.
        constants: The constants of each alternative that tell it apart.
        raw_types: The Python types of the values that fit several alternatives equally well.
        overlaps: Whether a value may fit several alternatives.
    """

    tags: list[Constants] = field(factory=list)
    exclusive: bool = False
    constants: list[Constants] = field(factory=list)
    raw_types: frozenset[str] = frozenset()
    overlaps: bool = False

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
        """Return the property of a schema with alternatives, and the schemas parsed so far."""
        found: list[tuple[PropertyProtocol, Constants]] = []
        for index, each in enumerate(_alternatives(data)):
            prop, schemas = property_from_data(
                name=UntrustedString(f"{name.get_untrusted_value()}_{_suffix(each, data, index)}"),
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
    """Find out what tells the alternatives of each property apart, after all models are parsed.

    Args:
        data: The parsed models.
        properties: The properties outside of models, whose alternatives are changed in place.
    """
    models = {str(model.class_info.name): model for model in data.models}
    held = [
        prop
        for model in data.models
        for prop in (
            *(model.required_properties or ()),
            *(model.optional_properties or ()),
            *filter(None, [model.additional_properties]),
        )
    ]
    for prop in (*held, *properties):
        for union in _unions(prop):
            _complete(union, models)
    for prop in held:
        _describe(prop)


def required_names(prop: ModelProperty) -> frozenset[str]:
    """Return the JSON names of the properties that a model requires."""
    return frozenset(each.name.get_untrusted_value() for each in prop.required_properties or ())


def json_type(prop: PropertyProtocol) -> str:
    """Return the JSON type of a property's values, or `any`."""
    if isinstance(prop, EnumProperty):
        return _JSON_TYPES_OF_CONSTANTS[prop.value_type]
    if isinstance(prop, ConstProperty):
        return _JSON_TYPES_OF_CONSTANTS[type(_constants(prop)[0])]
    return next((name for kind, name in _JSON_TYPES if isinstance(prop, kind)), "string")


def _alternatives(data: Schema) -> Iterator[Schema | Reference]:
    yield from data.anyOf
    yield from data.oneOf
    if isinstance(data.type, list) and not (data.anyOf or data.oneOf):
        for each in data.type:
            yield data.model_copy(update={"type": each, "default": None, "nullable": False})


def _suffix(alternative: Schema | Reference, data: Schema, index: int) -> str:
    """Return the end of the name of an alternative: its own title, or its position."""
    title = alternative.title if isinstance(alternative, Schema) else None
    if title is None or title == data.title:
        return f"type_{index}"
    return str(title.get_untrusted_value())


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
    """Return alternatives without repetitions. A repeated alternative has the tags of all."""
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
    """Add to the description of a property how a value is read that fits several types."""
    unions = list(_unions(prop))
    sentences: list[str] = []
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


def _complete(union: AlternativesProperty, models: Mapping[str, ModelProperty]) -> None:
    parsed = [_resolved(prop, models) for prop in union.inner_properties]
    own = [_constants_by_name(prop) for prop in parsed]
    telling = _telling(parsed, own)
    union.constants = []
    for prop, constants, tags in zip(parsed, own, union.tags, strict=True):
        told = {name: values for name, values in constants.items() if name in telling}
        # Many documents give the constants of the properties instead of the names of the schemas.
        tagged = {name: (*tags[name], *constants.get(name, ())) for name in tags}
        union.constants.append(
            {name: tuple(dict.fromkeys(values)) for name, values in {**told, **tagged}.items()}
            if isinstance(prop, ModelProperty)
            else {}
        )
    raw: set[str] = set()
    for index, one in enumerate(parsed):
        for other_index in range(index):
            other = parsed[other_index]
            pair = (union.constants[index], union.constants[other_index])
            tagged_names = {*union.tags[index], *union.tags[other_index]}
            if _may_both_fit(one, other, pair, tagged_names, models):
                union.overlaps = union.overlaps or json_type(one) == json_type(other) == "object"
                if _may_tie(one, other, pair, exclusive=union.exclusive, models=models):
                    raw.add(_RAW_TYPES.get(json_type(one), "Any"))
    union.raw_types = frozenset(raw)


def _constants(prop: PropertyProtocol) -> tuple[Any, ...]:
    """Return the only values that a property may have, or nothing if it may have any."""
    if isinstance(prop, ConstProperty):
        raw = prop.value.raw_value
        return (raw,)
    if isinstance(prop, EnumProperty):
        return tuple(prop.values.values())
    if isinstance(prop, NoneProperty):
        return (None,)
    if isinstance(prop, UnionProperty):
        inner = [_constants(each) for each in prop.inner_properties]
        return tuple(value for each in inner for value in each) if all(inner) else ()
    return ()


def _constants_by_name(prop: PropertyProtocol) -> dict[str, tuple[Any, ...]]:
    if not isinstance(prop, ModelProperty):
        return {}
    found = {each.name.get_untrusted_value(): _constants(each) for each in _listed(prop)}
    return {name: values for name, values in found.items() if values}


def _telling(parsed: list[PropertyProtocol], own: list[dict[str, tuple[Any, ...]]]) -> set[str]:
    """Return the names of properties whose constants differ between two alternatives.

    An alternative without such a property says nothing about it. A value that the server has added
    to an enumeration of a single alternative does not change the alternative.
    """
    listed = [
        {each.name.get_untrusted_value() for each in _listed(prop)}
        for prop in parsed
        if isinstance(prop, ModelProperty)
    ]
    constants = [
        each for each, prop in zip(own, parsed, strict=True) if isinstance(prop, ModelProperty)
    ]
    telling: set[str] = set()
    for name in {name for each in constants for name in each}:
        values = [
            frozenset(map(_key, each.get(name, ())))
            for each, names in zip(constants, listed, strict=True)
            if name in names
        ]
        if len(set(values)) > 1:
            telling.add(name)
    return telling


def _key(value: Any) -> tuple[bool, Any]:
    return isinstance(value, bool), value


def _listed(prop: ModelProperty) -> list[PropertyProtocol]:
    return [*(prop.required_properties or ()), *(prop.optional_properties or ())]


def _may_both_fit(
    one: PropertyProtocol,
    other: PropertyProtocol,
    constants: tuple[Constants, Constants],
    tags: set[str],
    models: Mapping[str, ModelProperty],
) -> bool:
    """Return whether a value may fit two alternatives. If unsure, the result is True."""
    types = {json_type(one), json_type(other)}
    if len(types) > 1:
        return "any" in types or types == {"integer", "number"}
    if not (isinstance(one, ModelProperty) and isinstance(other, ModelProperty)):
        return True
    required = required_names(one) | required_names(other)
    for name in constants[0].keys() & constants[1].keys():
        apart = not {*map(_key, constants[0][name])} & {*map(_key, constants[1][name])}
        if apart and name in required | tags:
            return False
    return not _differ_in_properties(one, other, models, depth=_MAX_DEPTH)


def _differ_in_properties(
    one: ModelProperty, other: ModelProperty, models: Mapping[str, ModelProperty], *, depth: int
) -> bool:
    """Return whether a required property has other types or another `const` in the other model.

    Models in the properties are compared up to a depth.
    """
    required = required_names(one) | required_names(other)
    listed = [{each.name.get_untrusted_value(): each for each in _listed(x)} for x in (one, other)]
    for name in required & listed[0].keys() & listed[1].keys():
        first, second = (_resolved(each[name], models) for each in listed)
        kinds = [_json_types(first), _json_types(second)]
        if "any" not in kinds[0] | kinds[1] and not kinds[0] & kinds[1]:
            return True
        if isinstance(first, ConstProperty) and isinstance(second, ConstProperty):
            if _key(first.value.raw_value) != _key(second.value.raw_value):
                return True
        elif (
            depth
            and isinstance(first, ModelProperty)
            and isinstance(second, ModelProperty)
            and _differ_in_properties(first, second, models, depth=depth - 1)
        ):
            return True
    return False


def _resolved(prop: PropertyProtocol, models: Mapping[str, ModelProperty]) -> PropertyProtocol:
    """Return a model with its properties: a reference to the model may lack them."""
    return models.get(str(prop.class_info.name), prop) if isinstance(prop, ModelProperty) else prop


def _json_types(prop: PropertyProtocol) -> set[str]:
    inner = prop.inner_properties if isinstance(prop, UnionProperty) else [prop]
    types = {json_type(each) for each in inner}
    return types | {"integer"} if "number" in types else types


def _may_tie(
    one: PropertyProtocol,
    other: PropertyProtocol,
    constants: tuple[Constants, Constants],
    *,
    exclusive: bool,
    models: Mapping[str, ModelProperty],
) -> bool:
    """Return whether a value may fit two overlapping alternatives equally well.

    A value that has the required properties of both alternatives is invalid if only one may fit.
    """
    if isinstance(one, ListProperty) and isinstance(other, ListProperty):
        return _items_may_tie(one, other, exclusive=exclusive, models=models)
    if not (isinstance(one, ModelProperty) and isinstance(other, ModelProperty)):
        return _scalars_may_tie(one, other)
    if len(constants[0]) != len(constants[1]):
        return False
    lists = [{each.name.get_untrusted_value() for each in _listed(x)} for x in (one, other)]
    required = [required_names(x) for x in (one, other)]
    least = [len(required[0] - lists[1]), len(required[1] - lists[0])]
    most = [len(lists[0] - lists[1]), len(lists[1] - lists[0])]
    if exclusive and any(least):
        return False
    return max(least) <= min(most)


def _items_may_tie(
    one: ListProperty,
    other: ListProperty,
    *,
    exclusive: bool,
    models: Mapping[str, ModelProperty],
) -> bool:
    both = AlternativesProperty(
        name=one.name,
        required=True,
        default=None,
        python_name=one.python_name,
        description=None,
        example=None,
        inner_properties=[inner for inner, _ in _flat(one.inner_property)]
        + [inner for inner, _ in _flat(other.inner_property)],
        tags=[tag for _, tag in (*_flat(one.inner_property), *_flat(other.inner_property))],
        exclusive=exclusive,
    )
    _complete(both, models)
    return bool(both.raw_types)


def _scalars_may_tie(one: PropertyProtocol, other: PropertyProtocol) -> bool:
    """Return whether a scalar may fit two alternatives of which neither is more general."""
    if _generality(one) != _generality(other) or "any" in {json_type(one), json_type(other)}:
        return False
    constants = [_constants(one), _constants(other)]
    forms = [_form(one), _form(other)]
    if all(constants):
        return bool({*map(_key, constants[0])} & {*map(_key, constants[1])})
    if all(forms):
        return {type(one), type(other)} == {DigitsProperty, UuidProperty}
    values = [value for each in constants for value in each if isinstance(value, str)]
    return any(form.match(value) for form in forms if form for value in values)


def _generality(prop: PropertyProtocol) -> int:
    """Return 0 for values told by constants or by their form, and more for more general kinds."""
    if _constants(prop) or _form(prop):
        return 0
    return 2 if isinstance(prop, FloatProperty) else 1


def _form(prop: PropertyProtocol) -> re.Pattern[str] | None:
    return next((form for kind, form in _FORMS if isinstance(prop, kind)), None)
