"""Complete the responses of the mock server with required properties that only the document has.

The mock server is written by hand. A required property may be added to the document before the mock
server has the property. The tests of the client must run nevertheless.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ..contract import Contract, Json, Operation
from ..mock_server.behaviour import CORRECT, Behaviour
from . import generated_bodies
from .schema_variants import variants


def completed_behaviour(contract: Contract, operation: Operation) -> Behaviour:
    """Return a behaviour of the mock server that adds missing properties, with example values."""

    def completed_step(step: Any, status: int) -> Any:
        schema = operation.bodies[status]
        example = generated_bodies.example(contract, operation, status)
        return lambda *arguments: completed(contract, schema, step(*arguments), example)

    return attrs.evolve(CORRECT, write_payload=completed_step(CORRECT.write_payload, 200))


def completed(contract: Contract, schema: Json, body: Json, example: Json) -> Json:
    """Return a copy of a body. Required properties that the body lacks come from an example."""
    every = variants(contract, schema)
    if len(every) != 1 or not isinstance(body, dict) or not isinstance(example, Mapping):
        return body
    (only,) = every
    missing = [name for name in only.get("required", ()) if name not in body]
    full = {**body, **{name: example[name] for name in missing}}
    if not example:
        return full
    listed, others = only.get("properties", {}), only.get("additionalProperties")
    first = next(iter(example.values()))
    for name, value in full.items():
        inner = listed.get(name, others)
        if isinstance(inner, dict):
            full[name] = completed(contract, inner, value, example.get(name, first))
    return full
