"""The Python type, the decoder and the encoder of each kind of property in the generated code.

The decoders are functions of `runtime/_serialization/decode.py`. Unlike the decoders of
openapi-python-client, they check each value and report the location of an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from attrs import frozen
from openapi_python_client.parser.properties import AnyProperty, EnumProperty, ModelProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from openapi.codegen.input.alternatives import AlternativesProperty
from openapi.codegen.input.digits import DigitsProperty, holds_digits
from openapi.codegen.input.errors import GenerationError
from openapi.codegen.input.overlap import Constants, contents_generality, held, json_type

_DIRECT: dict[type[PropertyProtocol], str] = {
    DigitsProperty: "_decode.amount",
    StringProperty: "_decode.text",
    AnyProperty: "_decode.anything",
    BooleanProperty: "_decode.boolean",
    IntProperty: "_decode.integer",
    FloatProperty: "_decode.number",
    NoneProperty: "_decode.null",
    DateProperty: "_decode.full_date",
    DateTimeProperty: "_decode.date_time",
    UuidProperty: "_decode.uuid",
}
# All names that generated code uses begin with `_`, except those of the document's classes.
_IMPORTED: dict[type[PropertyProtocol], str] = {
    AnyProperty: "_Any",
    DateProperty: "_date",
    DateTimeProperty: "_datetime",
    FileProperty: "_File",
    UuidProperty: "_UUID",
}
_PLAIN = (StringProperty, BooleanProperty, IntProperty, FloatProperty, NoneProperty, AnyProperty)
# Tolerant decoding keeps dates as text, and objects as JSON data.
_TYPES_BESIDE_DIGITS = {
    "null": ["type(None)"],
    "boolean": ["bool"],
    "string": ["str"],
    "object": ["_Model", "_MapModel", "dict"],
}
_TIMES = {DateProperty, DateTimeProperty}
_NAMES: dict[type[PropertyProtocol], str] = {
    DigitsProperty: "amount",
    StringProperty: "text",
    AnyProperty: "any",
    ModelProperty: "model",
}


@frozen
class Kind:
    """The Python type of a property's values, and the code that decodes and encodes them.

    Attributes:
        name: The kind that the templates treat specially (`text`, `amount`, `any`, `model`, or
            `models` for a list), or `other`.
        type: The Python type of the values.
        decoder: The Python expression for the decoder, such as `_decode.text`.
        constant: The name of a generated constant that holds the decoder, or an empty string.
        plain: Whether a value is the same in JSON and in Python.
    """

    name: str
    type: str
    decoder: str
    constant: str
    plain: bool
    _property: PropertyProtocol

    def decode(self, value: str) -> str:
        """Return the expression that decodes a value from JSON."""
        return f"{self.constant or self.decoder}({value}, _reading)"

    def encode(self, value: str) -> str:
        """Return a Python expression that converts a value to JSON data.

        The argument is the Python expression for the value.
        """
        return _encoded(self._property, value)


def kind(prop: PropertyProtocol) -> Kind:
    """Return the Python type, the decoder and the encoder for the values of a property.

    Raises:
        GenerationError: If no decoder exists for the values.
    """
    decoder = _decoder(prop)
    return Kind(
        name="models" if _is_list_of_models(prop) else _NAMES.get(type(prop), "other"),
        type=python_type(prop),
        decoder=decoder,
        constant=f"_READ_{prop.python_name}" if "(" in decoder else "",
        plain=_is_plain(prop),
        property=prop,
    )


def python_type(prop: PropertyProtocol) -> str:
    """Return the Python type of the values of a property, as the generated code names it."""
    if isinstance(prop, ListProperty):
        return f"list[{python_type(prop.inner_property)}]"
    if isinstance(prop, UnionProperty):
        types = {*_types_of(prop)}
        return " | ".join(sorted(types, key=lambda each: (each == "None", each.lower())))
    if isinstance(prop, ConstProperty):
        return _constant_type(prop)
    named = _IMPORTED.get(type(prop))
    return named or str(prop.get_type_string(no_optional=True).as_unembedded_code())


def _constant_type(prop: ConstProperty) -> str:
    value = prop.value.raw_value
    # mypy refuses a `Literal` of an integer beyond 64 bits.
    if isinstance(value, int) and abs(value) >= 2**63:
        return "int"
    return f"_Literal[{constant_literal(prop)}]"


def constant_literal(prop: ConstProperty) -> str:
    """Return the value of a constant as a Python literal.

    The code that openapi-python-client has for the value escapes quotation marks twice.
    """
    return repr(prop.value.raw_value)


def _types_of(prop: PropertyProtocol) -> list[str]:
    """Return the Python types of the values of a property, such as `str` and `list[int]`.

    A union has the types of all alternatives. The types of the items of a list are not listed.
    """
    if isinstance(prop, UnionProperty):
        types = [each for inner in prop.inner_properties for each in _types_of(inner)]
        if isinstance(prop, AlternativesProperty):
            types += [each.replace("Any", "_Any") for each in prop.raw_types]
        return types
    found = python_type(prop)
    return found.split(" | ") if isinstance(prop, EnumProperty) else [found]


def body_encoder(prop: PropertyProtocol) -> str:
    """Return the code of a function that converts a body to JSON data.

    The code is empty if the default function, `to_json`, is sufficient.
    """
    encoded = _encoded(prop, "_value")
    return "" if encoded in {"_value", "_to_json(_value)"} else f"lambda _value: {encoded}"


def reader(prop: ModelProperty) -> str:
    """Return the name under which generated code imports the function that decodes a model."""
    return f"_read_{prop.class_info.module_name}"


class ClassImports(NamedTuple):
    """The import statements of the classes in the types of properties.

    Attributes:
        models: The imports of models, which only type annotations use.
        enumerations: The imports of enumerations, which decoders use.
    """

    models: list[str]
    enumerations: list[str]


def class_imports(found: Iterable[PropertyProtocol], package: str) -> ClassImports:
    """Return the import statements of the models and enumerations in the types of properties.

    Args:
        found: The properties.
        package: The package of the models, relative to the importing module.
    """
    models: set[str] = set()
    enumerations: set[str] = set()
    for each in (leaf for prop in found for leaf in _leaves(prop)):
        if isinstance(each, ModelProperty | EnumProperty):
            imports = models if isinstance(each, ModelProperty) else enumerations
            info = each.class_info
            imports.add(f"from {package}.{info.module_name} import {info.name}")
    return ClassImports(sorted(models), sorted(enumerations))


def model_imports(model: ModelProperty) -> ClassImports:
    """Return the import statements of the classes in the types of a model's properties."""
    found = class_imports(held(model), "..models")
    own = f"from ..models.{model.class_info.module_name} import {model.class_info.name}"
    return found._replace(models=[each for each in found.models if each != own])


