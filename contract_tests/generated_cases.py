"""What schemathesis generates from the document: queries to send, and bodies to receive."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import schemathesis
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from .contract import Contract, Json, Operation, Query


def schema_of(
    contract: Contract, examples: int = 1, seed: int | None = None, coverage: bool = True
) -> Any:
    """Return schemathesis's view of a document.

    It generates what the operation's own parameters say, and nothing beside: other parameters,
    credentials and methods are for rules of their own. It keeps nothing from run to run.
    ``coverage`` is whether it goes through every bound and keyword of the schemas, too.
    """
    options: dict[str, Any] = {
        "generation": {
            "allow-extra-parameters": False,
            "with-security-parameters": False,
            "database": "none",
            "max-examples": examples,
        },
        "phases": {"coverage": {"enabled": coverage, "unexpected-methods": []}},
    }
    if seed is not None:
        options["seed"] = seed
    config = SchemathesisConfig.from_dict(options)
    return schemathesis.openapi.from_dict(contract.document, config=config)


@lru_cache(maxsize=16)
def generated_queries(
    contract: Contract, operation: Operation, mode: GenerationMode
) -> SearchStrategy[Query]:
    """Return queries of allowed (positive) or disallowed (negative) values."""
    view = _schema(contract)[operation.path][operation.method]
    cases: SearchStrategy[Any] = view.as_strategy(generation_mode=mode)
    return cases.map(lambda case: flat(case.query or {}))


@lru_cache(maxsize=16)
def generated_headers(contract: Contract, operation: Operation) -> SearchStrategy[Query]:
    """Return allowed values of the parameters that are headers, by the names they have there."""
    names = {parameter.name.lower(): parameter.name for parameter in operation.in_header()}
    if not names:
        return st.just(())
    view = _schema(contract)[operation.path][operation.method]
    cases: SearchStrategy[Any] = view.as_strategy(generation_mode=GenerationMode.POSITIVE)
    return cases.map(
        lambda case: tuple(
            (names[name.lower()], value)
            for name, value in (case.headers or {}).items()
            if name.lower() in names  # and not what any client sends
        )
    )


@lru_cache(maxsize=16)
def response_bodies(contract: Contract, operation: Operation, status: int) -> SearchStrategy[Json]:
    """Return JSON bodies that the document allows for a status."""
    # schemathesis generates bodies of requests only; so the answer's schema is made one.
    content = {"application/json": {"schema": operation.bodies[status]}}
    post = {"requestBody": {"required": True, "content": content}, "responses": {}}
    document = {**contract.document, "paths": {"/": {"post": post}}}
    view = schemathesis.openapi.from_dict(document)["/"]["POST"]
    cases: SearchStrategy[Any] = view.as_strategy(generation_mode=GenerationMode.POSITIVE)
    return cases.map(lambda case: case.body)


@lru_cache(maxsize=8)
def _schema(contract: Contract) -> Any:
    return schema_of(contract)


def flat(query: Mapping[str, Any]) -> Query:
    """Return a mapping of query parameters as the pairs that go on the wire."""
    return tuple(
        (str(name), str(item))
        for name, value in query.items()
        for item in (value if isinstance(value, list) else [value])
    )
