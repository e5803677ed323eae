"""A read-only catalogue of faults and other variants, which are looked up by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from types import ModuleType
from typing import Any, TypeVar

from .fault import Variant

AnyVariant = TypeVar("AnyVariant", bound=Variant[Any])


class UnknownNameError(KeyError):
    """The error for a name that no fault or variant has. The message suggests similar names."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(name)
        close = get_close_matches(name, list(known), n=3)
        hint = f"did you mean {' or '.join(close)}?" if close else "no fault has a similar name."
        self._sentence = f"Unknown fault {name!r}; {hint}"

    def __str__(self) -> str:
        return self._sentence


class Catalogue(Mapping[str, AnyVariant]):
    """A read-only mapping from names to variants, in the order of the argument `variants`.

    Raises:
        ValueError: If two variants have the same name.
        UnknownNameError: If a name is looked up that no variant has.
    """

    def __init__(self, variants: Iterable[AnyVariant]) -> None:
        self._by_name: dict[str, AnyVariant] = {}
        for variant in variants:
            if self._by_name.setdefault(variant.name, variant) is not variant:
                raise ValueError(f"two variants have the name {variant.name!r}")

    def __getitem__(self, name: str) -> AnyVariant:
        if name not in self._by_name:
            raise UnknownNameError(name, self._by_name)
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


def defined_in(kind: type[AnyVariant], *modules: ModuleType) -> Iterator[AnyVariant]:
    """Yield all instances of a class among the variables of modules, in the order of definition."""
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, kind):
                yield value
