"""The classes of variants and faults, and the decorators that define them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import attrs

Subject = TypeVar("Subject")


@attrs.frozen
class Variant(Generic[Subject]):
    """A named variant of a subject, such as the mock server or the generated client.

    Attributes:
        name: The name in kebab-case.
        sentence: A description in one sentence.
        apply: A function that returns a changed copy of a subject. Several variants can be
            applied one after another. Each call of the function starts with new state.
    """

    name: str
    sentence: str
    apply: Callable[[Subject], Subject]


@attrs.frozen
class Fault(Variant[Subject]):
    """A variant of a server or client that violates the contract.

    Attributes:
        rule: The id of the rule that must catch the fault. For a fault of the client, the id of a
            test of the client.
    """

    rule: str

    @property
    def area(self) -> str:
        """The area of the contract that the fault violates, for example `filters`."""
        return self.rule.partition(".")[0]


def variant(change: Callable[[Subject], Subject]) -> Variant[Subject]:
    """Return a `Variant` that is named and described by the name and docstring of a function."""
    return Variant(_name(change), _sentence(change), change)


def fault(rule: str) -> Callable[[Callable[[Subject], Subject]], Fault[Subject]]:
    """Return a decorator that turns a function into a `Fault`.

    The name and the docstring of the function become the name and the sentence of the fault.

    Args:
        rule: The id of the rule or test that must catch the fault.
    """

    def decorate(change: Callable[[Subject], Subject]) -> Fault[Subject]:
        return Fault(_name(change), _sentence(change), change, rule)

    return decorate


def _name(change: Callable[[Subject], Subject]) -> str:
    return change.__name__.strip("_").replace("_", "-")


def _sentence(change: Callable[[Subject], Subject]) -> str:
    return " ".join((change.__doc__ or "").split())
