"""Classes for named variants of servers and clients, and for collections of variants.

A fault is a variant that violates the contract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from types import ModuleType
from typing import Any, Generic, TypeVar

import attrs

Subject = TypeVar("Subject")


@attrs.frozen
class Variant(Generic[Subject]):
    """A named variant of a subject, such as the mock server or the generated client.

    Attributes:
        name: The name in kebab-case.
        sentence: A description in one sentence.
        apply: The function that returns a changed copy of a subject. The copies share no state.
    """

    name: str
    sentence: str
    apply: Callable[[Subject], Subject]


@attrs.frozen
class Fault(Variant[Subject]):
    """A variant of a server or client that violates the contract.

    Attributes:
        rule: The id of the rule of the server suite, or of the client test, that must fail.
    """

    rule: str

    @property
    def area(self) -> str:
        """The area of the contract that the fault violates, for example `filters`."""
        return self.rule.partition(".")[0]


def variant(change: Callable[[Subject], Subject]) -> Variant[Subject]:
    """Turn a function into a `Variant`, which changes a subject such as the mock server.

    The variant takes its name and its sentence from the name and the docstring of the function.
    """
    return Variant(_name(change), _sentence(change), change)


def fault(rule: str) -> Callable[[Callable[[Subject], Subject]], Fault[Subject]]:
    """Return a decorator that turns a function into a `Fault`, which violates the contract.

    The fault takes its name and its sentence from the name and the docstring of the function.

    Args:
        rule: The id of the rule of the server suite, or of the client test, that must fail.
    """

    def decorate(change: Callable[[Subject], Subject]) -> Fault[Subject]:
        return Fault(_name(change), _sentence(change), change, rule)

    return decorate


def _name(change: Callable[[Subject], Subject]) -> str:
    return change.__name__.strip("_").replace("_", "-")


def _sentence(change: Callable[[Subject], Subject]) -> str:
    return " ".join((change.__doc__ or "").split())


AnyVariant = TypeVar("AnyVariant", bound=Variant[Any])


def suggestion(name: str, known: Iterable[str], listing: str) -> str:
    """Return the names similar to an unknown name, and where to find all names, as one text.

    Every error about an unknown name ends with such a text.

    Args:
        name: The unknown name.
        known: All names.
        listing: How to find all names, such as "the areas are data and filters".
    """
    close = get_close_matches(name, list(known), n=3)
    return f"did you mean {' or '.join(close)}? ({listing})" if close else listing


class UnknownNameError(KeyError):
    """Raised for a name that no fault or variant has.

    The message has similar names, and the command that lists all names.
    """

    def __init__(self, name: str, known: Iterable[str], listed_by: str) -> None:
        super().__init__(name)
        hint = suggestion(name, known, f"`{listed_by}` lists all names")
        self._sentence = f"Unknown fault {name!r}; {hint}."

    def __str__(self) -> str:
        return self._sentence


class Catalogue(Mapping[str, AnyVariant]):
    """A read-only mapping from names to variants, in the order in which the variants were given.

    Args:
        variants: The variants.
        listed_by: The command that lists the names, for the message of `UnknownNameError`.

    Raises:
        ValueError: If two variants have the same name.
        UnknownNameError: If no variant has the requested name.
    """

    def __init__(self, variants: Iterable[AnyVariant], listed_by: str) -> None:
        self._listed_by = listed_by
        self._by_name: dict[str, AnyVariant] = {}
        for variant in variants:
            if self._by_name.setdefault(variant.name, variant) is not variant:
                raise ValueError(f"two variants have the name {variant.name!r}")

    def __getitem__(self, name: str) -> AnyVariant:
        if name not in self._by_name:
            raise UnknownNameError(name, self._by_name, self._listed_by)
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


def defined_in(kind: type[AnyVariant], *modules: ModuleType) -> Iterator[AnyVariant]:
    """Yield the instances of a class at the top level of modules, in order of definition."""
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, kind):
                yield value