def reader_import(model: ModelProperty, package: str) -> str:
    """Return the import statement of the function that decodes a model."""
    module = model.class_info.module_name
    return f"from {package}.{module} import read_{module} as {reader(model)}"


def models_in(prop: PropertyProtocol) -> Iterator[ModelProperty]:
    """Yield the models in the type of a property, including models in lists and unions."""
    return (each for each in _leaves(prop) if isinstance(each, ModelProperty))


class CheckedAmounts(NamedTuple):
    """The Python names of properties whose values are checked when they are set.

    Attributes:
        all: The properties that hold an amount (a non-negative integer), including the nullable
            ones.
        nullable: The properties that hold an amount or null.
    """

    all: list[str]
    nullable: list[str]


def checked_amounts(found: Iterable[PropertyProtocol]) -> CheckedAmounts:
    """Return the Python names of the properties that hold an amount, or an amount or null."""
    checked = CheckedAmounts([], [])
    for prop in found:
        inner = prop.inner_properties if isinstance(prop, UnionProperty) else [prop]
        types = {type(each) for each in inner}
        if DigitsProperty in types and types <= {DigitsProperty, NoneProperty}:
            checked.all.append(str(prop.python_name))
            if NoneProperty in types:
                checked.nullable.append(str(prop.python_name))
    return checked


