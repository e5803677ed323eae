"""Servers that are wrong (`FAULTS`), and servers that are right but unusual (`UNUSUAL`).

Each is a function from one `Behaviour` of the mock to another, in the module
of the part of the contract that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...mock_server.behaviour import CORRECT, Behaviour
from .. import Catalogue, Fault, UnknownNameError, Variant, defined_in
from . import (
    access,
    data,
    errors,
    filters,
    gateways,
    guesses,
    lenient,
    matching,
    paging,
    parameters,
    protocol,
    scenarios,
    unusual,
    wire,
)

FAULTS: Catalogue[Fault[Behaviour]] = Catalogue(
    defined_in(
        Fault,
        *(parameters, guesses, paging, filters, matching, scenarios, access, errors),
        *(data, wire, protocol),
    )
)
"""What the suite has to find, each by its rule."""

UNUSUAL: Catalogue[Variant[Behaviour]] = Catalogue(defined_in(Variant, unusual, lenient, gateways))
"""What the suite must not complain about."""

VARIANTS: Catalogue[Variant[Behaviour]] = Catalogue([*FAULTS.values(), *UNUSUAL.values()])
"""All of them, by names that are unique among all."""


def behaviour_with(names: Iterable[str]) -> Behaviour:
    """Return the correct behaviour changed by the named variants, the first of them first.

    Raises UnknownNameError for a name that no variant has.
    """
    behaviour = CORRECT
    for name in names:
        behaviour = VARIANTS[name].apply(behaviour)
    return behaviour


__all__ = ["FAULTS", "UNUSUAL", "VARIANTS", "UnknownNameError", "behaviour_with"]
