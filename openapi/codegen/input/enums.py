"""Enumerations that accept values which a newer server has added."""

from __future__ import annotations

import unicodedata
from typing import Any, cast

from attrs import define
from openapi_python_client import strings
from openapi_python_client.parser.properties.enum_property import EnumProperty, ValueType
from openapi_python_client.parser.properties.protocol import Value
from openapi_python_client.parser.properties.schemas import Class
from openapi_python_client.strings import PythonCode


@define
class OpenEnumProperty(EnumProperty):
    """A property with an enumeration. Any other string or integer is also a value.

    The attribute `values` holds the values as they are in JSON, by the names of the members.
    """

    def convert_value(self, value: Any) -> Any:
        """Return a default value as Python code, such as the name of the enumeration's member."""
        for name, each in self.values.items():
            if each == value and type(each) is type(value):
                return Value(PythonCode(f"{self.class_info.name}.{name}"), value)
        return super().convert_value(value)

    def get_base_type_string(self) -> PythonCode:
        """Return the type annotation: the enumeration, or else `str` or `int` for other values."""
        return PythonCode(f"{self.class_info.name} | {self.value_type.__name__}")

    @staticmethod
    def values_from_list(
        values: list[str] | list[int],
        class_info: Class,  # noqa: ARG004 - as in the base class
        var_names: list[str],
    ) -> dict[str, ValueType]:
        """Return the values of an enumeration by the names of their members.

        Each value has a name of its own. If several values have the same name, the first value
        keeps the name, and the others get a number.
        """
        names: dict[str, ValueType] = {}
        distinct: list[ValueType] = list(dict.fromkeys(cast(list[ValueType], values)))
        for index, value in enumerate(distinct):
            given = var_names[index] if len(var_names) == len(values) == len(distinct) else None
            name = base = _name(value, index, given)
            number = 2
            while name in names:
                name = f"{base}_{number}"
                number += 1
            names[name] = value
        return names


def _name(value: ValueType, index: int, given: str | None) -> str:
    """Return the name of an enum member, normalized as Python normalizes identifiers."""
    if given is None and isinstance(value, int):
        return f"VALUE_NEGATIVE_{-value}" if value < 0 else f"VALUE_{value}"
    text = given if given is not None else str(value)
    if text[:1].isalpha():
        name = unicodedata.normalize("NFKC", strings.snake_case(text.upper()).upper())
        if name.isidentifier():
            return name
    return f"VALUE_{index}"
