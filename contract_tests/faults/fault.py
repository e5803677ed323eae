"""A fault: a defect with a name, one sentence, and the rule that has to notice it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import attrs

Subject = TypeVar("Subject")


@attrs.frozen
class Variant(Generic[Subject]):
    """A subject that behaves in another way, which the contract may well allow.

    `name` is in kebab-case; `apply` returns the changed subject and leaves the
    one it is given alone, so that variants can be applied one after another.
    State that a variant keeps begins anew with every `apply`.
    """

    name: str
    sentence: str
    apply: Callable[[Subject], Subject]


@attrs.frozen
class Fault(Variant[Subject]):
    """A variant that violates the contract: the rule with the id `rule` has to fail."""

    rule: str

    @property
    def area(self) -> str:
        """The part of the contract that is violated: what stands before the rule's dot."""
        return self.rule.partition(".")[0]


def variant(change: Callable[[Subject], Subject]) -> Variant[Subject]:
    """Make a variant of a function, named after it and described by its docstring."""
    return Variant(_name(change), _sentence(change), change)


def fault(rule: str) -> Callable[[Callable[[Subject], Subject]], Fault[Subject]]:
    """Make a fault of the decorated function, named after it and described by its docstring."""

    def decorate(change: Callable[[Subject], Subject]) -> Fault[Subject]:
        return Fault(_name(change), _sentence(change), change, rule)

    return decorate


def _name(change: Callable[[Subject], Subject]) -> str:
    return change.__name__.strip("_").replace("_", "-")


def _sentence(change: Callable[[Subject], Subject]) -> str:
    return " ".join((change.__doc__ or "").split())
