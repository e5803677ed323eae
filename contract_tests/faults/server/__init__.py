"""Servers that are wrong (`FAULTS`), and servers that are right but unusual (`UNUSUAL`).

Each is a function from one `Behaviour` of the mock to another, in the module
of the part of the contract that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...mock_server.behaviour import CORRECT, Behaviour
from .. import Catalogue, Fault, UnknownNameError, Variant, defined_in
from .faulty import (
    authorization,
    error_bodies,
    filter_matching,
    filters,
    json_encoding,
    malformed_input,
    methods,
    pagination,
    parameters,
    records,
    scenarios,
)
from .valid import gateways, lenient, unusual

FAULTS: Catalogue[Fault[Behaviour]] = Catalogue(
    defined_in(
        Fault,
        *(
            parameters,
            malformed_input,
            pagination,
            filters,
            filter_matching,
            scenarios,
            authorization,
            error_bodies,
        ),
        *(records, json_encoding, methods),
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
