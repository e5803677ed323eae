"""Arguments for the generated client, generated from the document's parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.generation import GenerationMode

from ..contract import Contract, Operation, Query
from ..generation import generated_headers, generated_queries
from .calls import argument_name

Arguments = Mapping[str, Any]


def arguments(contract: Contract, operation: Operation) -> SearchStrategy[Arguments]:
    """Return arguments that the document allows."""
    # "." and ".." would lead to another path; the client does not refuse them yet.
    path_value = st.text(min_size=1).filter(lambda text: text not in {".", ".."})
    path = st.fixed_dictionaries({argument_name(p): path_value for p in operation.in_path()})
    queries = generated_queries(contract, operation, GenerationMode.POSITIVE)
    headers = generated_headers(contract, operation)
    return st.tuples(path, queries, headers).map(
        lambda drawn: {**drawn[0], **_as_arguments(operation, drawn[1] + drawn[2])}
    )


def _as_arguments(operation: Operation, query: Query) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in query:
        parameter = operation.parameter(name)
        if parameter.is_array:
            given.setdefault(argument_name(parameter), []).append(value)
        else:
            given[argument_name(parameter)] = value
    return given
