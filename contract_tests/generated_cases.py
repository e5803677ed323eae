"""Query strings, headers and response bodies that schemathesis generates from the document."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import schemathesis
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from .contract import Contract, Json, Operation, Query


@lru_cache(maxsize=16)
def generated_queries(
    contract: Contract, operation: Operation, mode: GenerationMode
) -> SearchStrategy[Query]:
    """Return a strategy for query strings with valid (positive) or invalid (negative) values."""
    view = _view(contract, operation)
    cases: SearchStrategy[Any] = view.as_strategy(generation_mode=mode)
    return cases.map(_query)


@lru_cache(maxsize=16)
def example_queries(contract: Contract, operation: Operation) -> list[SearchStrategy[Query]]:
    """Return the examples of query strings in the document, each as a strategy."""
    examples: list[SearchStrategy[Any]] = _view(contract, operation).get_strategies_from_examples()
    return [cases.map(_query) for cases in examples]


@lru_cache(maxsize=16)
def coverage_queries(contract: Contract, operation: Operation) -> list[Query]:
    """Return query strings with valid and invalid values for each constraint of the parameters."""
    view = _view(contract, operation)
    cases = view.schema.iter_coverage_cases(
        view,
        generation_modes=list(GenerationMode),
        generation_config=view.schema.config.generation_for(operation=view, phase="coverage"),
    )
    return list(dict.fromkeys(map(_query, cases)))


@lru_cache(maxsize=16)
def generated_headers(contract: Contract, operation: Operation) -> SearchStrategy[Query]:
    """Return a strategy for the header parameters of an operation, as names and valid values."""
    names = {parameter.name.lower(): parameter.name for parameter in operation.in_header()}
    if not names:
        return st.just(())
    view = _view(contract, operation)
    cases: SearchStrategy[Any] = view.as_strategy(generation_mode=GenerationMode.POSITIVE)
    return cases.map(
        lambda case: tuple(
            (names[name.lower()], value)
            for name, value in (case.headers or {}).items()
            if name.lower() in names  # schemathesis also generates headers of its own
        )
    )


@lru_cache(maxsize=16)
def response_bodies(contract: Contract, operation: Operation, status: int) -> SearchStrategy[Json]:
    """Return a hypothesis strategy that generates JSON bodies of responses with a given status."""
    # schemathesis generates only request bodies, so the schema of the response becomes that of a
    # request.
    content = {"application/json": {"schema": operation.bodies[status]}}
    post = {"requestBody": {"required": True, "content": content}, "responses": {}}
    document = {**contract.document, "paths": {"/": {"post": post}}}
    view = schemathesis.openapi.from_dict(document)["/"]["POST"]
    cases: SearchStrategy[Any] = view.as_strategy(generation_mode=GenerationMode.POSITIVE)
    return cases.map(lambda case: case.body)


@lru_cache(maxsize=8)
def _schema(contract: Contract) -> Any:
    # Other rules test unknown parameters, credentials and undeclared methods.
    config = SchemathesisConfig.from_dict(
        {
            "generation": {"allow-extra-parameters": False, "with-security-parameters": False},
            "phases": {"coverage": {"unexpected-methods": []}},
        }
    )
    return schemathesis.openapi.from_dict(contract.document, config=config)


def _view(contract: Contract, operation: Operation) -> Any:
    return _schema(contract)[operation.path][operation.method]


def _query(case: schemathesis.Case[Any]) -> Query:
    return tuple(
        (str(name), wire_text(item))
        for name, value in (case.query or {}).items()
        for item in (value if isinstance(value, list) else [value])
    )


def wire_text(value: Json) -> str:
    """Return a JSON scalar as the text of a query string or header, such as `true`."""
    return value if isinstance(value, str) else json.dumps(value)
