"""The msgspec types of JSON values, and the code that makes models from the parsed values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from openapi_python_client.parser.properties import AnyProperty, ModelProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty

from openapi.codegen.input.digits import DigitsProperty
from openapi.codegen.input.overlap import held, listed
from openapi.codegen.view.types import kind

_CHECKED: dict[type[PropertyProtocol], str] = {
    DigitsProperty: "str",
    StringProperty: "str",
    BooleanProperty: "bool",
}
_JSON_NAME = re.compile(r'[^\\"\x00-\x1f]*')  # msgspec accepts no other names


class Parsed(NamedTuple):
    """The code for a value that msgspec parses.

    Attributes:
        type: The Python expression for the type that msgspec checks.
        built: The Python expression for the value that a model holds.
        imports: The import statements that the expressions need.
    """

    type: str
    built: str
    imports: frozenset[str] = frozenset()


class Structs:
    """The models whose JSON objects msgspec parses into structs.

    These are the models in the bodies of successful responses that list all their properties, or
    are maps, and do not contain themselves. Other objects remain dicts.

    Args:
        models: All models, by the names of their classes.
        bodies: The bodies of the successful responses.
    """

    def __init__(
        self, models: Mapping[str, ModelProperty], bodies: Iterable[PropertyProtocol]
    ) -> None:
        self._models = models
        self._names: set[str] = set()
        for body in bodies:
            self._add(body)

    def __contains__(self, prop: object) -> bool:
        return isinstance(prop, ModelProperty) and str(prop.class_info.name) in self._names

    def parsed(self, prop: PropertyProtocol, value: str, package: str, depth: int = 0) -> Parsed:
        """Return the code for the value of a property.

        Args:
            prop: The property.
            value: The Python expression for the parsed value.
            package: The package of the models, relative to the importing module.
            depth: The number of lists that hold the value.
        """
        if prop in self and isinstance(prop, ModelProperty):
            module = prop.class_info.module_name
            names = (f"{verb}_{module}" for verb in ("build", "type_of"))
            imported = ", ".join(f"{name} as _{name}" for name in names)
            return Parsed(
                f"_type_of_{module}()",
                f"_build_{module}({value}, _reading)",
                frozenset({f"from {package}.{module} import {imported}"}),
            )
        if isinstance(prop, ListProperty):
            item = f"_item_{depth}" if depth else "_item"
            inner = self.parsed(prop.inner_property, item, package, depth + 1)
            if inner.type != "_Any":
                built = f"[{inner.built} for {item} in {value}]"
                unchanged = inner.built == item
                return Parsed(
                    f"_structs.array_of({inner.type})",
                    value if unchanged else built,
                    inner.imports,
                )
        of = kind(prop)
        checked = _CHECKED.get(type(prop), "_Any")
        unchanged = checked != "_Any" and of.name != "amount"
        return Parsed(checked, value if unchanged else of.decode(value))

    def imports(self, model: ModelProperty) -> list[str]:
        """Return the import statements that the property types of a model's struct need."""
        if model not in self:
            return []
        return sorted(
            line for each in held(model) for line in self.parsed(each, "", "..models").imports
        )

    def _add(self, prop: PropertyProtocol) -> None:
        for name in _model_names(prop):
            model = self._models[name]
            if name not in self._names and self._fits(model):
                self._names.add(name)
                for each in held(model):
                    self._add(each)

    def _fits(self, model: ModelProperty) -> bool:
        extra = model.additional_properties
        if listed(model) and not (extra is None or isinstance(extra, AnyProperty)):
            return False
        if not all(_JSON_NAME.fullmatch(each.name.get_untrusted_value()) for each in listed(model)):
            return False
        return str(model.class_info.name) not in self._inside(model)

    def _inside(self, model: ModelProperty) -> set[str]:
        """Return the names of the models that the JSON objects of a model can contain."""
        found: set[str] = set()
        waiting = [model]
        while waiting:
            for prop in held(waiting.pop()):
                new = set(_model_names(prop)) - found
                found |= new
                waiting += [self._models[name] for name in new]
        return found


def _model_names(prop: PropertyProtocol) -> Iterator[str]:
    """Yield the name of the model of a property; for a list, the name of the model of its items."""
    if isinstance(prop, ListProperty):
        yield from _model_names(prop.inner_property)
    elif isinstance(prop, ModelProperty):
        yield str(prop.class_info.name)
