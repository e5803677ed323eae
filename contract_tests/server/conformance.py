"""Holds answers against the schemas of the document, and says which rule a mismatch violates."""

from __future__ import annotations

from functools import lru_cache

import jsonschema_rs

from ..contract import Contract, Operation
from .answers import body
from .exchange import Exchange
from .probe import Probe
from .violation import Violation


@lru_cache(maxsize=64)
def _validator(contract: Contract, operation: Operation, status: int) -> jsonschema_rs.Validator:
    return contract.validator(operation.bodies[status])


def conforms(
    probe: Probe, exchange: Exchange, within: str = "", outside: tuple[str, ...] = ()
) -> None:
    """Raise :class:`Violation` where the body is not what the document gives its status.

    Only mismatches with a schema ``within`` a part of the document count, if one is named, and
    none with a schema that belongs to a part in ``outside``; both are pointers.
    """
    decoded = body(exchange)
    validator = _validator(probe.contract, probe.operation, exchange.status)
    for error in validator.iter_errors(decoded):
        where = "#/" + "/".join(map(str, error.schema_path)) + "/"
        if not where.startswith(f"{within}/" if within else "#/"):
            continue
        if any(where.startswith(f"{part}/") for part in outside):
            continue
        place = "/" + "/".join(map(str, error.instance_path))
        raise Violation(
            f"what {where[:-1]} describes",
            error.message,
            exchange,
            part=(place, error.instance),
        )
