"""Variants of the mock server: `FAULTS`, which violate the contract, and `VALID_VARIANTS`.

A variant replaces some steps of the mock server. Each module concerns one part of the contract.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...catalogue import Catalogue, Fault, UnknownNameError, Variant, defined_in
from ...installation import MOCK
from ..behaviour import CORRECT, Behaviour
from .faulty import (
    authorization,
    concurrency,
    enterprises,
    errors,
    filters,
    json_encoding,
    methods,
    pagination,
    parameters,
    records,
    tenants,
)
from .valid import authorization as valid_authorization
from .valid import gateways, page_sizes, responses
from .valid import parameters as valid_parameters

_LISTED_BY = f"{MOCK} --list-faults"

FAULTS: Catalogue[Fault[Behaviour]] = Catalogue(
    defined_in(
        Fault,
        parameters,
        pagination,
        filters,
        authorization,
        enterprises,
        errors,
        records,
        json_encoding,
        methods,
        tenants,
        concurrency,
    ),
    _LISTED_BY,
)
"""Faulty servers. The decorator `@fault` takes the id of the rule that the server must violate."""

VALID_VARIANTS: Catalogue[Variant[Behaviour]] = Catalogue(
    defined_in(Variant, page_sizes, valid_parameters, valid_authorization, responses, gateways),
    _LISTED_BY,
)
"""Valid but unusual servers. No rule may report a violation for a valid variant."""

VARIANTS: Catalogue[Variant[Behaviour]] = Catalogue(
    [*FAULTS.values(), *VALID_VARIANTS.values()], _LISTED_BY
)
"""All faults and all valid variants, by name."""


def behaviour_with(names: Iterable[str]) -> Behaviour:
    """Return the correct behaviour of the mock server with the named variants applied in order.

    Raises:
        UnknownNameError: If a name is not the name of a variant.
    """
    behaviour = CORRECT
    for name in names:
        behaviour = VARIANTS[name].apply(behaviour)
    return behaviour


__all__ = ["FAULTS", "VALID_VARIANTS", "VARIANTS", "UnknownNameError", "behaviour_with"]
