"""The catalogue of faulty clients. Each faulty client must fail one test.

`python -m contract_tests.faults.client` runs the test of each fault against the faulty client.
"""

from __future__ import annotations

from ...catalogue import Catalogue
from . import (
    alternatives,
    bodies,
    connections,
    decoding,
    errors,
    models,
    pagination,
    requests,
    retries,
    secrets,
)
from .source_edit import ClientFault, RottenFaultError

FAULTS: Catalogue[ClientFault] = Catalogue(
    (
        fault
        for area in (
            *(requests, bodies, decoding, alternatives, errors, pagination),
            *(retries, secrets, connections, models),
        )
        for fault in area.FAULTS
    ),
    "python -m contract_tests.faults.client --list",
)
"""The faulty clients by name."""

__all__ = ["FAULTS", "ClientFault", "RottenFaultError"]