def only_amounts(model: ModelProperty) -> list[PropertyProtocol]:
    """Return the properties of a model that has only required amounts.

    For a model with any other property, the list is empty.
    """
    properties: list[PropertyProtocol] = list(model.required_properties or ())
    extra = model.additional_properties
    if model.optional_properties or not (extra is None or isinstance(extra, AnyProperty)):
        return []
    return properties if all(isinstance(each, DigitsProperty) for each in properties) else []


def reader_imports(model: ModelProperty) -> list[str]:
    """Return the statements that make other decoders available to the decoder of a model.

    A statement imports a decoder, or gives another name to a decoder of the same module.
    """
    found = {reader(each): each for prop in held(model) for each in models_in(prop)}
    uses_itself = found.pop(reader(model), None) is not None or bool(model.required_properties)
    imports = sorted(reader_import(each, "..models") for each in found.values())
    # A property may have the name of the function, and hide it.
    return [f"{reader(model)} = {reader(model)[1:]}"] * uses_itself + imports


def _leaves(prop: PropertyProtocol) -> Iterator[PropertyProtocol]:
    """Yield the properties inside a list or union, or the property itself if it is neither."""
    if isinstance(prop, ListProperty):
        yield from _leaves(prop.inner_property)
    elif isinstance(prop, UnionProperty):
        for inner in prop.inner_properties:
            yield from _leaves(inner)
    else:
        yield prop


def _is_list_of_models(prop: PropertyProtocol) -> bool:
    return isinstance(prop, ListProperty) and isinstance(prop.inner_property, ModelProperty)


def _decoder(prop: PropertyProtocol) -> str:
    if isinstance(prop, ModelProperty):
        return reader(prop)
    if isinstance(prop, ListProperty):
        return f"_decode.array({_decoder(prop.inner_property)})"
    if isinstance(prop, AlternativesProperty):
        return _alternatives(prop)
    if isinstance(prop, EnumProperty):
        return f"_decode.enum_value({prop.class_info.name})"
    if isinstance(prop, ConstProperty):
        return f"_decode.constant({constant_literal(prop)})"
    try:
        return _DIRECT[type(prop)]
    except KeyError:
        raise GenerationError(
            f"{prop.name.get_untrusted_value()}: the client has no decoder for this type"
        ) from None


def _is_plain(prop: PropertyProtocol) -> bool:
    if isinstance(prop, ListProperty):
        return False
    if isinstance(prop, UnionProperty):
        return all(_is_plain(inner) for inner in prop.inner_properties)
    return isinstance(prop, _PLAIN) and not isinstance(prop, DigitsProperty)


def _encoded(prop: PropertyProtocol, value: str, depth: int = 0) -> str:
    if isinstance(prop, ModelProperty):
        return f"{value}.to_dict()"
    if holds_digits(prop):
        return _encoded_with_digits(prop, value, depth)
    if isinstance(prop, ListProperty) and all(isinstance(x, ModelProperty) for x in _leaves(prop)):
        item = _item(depth)
        if isinstance(prop.inner_property, ModelProperty | ListProperty):
            return f"[{_encoded(prop.inner_property, item, depth + 1)} for {item} in {value}]"
    return value if _is_plain(prop) else _to_json(prop, value)


def _to_json(prop: PropertyProtocol, value: str) -> str:
    """Return the code that converts a value to JSON data.

    If the only times in the schema are dates, the code rejects date-times, and vice versa.
    """
    times = {_IMPORTED[type(each)] for each in _leaves(prop) if type(each) in _TIMES}
    return f"_to_json({value}, {times.pop()})" if len(times) == 1 else f"_to_json({value})"


