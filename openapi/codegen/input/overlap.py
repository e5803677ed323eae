"""Decide whether a JSON value may match two schemas, and whether it may match both equally well."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from attrs import field, frozen
from openapi_python_client.parser.properties import AnyProperty, EnumProperty, ModelProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from openapi.codegen.input.digits import DigitsProperty

Constants = Mapping[str, tuple[Any, ...]]
"""Possible values of some properties of a JSON object, by the name of the property."""

Models = Mapping[str, ModelProperty]
"""The parsed models by the names of their classes."""

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


@frozen
class Candidate:
    """An alternative that is compared with other alternatives.

    Attributes:
        prop: The alternative, as openapi-python-client has parsed it.
        constants: The constant values of the properties that distinguish the alternative, by name.
        tags: The names of the discriminators of the alternative.
        fixed: The names of all properties that have constants or are discriminators.
    """

    prop: Any
    constants: Constants = field(factory=dict[str, tuple[Any, ...]])
    tags: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()


def required_names(prop: ModelProperty) -> frozenset[str]:
    """Return the JSON names of the properties that a model requires."""
    return frozenset(each.name.get_untrusted_value() for each in prop.required_properties or ())


def json_type(prop: PropertyProtocol) -> str:
    """Return the JSON type of a property's values, or `any`."""
    if isinstance(prop, EnumProperty):
        return _JSON_TYPES_OF_CONSTANTS[prop.value_type]
    if isinstance(prop, ConstProperty):
        return _JSON_TYPES_OF_CONSTANTS[type(prop.value.raw_value)]
    return next((name for kind, name in _JSON_TYPES if isinstance(prop, kind)), "string")


def constants(prop: PropertyProtocol) -> tuple[Any, ...]:
    """Return all values that a property may have; an empty tuple if the schema lists no values."""
    if isinstance(prop, ConstProperty):
        raw = prop.value.raw_value
        return (raw,)
    if isinstance(prop, EnumProperty):
        return tuple(prop.values.values())
    if isinstance(prop, NoneProperty):
        return (None,)
    if isinstance(prop, UnionProperty):
        inner = [constants(each) for each in prop.inner_properties]
        return tuple(value for each in inner for value in each) if all(inner) else ()
    return ()


def key(value: Any) -> tuple[bool, Any]:
    """Return a hashable key for a constant. True and 1 have different keys, as have False and 0."""
    return isinstance(value, bool), value


def listed(prop: ModelProperty) -> list[PropertyProtocol]:
    """Return the properties that a model lists."""
    return [*(prop.required_properties or ()), *(prop.optional_properties or ())]


def held(prop: ModelProperty) -> list[PropertyProtocol]:
    """Return the properties that a model lists, and the one for additional properties, if any."""
    return [*listed(prop), *filter(None, [prop.additional_properties])]


def resolved(prop: PropertyProtocol, models: Models) -> PropertyProtocol:
    """Return the complete model for a reference to a model, and any other property unchanged."""
    return models.get(str(prop.class_info.name), prop) if isinstance(prop, ModelProperty) else prop


def may_both_fit(one: Candidate, other: Candidate, models: Models) -> bool:
    """Return whether a value may match two alternatives. If unsure, the result is True."""
    types = {json_type(one.prop), json_type(other.prop)}
    if len(types) > 1:
        return "any" in types or types == {"integer", "number"}
    if not (isinstance(one.prop, ModelProperty) and isinstance(other.prop, ModelProperty)):
        return True
    always = required_names(one.prop) | required_names(other.prop) | one.tags | other.tags
    for name in one.constants.keys() & other.constants.keys() & always:
        if not {*map(key, one.constants[name])} & {*map(key, other.constants[name])}:
            return False
    return not _differ_in_properties(one.prop, other.prop, models, depth=_MAX_DEPTH)


def may_tie(one: Candidate, other: Candidate, models: Models, *, exclusive: bool) -> bool:
    """Return whether a value may match two overlapping alternatives equally well.

    With ``exclusive``, as in a `oneOf`, a value that has all required properties of both
    alternatives is invalid, and does not count.
    """
    if isinstance(one.prop, ListProperty) and isinstance(other.prop, ListProperty):
        items = one.prop.inner_property, other.prop.inner_property
        return _contents_may_tie(*items, models, exclusive=exclusive)
    if not (isinstance(one.prop, ModelProperty) and isinstance(other.prop, ModelProperty)):
        return _scalars_may_tie(one.prop, other.prop)
    maps = [each.prop.additional_properties for each in (one, other) if not listed(each.prop)]
    if len(maps) == 2 and maps[0] and maps[1]:
        return _contents_may_tie(maps[0], maps[1], models, exclusive=exclusive)
    if not _may_be_equal(
        *(_range(x.fixed, x.fixed & (required_names(x.prop) | x.tags)) for x in (one, other))
    ):
        return False
    names = [{each.name.get_untrusted_value() for each in listed(x.prop)} for x in (one, other)]
    required = [required_names(x.prop) for x in (one, other)]
    if exclusive and (required[0] - names[1] or required[1] - names[0]):
        return False
    return _may_be_equal(
        _range(names[0] - names[1], required[0] - names[1]),
        _range(names[1] - names[0], required[1] - names[0]),
    )


def _range(possible: Collection[str], certain: Collection[str]) -> range:
    """Return the possible numbers of properties of an object.

    Args:
        possible: The names of the properties that the object may have.
        certain: The names of the properties that the object must have.
    """
    return range(len(certain), len(possible) + 1)


def _may_be_equal(one: range, other: range) -> bool:
    return max(one.start, other.start) < min(one.stop, other.stop)


