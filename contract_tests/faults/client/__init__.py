"""Faulty clients, each with the test of `contract_tests/client` that is meant to notice it.

Each area is a module. `python -m contract_tests.faults.client` tries them all.
"""

from __future__ import annotations

from .. import Catalogue
from . import bodies, connections, decoding, errors, models, pagination, requests, retries, secrets
from .source_edit import ClientFault, RottenFaultError

FAULTS: Catalogue[ClientFault] = Catalogue(
    fault
    for area in (requests, bodies, decoding, errors, paging, retries, secrets, connections, models)
    for fault in area.FAULTS
)
"""What the tests of the client have to find."""

__all__ = ["FAULTS", "ClientFault", "RottenFaultError"]