def _encoded_with_digits(prop: PropertyProtocol, value: str, depth: int) -> str:
    """Return the code that encodes a list or union that contains strings of digits."""
    inner = prop.inner_properties if isinstance(prop, UnionProperty) else [prop]
    lists = [each.inner_property for each in inner if isinstance(each, ListProperty)]
    scalar = _to_json(prop, value)
    if any(isinstance(each, DigitsProperty) for each in inner):
        scalar = f"_digits_to_json({', '.join([value, *_other_types(inner)])})"
    if not lists:
        return scalar
    item = _item(depth)
    if any(map(holds_digits, lists)):
        items = lists[0] if len(lists) == 1 else None
        encoded = (
            _encoded(items, item, depth + 1)
            if items is not None
            else _encoded_with_digits(_union_of(lists), item, depth + 1)
        )
        written = f"[{encoded} for {item} in {value}]"
    else:
        written = _to_json(prop, value)
    if len(lists) == len(inner):
        return written
    return f"({written} if isinstance({value}, list | tuple) else {scalar})"


def _item(depth: int) -> str:
    """Return the name of the loop variable for the items of a list inside `depth` other lists."""
    return f"_item_{depth + 1}" if depth else "_item"


def _other_types(alternatives: Iterable[PropertyProtocol]) -> list[str]:
    """Return the Python types of alternatives that hold no strings of digits, each once."""
    found: list[str] = []
    for each in alternatives:
        if isinstance(each, DigitsProperty | ListProperty):
            continue
        own = _IMPORTED.get(type(each))
        found += [own] if own else []
        found += _TYPES_BESIDE_DIGITS[json_type(each)]
    return list(dict.fromkeys(found))


def _union_of(properties: list[PropertyProtocol]) -> AlternativesProperty:
    first = properties[0]
    return AlternativesProperty(
        name=first.name,
        required=True,
        default=None,
        python_name=first.python_name,
        description=None,
        example=None,
        inner_properties=[
            inner
            for each in properties
            for inner in (each.inner_properties if isinstance(each, UnionProperty) else [each])
        ],
    )


def _alternatives(prop: AlternativesProperty) -> str:
    """Return the decoder of a property with alternatives."""
    kept = [
        (each, constants, tags, fixed)
        for index, (each, constants, tags, fixed) in enumerate(
            zip(prop.inner_properties, prop.constants, prop.tags, prop.fixed, strict=True)
        )
        if index not in prop.repeated
    ]
    others = [each for each, _, _, _ in kept if not isinstance(each, NoneProperty)]
    if len(kept) == 1:
        return _decoder(kept[0][0])
    if len(others) == 1:
        return f"_alternatives.nullable({_decoder(others[0])})"
    written = [_alternative(*each) for each in kept]
    raw = [
        each
        for each in ("dict", "list", "str")
        if any(of.split("[")[0] == each for of in prop.raw_types)
    ]
    if raw:
        written.append(f"raw=({', '.join(raw)},)")
    return f"_alternatives.one_of({', '.join(written)})"


def _alternative(
    prop: PropertyProtocol, constants: Constants, tags: Constants, fixed: frozenset[str]
) -> str:
    arguments = [repr(json_type(prop)), _decoder(prop)]
    if isinstance(prop, ModelProperty):
        arguments.append(repr(str(prop.class_info.name)))
    if constants:
        arguments.append(repr(dict(constants)))
    arguments += [f"tag={tag!r}" for tag in [*tags][:1]]
    others = tuple(sorted(fixed - constants.keys()))
    arguments += [f"fixed={others!r}"] if others else []
    general = contents_generality(prop)
    arguments += [f"generality={general}"] if general else []
    return f"_alternatives.Alternative({', '.join(arguments)})"