def generality(prop: PropertyProtocol) -> int:
    """Return how general the values of a property are, from 0 (most specific) to 3 (any value).

    - 0: constants, texts in a certain form such as dates, and objects that list properties
    - 1: other values, such as strings and integers
    - 2: floats
    - 3: values of any type

    A list is as general as its items, and a map is as general as its values.
    """
    if isinstance(prop, AnyProperty):
        return 3
    if isinstance(prop, ListProperty | ModelProperty):
        return contents_generality(prop)
    if constants(prop) or _form(prop):
        return 0
    if isinstance(prop, UnionProperty):
        return max(map(generality, prop.inner_properties))
    return 2 if isinstance(prop, FloatProperty) else 1


def contents_generality(prop: PropertyProtocol) -> int:
    """Return how general the items of a list, or the values of a map, are.

    The result is a number from 0 to 3, as `generality` defines it, and 0 for any other property.
    """
    if isinstance(prop, ListProperty):
        return generality(prop.inner_property)
    if not isinstance(prop, ModelProperty) or listed(prop) or not prop.additional_properties:
        return 0
    return generality(prop.additional_properties)


def are_alike(
    one: PropertyProtocol, other: PropertyProtocol, models: Models, *, depth: int = _MAX_DEPTH
) -> bool:
    """Return whether the client reads the values of two properties in the same way."""
    one, other = resolved(one, models), resolved(other, models)
    if type(one) is not type(other) or constants(one) != constants(other):
        return False
    if isinstance(one, ListProperty) and isinstance(other, ListProperty):
        return are_alike(one.inner_property, other.inner_property, models, depth=depth)
    if isinstance(one, UnionProperty) and isinstance(other, UnionProperty):
        pairs = list(zip(one.inner_properties, other.inner_properties, strict=False))
        same = len(one.inner_properties) == len(other.inner_properties)
        return same and all(are_alike(*pair, models, depth=depth) for pair in pairs)
    if not (isinstance(one, ModelProperty) and isinstance(other, ModelProperty)):
        return True
    if one.class_info.name == other.class_info.name:
        return True
    by_name = [{each.name.get_untrusted_value(): each for each in listed(x)} for x in (one, other)]
    extra = (one.additional_properties, other.additional_properties)
    return (
        depth > 0
        and by_name[0].keys() == by_name[1].keys()
        and required_names(one) == required_names(other)
        and all(
            are_alike(each, by_name[1][name], models, depth=depth - 1)
            for name, each in by_name[0].items()
        )
        and (
            extra == (None, None)
            or (
                extra[0] is not None
                and extra[1] is not None
                and are_alike(extra[0], extra[1], models, depth=depth - 1)
            )
        )
    )


def _differ_in_properties(
    one: ModelProperty, other: ModelProperty, models: Models, *, depth: int
) -> bool:
    """Return whether a required property of two models has different types or constants.

    Models in the properties are compared up to a depth.
    """
    required = required_names(one) | required_names(other)
    by_name = [{each.name.get_untrusted_value(): each for each in listed(x)} for x in (one, other)]
    for name in required & by_name[0].keys() & by_name[1].keys():
        first, second = (resolved(each[name], models) for each in by_name)
        kinds = [_json_types(first), _json_types(second)]
        if "any" not in kinds[0] | kinds[1] and not kinds[0] & kinds[1]:
            return True
        if isinstance(first, ConstProperty) and isinstance(second, ConstProperty):
            if key(first.value.raw_value) != key(second.value.raw_value):
                return True
        elif (
            depth
            and isinstance(first, ModelProperty)
            and isinstance(second, ModelProperty)
            and _differ_in_properties(first, second, models, depth=depth - 1)
        ):
            return True
    return False


def _json_types(prop: PropertyProtocol) -> set[str]:
    inner = prop.inner_properties if isinstance(prop, UnionProperty) else [prop]
    types = {json_type(each) for each in inner}
    return types | {"integer"} if "number" in types else types


def _contents_may_tie(
    one: PropertyProtocol, other: PropertyProtocol, models: Models, *, exclusive: bool
) -> bool:
    """Return whether a JSON value may fit two list types, or two map types, equally well.

    The function compares the types of the items of the lists, or of the values of the maps.
    """
    pairs = [
        (Candidate(resolved(first, models)), Candidate(resolved(second, models)))
        for first in _flat(one)
        for second in _flat(other)
    ]
    # The generality of a union is that of its most general alternative, not of a single value.
    unsure = len(pairs) > 1 and generality(one) == generality(other)
    return any(
        may_both_fit(*pair, models) and (unsure or may_tie(*pair, models, exclusive=exclusive))
        for pair in pairs
    )


def _flat(prop: PropertyProtocol) -> list[PropertyProtocol]:
    return prop.inner_properties if isinstance(prop, UnionProperty) else [prop]


def _scalars_may_tie(one: PropertyProtocol, other: PropertyProtocol) -> bool:
    """Return whether a scalar may fit two alternatives that are equally general."""
    if generality(one) != generality(other) or "any" in {json_type(one), json_type(other)}:
        return False
    values = [constants(one), constants(other)]
    forms = [_form(one), _form(other)]
    if all(values):
        return bool({*map(key, values[0])} & {*map(key, values[1])})
    if all(forms):
        return {type(one), type(other)} == {DigitsProperty, UuidProperty}
    texts = [value for each in values for value in each if isinstance(value, str)]
    return any(form.match(text) for form in forms if form for text in texts)


def _form(prop: PropertyProtocol) -> re.Pattern[str] | None:
    return next((form for kind, form in _FORMS if isinstance(prop, kind)), None)
