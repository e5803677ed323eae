"""Serialization of arguments into paths, query strings, headers, cookies and bodies.

The parameter `name` of a function in this module is the argument's name in error messages.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeAlias, TypeVar
from urllib.parse import quote, urlencode
from uuid import UUID

from .._errors import InvalidArgumentError
from ..types import UNSET, File
from .base_models import date_text, to_json
from .digits import format_digits

T = TypeVar("T")

Serializer: TypeAlias = Callable[[str, Any], str]
Check: TypeAlias = Callable[[str, Any], object]
Pairs: TypeAlias = list[tuple[str, str]]


def text(name: str, value: Any) -> str:
    """Return the characters of a string, or the text of a UUID.

    A subclass of `str` may override `__str__`, for example to mask a secret. The result has the
    real characters of such a string.

    Raises:
        InvalidArgumentError: If the value has another type, or cannot be encoded as UTF-8.
    """
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum) or not isinstance(value, str):
        raise InvalidArgumentError(f"{name} must be a str or a UUID, not {_type_name(value)}")
    string = str.__str__(value)
    try:
        string.encode()
    except UnicodeEncodeError:
        raise InvalidArgumentError(
            f"{name} holds half of a surrogate pair, which cannot be encoded as UTF-8"
        ) from None
    return string


def digits(name: str, value: Any) -> str:
    """Return a non-negative integer, or a string of ASCII digits, as a string of digits.

    Raises:
        InvalidArgumentError: If the value is of another kind, or is an integer of more than 1,000
        digits.
    """
    if isinstance(value, str) and not isinstance(value, Enum):
        string = str.__str__(value)
        if string.isascii() and string.isdigit():
            return string
    elif isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**1000:
        return format_digits(int(value))
    raise InvalidArgumentError(f"{name} must be a non-negative integer or a string of digits")


def digits_as(serialize: Serializer) -> Serializer:
    """Return a serializer that first converts an integer to a string of digits.

    The given serializer then serializes the string.
    """
    return lambda name, value: serialize(name, digits(name, value))


def scalar(name: str, value: Any) -> str:
    """Return a string, number, boolean, date, UUID or member of an enumeration as a string.

    Raises:
        InvalidArgumentError: If the value has another type, is NaN or infinite, or is a time
            without a time zone.
    """
    value = value.value if isinstance(value, Enum) and value is not UNSET else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidArgumentError(f"{name} must be a finite number, not {value}")
    if isinstance(value, int):
        return format_digits(value)
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, date):
        return date_text(value, name)
    return text(name, value)


def member(enumeration: type[Enum], serialize: Serializer = scalar) -> Serializer:
    """Return a serializer of the members of an enumeration.

    The serializer also accepts the value of a member. It raises `InvalidArgumentError` for any
    other value, although a response may have values that the enumeration does not list.
    """

    def serialize_member(name: str, value: Any) -> str:
        known = [each.value for each in enumeration]
        own = value.value if isinstance(value, enumeration) else value
        if isinstance(own, bool | Enum) or own not in known:
            listed = ", ".join(map(repr, known))
            raise InvalidArgumentError(f"{name} must be one of {listed}, not {own!r}")
        return serialize(name, own)

    return serialize_member


def constant(expected: Any, serialize: Serializer = scalar) -> Serializer:
    """Return a serializer that accepts a single value.

    The serializer raises `InvalidArgumentError` for any other value.
    """

    def serialize_constant(name: str, value: Any) -> str:
        if value != expected or isinstance(value, bool) is not isinstance(expected, bool):
            raise InvalidArgumentError(f"{name} must be {expected!r}, not {value!r}")
        return serialize(name, expected)

    return serialize_constant


def only(*types: type, serialize: Serializer = scalar) -> Serializer:
    """Return a serializer of the values of some types.

    A `bool` is not an `int`, a `datetime` is not a `date`, but an `int` is a `float`. The
    serializer raises `InvalidArgumentError` for a value of another type.
    """

    def serialize_only(name: str, value: Any) -> str:
        special = next((each for each in (Enum, bool, datetime) if isinstance(value, each)), None)
        valid = special in types if special else isinstance(value, types)
        if not valid and (special or not isinstance(value, int) or float not in types):
            listed = " or ".join(each.__name__ for each in types)
            raise InvalidArgumentError(f"{name} must be of type {listed}, not {_type_name(value)}")
        return serialize(name, value)

    return serialize_only


def first_of(*serializers: Callable[[str, Any], T]) -> Callable[[str, Any], T]:
    """Return a serializer that uses the first of several serializers that accepts a value.

    It raises `InvalidArgumentError` for a value that no serializer accepts. A check is a serializer
    whose result is not used.
    """

    def serialize_first(name: str, value: Any) -> T:
        problems: list[str] = []
        for serialize in serializers:
            try:
                return serialize(name, value)
            except InvalidArgumentError as error:
                problems.append(str(error))
        raise InvalidArgumentError("; ".join(dict.fromkeys(problems)))

    return serialize_first


def path_segment(name: str, value: str) -> str:
    """Return a string as a percent-encoded segment of a path.

    Raises:
        InvalidArgumentError: If the string is "", "." or "..", which would change the path.
    """
    if value in {"", ".", ".."}:
        raise InvalidArgumentError(f"{name} is {value!r}, which would change the path of the URL")
    return quote(value, safe="")


def optional(name: str, key: str, value: Any, serialize: Serializer) -> Pairs:
    """Return a list with the name and value of a scalar parameter; [] for an omitted parameter."""
    return [] if value is None else [(key, serialize(name, value))]


def array(name: str, key: str, value: Any, serialize: Serializer) -> Pairs:
    """Return an array parameter as a list of name and value pairs, one for each item.

    An omitted parameter gives an empty list.

    Raises:
        InvalidArgumentError: If the value is not an array, is empty, or holds an empty string.
    """
    if value is None:
        return []
    if not _has_items(value):
        raise InvalidArgumentError(
            f"{name} must be a list or another iterable of values, not {_type_name(value)}"
        )
    items = list(value)
    if not items:  # a server may treat an empty array like an omitted parameter
        raise InvalidArgumentError(f"{name} is empty: omit the argument to select everything")
    pairs = [(key, serialize(f"{name}[{index}]", item)) for index, item in enumerate(items)]
    if any(serialized == "" for _, serialized in pairs):
        raise InvalidArgumentError(
            f"{name} holds an empty string, which a server may treat like an omitted argument"
        )
    return pairs


def one_or_many(name: str, key: str, value: Any, serialize: Serializer) -> Pairs:
    """Return a parameter that is a scalar or an array as a list of name and value pairs.

    An omitted parameter gives an empty list.

    Raises:
        InvalidArgumentError: If an array is empty or holds an empty string.
    """
    convert = array if _has_items(value) else optional
    return convert(name, key, value, serialize)


def untyped(name: str, key: str, value: Any) -> Pairs:
    """Return a parameter of any type as name and value pairs, one for each item or property.

    An omitted parameter gives an empty list.

    Raises:
        InvalidArgumentError: If an array or object is empty, or contains an array or object.
    """
    if not isinstance(value, Mapping):
        return one_or_many(name, key, value, scalar)
    if not value:
        raise InvalidArgumentError(f"{name} is empty: omit the argument to select everything")
    items: Mapping[Any, Any] = value  # pyright: ignore[reportUnknownVariableType]
    return [
        (text(f"a name in {name}", each), scalar(f"{name}.{each}", item))
        for each, item in items.items()
    ]


def joined(pairs: Pairs, separator: str) -> Pairs:
    """Return an array parameter as one pair, in which a separator is between the items.

    Raises:
        InvalidArgumentError: If an item contains the separator.
    """
    if any(separator in value for _, value in pairs):
        raise InvalidArgumentError(
            f"{pairs[0][0]} holds an item with {separator!r}, which separates the items"
        )
    return [(pairs[0][0], separator.join(value for _, value in pairs))] if pairs else []


def properties(name: str, value: Any) -> Pairs:
    """Return an object parameter as a list of name and value pairs, one for each property.

    An omitted parameter gives an empty list.

    Raises:
        InvalidArgumentError: If the value is not a model.
    """
    if value is None:
        return []
    if not hasattr(value, "to_dict"):
        raise InvalidArgumentError(f"{name} must be a model, not {_type_name(value)}")
    return [(key, scalar(f"{name}.{key}", item)) for key, item in value.to_dict().items()]


def header(name: str, value: Any) -> str:
    """Return a scalar as the value of a header.

    Raises:
        InvalidArgumentError: If a header cannot hold the value.
    """
    serialized = scalar(name, value)
    # RFC 9110 allows a tab between other characters.
    visible = serialized.replace("\t", " ")
    if not (visible.isascii() and visible.isprintable()) or visible != visible.strip():
        raise InvalidArgumentError(f"{name} has characters that a header cannot hold")
    return serialized


def cookie(name: str, value: Any) -> str:
    """Return a scalar as the value of a cookie.

    Raises:
        InvalidArgumentError: If a cookie cannot hold the value.
    """
    serialized = header(name, value)
    if set(serialized) & set('\t ",;\\'):
        raise InvalidArgumentError(f"{name} has characters that a cookie cannot hold")
    return serialized


def instance_of(*classes: type) -> Check:
    """Return a check that raises an error unless a value is an instance of one of some classes."""

    def check(name: str, value: Any) -> None:
        if not isinstance(value, classes):
            listed = " or ".join(each.__name__ for each in classes if each is not tuple)
            raise InvalidArgumentError(f"{name} must be of type {listed}, not {_type_name(value)}")

    return check


def each(check: Check) -> Check:
    """Return a check that raises an error unless a value is a list of items that pass a check."""
    is_list = instance_of(list, tuple)

    def check_items(name: str, value: Any) -> None:
        is_list(name, value)
        for index, item in enumerate(value):
            check(f"{name}[{index}]", item)

    return check_items


def anything(name: str, value: Any) -> None:
    """Accept a value of any type."""


def json_body(value: Any, encode: Callable[[Any], Any] = to_json) -> bytes:
    """Return a body as JSON text, encoded as UTF-8.

    Args:
        value: The body.
        encode: The function that converts the body to JSON data.

    Raises:
        InvalidArgumentError: If the body has a value that JSON cannot represent.
    """
    try:
        return json.dumps(encode(value), ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidArgumentError(f"body cannot be serialized as JSON: {error}") from None
    except AttributeError as error:
        found = _type_name(error.obj)
        raise InvalidArgumentError(f"body has a value of type {found} instead of a model") from None


def form_body(value: Any) -> bytes:
    """Return a body as a form, in the encoding `application/x-www-form-urlencoded`."""
    return urlencode(properties("body", value)).encode()


def file_body(value: File) -> bytes:
    """Return the bytes of a file."""
    return value.payload.read()


def _has_items(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray)


def _type_name(value: Any) -> str:
    return str(type(value).__name__)
