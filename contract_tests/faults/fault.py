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
        apply: A function that returns a changed copy of a subject. Variants can be applied one
            after
            another. Each call of the function starts with new state.
    """

    name: str
    sentence: str
    apply: Callable[[Subject], Subject]


@attrs.frozen
class Fault(Variant[Subject]):
    """A variant that violates the contract.

    Attributes:
        rule: The id of the rule, or of the client's test, that must catch the fault.
    """

    rule: str

    @property
    def area(self) -> str:
        """The area of the contract that the fault violates, which is the prefix of the rule id."""
        return self.rule.partition(".")[0]


def variant(change: Callable[[Subject], Subject]) -> Variant[Subject]:
    """Return a function as a variant with the function's name and docstring."""
    return Variant(_name(change), _sentence(change), change)


def fault(rule: str) -> Callable[[Callable[[Subject], Subject]], Fault[Subject]]:
    """Return a decorator that makes a function a fault with the function's name and docstring."""

    def decorate(change: Callable[[Subject], Subject]) -> Fault[Subject]:
        return Fault(_name(change), _sentence(change), change, rule)

    return decorate


def _name(change: Callable[[Subject], Subject]) -> str:
    return change.__name__.strip("_").replace("_", "-")


def _sentence(change: Callable[[Subject], Subject]) -> str:
    return " ".join((change.__doc__ or "").split())
