"""The OpenAPI document of the generated client, loaded once for all tests."""

from __future__ import annotations

from ..contract import load

CONTRACT = load()

OPERATION, *_ = CONTRACT.operations
"""The first operation of the document, which most tests call."""
