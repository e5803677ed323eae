"""The mock server, with the required properties of the document that the mock server lacks.

The mock server is written by hand. The tests of the client must also run before the mock server
has a property that was added to the document.
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
    """Return the behaviour of a mock server that takes missing properties from the examples."""

    def completed_step(step: Any, status: int) -> Any:
        schema = operation.bodies[status]
        example = generated_bodies.example(contract, operation, status)
        return lambda *arguments: completed(contract, schema, step(*arguments), example)

    return attrs.evolve(CORRECT, write_payload=completed_step(CORRECT.write_payload, 200))


def completed(contract: Contract, schema: Json, body: Json, example: Json) -> Json:
    """Return a body with the missing required properties, whose values are from the example."""
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
