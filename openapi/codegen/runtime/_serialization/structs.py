"""Decoding of bodies that msgspec parses into structs, which takes less time than dicts.

msgspec, an optional dependency, checks the types of the values while it parses a body. The
generated functions `build_…` check the rest and convert the structs to models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from .._errors import DecodeError
from ..types import UNSET
from . import json_parser
from .decode import Decoder, Reading

T = TypeVar("T")


class StructuredBody(Generic[T]):
    """The description of a response body that msgspec can parse into structs.

    Args:
        type_of: The function that returns the type of the body for msgspec.
        build: The function that converts the parsed body.
    """

    def __init__(self, type_of: Callable[[], Any], build: Decoder[T]) -> None:
        self._type_of = type_of
        self._build = build

    def decode(self, content: bytes) -> T | None:
        """Return the decoded body, or None if the body cannot be decoded into structs.

        Without msgspec, no body can be decoded into structs. With msgspec, the result is None for
        an invalid body, because the error of msgspec has no JSON Pointer, and for a body with
        properties that the API description does not list, because structs cannot hold such
        properties.
        """
        if json_parser.msgspec is None:
            return None
        reading = Reading()
        try:
            decoded = self._build(self._parse(content), reading)
        except (DecodeError, ValueError, RecursionError):  # the errors of msgspec are ValueErrors
            return None
        exact = not reading.undocumented or json_parser.is_exact(reading.undocumented)
        return decoded if exact and not reading.inexact else None

    @cached_property
    def _parse(self) -> Callable[[bytes], Any]:
        parse: Callable[[bytes], Any] = json_parser.msgspec.json.Decoder(self._type_of()).decode
        return parse


def struct(name: str, required: Mapping[str, Any], optional: Mapping[str, Any]) -> Any:
    """Return the type of a JSON object whose properties are listed.

    Args:
        name: The name of the model.
        required: The name in JSON and the type of each required property, by its Python name.
        optional: The name in JSON and the type of each optional property, by its Python name. A
            missing property is `UNSET`.
    """
    listed = {**required, **optional}
    fields = [(python_name, of) for python_name, (_, of) in required.items()]
    defaults = [(python_name, of, UNSET) for python_name, (_, of) in optional.items()]
    return json_parser.msgspec.defstruct(
        name,
        [*fields, *defaults],
        rename={python_name: json_name for python_name, (json_name, _) in listed.items()},
        forbid_unknown_fields=True,
        gc=False,  # each struct is released when its model is complete
    )


def map_of(values: Any) -> Any:
    """Return the type of a JSON object with arbitrary keys, whose values have the given type."""
    return dict.__class_getitem__((str, values))


def array_of(items: Any) -> Any:
    """Return the type of a JSON array whose items have the given type."""
    return list.__class_getitem__(items)
