"""The document that the client is generated from, read once for all tests."""

from __future__ import annotations

from ..contract import load

CONTRACT = load()

OPERATION, *_ = CONTRACT.operations
"""The operation that tests call where any would do, or where one is meant."""
