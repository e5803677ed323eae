"""Hypothesis strategies for valid and invalid arguments of the generated client."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.generation import GenerationMode

from ..contract import Contract, Operation, Parameter, Query
from ..generated_cases import generated_headers, generated_queries
from .calls import Arguments, argument_name

DIGITS = "^[0-9]+$"
"""The pattern in the document of a string that is an integer."""

OTHER_PATHS = ("", ".", "..")
"""The values of a path parameter that would lead to another path."""

# Each function returns an iterable of the items, in order. Some of the iterables can be iterated
# only once.
_CONTAINERS: tuple[Callable[[list[Any]], Iterable[Any]], ...] = (
    list,
    tuple,
    deque,
    iter,
    lambda items: (item for item in items),
    lambda items: dict.fromkeys(items).keys() if len(set(items)) == len(items) else items,
    lambda items: dict.fromkeys(items) if len(set(items)) == len(items) else items,
    lambda items: dict(enumerate(items)).values(),
)

_OTHER_TYPES: tuple[Any, ...] = (b"id", 1.0, True, object(), {"a": "b"}, float("nan"))
_NOT_TEXT: tuple[Any, ...] = (*_OTHER_TYPES, 1, ["a"], "\ud800")
_NOT_LISTS: tuple[Any, ...] = ([], (), iter(()), {}, "id", b"id", 1, True, UUID(int=1))
_NOT_DIGITS: tuple[Any, ...] = (
    *(b"1", 1.0, True, False, {"a": "b"}, [1], float("nan"), -1, -(10**30)),
    *("", "-1", "+1", "1.0", "1e3", " 1", "1 ", "1\n", "0x1", "1_0", "\uff11", "\u0663", "\u00b2"),
    10**1000,
)
_NOT_HEADERS: tuple[Any, ...] = (
    "a\r\nX-Other: b",
    "a\nb",
    "\x00",
    "\u00e9",
    " a",
    "a ",
    b"a",
    ["a"],
)


def takes_digits(parameter: Parameter) -> bool:
    """Return whether the schema of a parameter allows only strings of digits."""
    return bool(parameter.schema.get("pattern") == DIGITS)


def arguments(
    contract: Contract, operation: Operation
) -> SearchStrategy[dict[str, str | list[str]]]:
    """Return a Hypothesis strategy for valid arguments of a client call.

    Each argument is a string or a list of strings, in a dict by the name of the argument.
    """
    path_value = st.text(min_size=1).filter(lambda text: text not in OTHER_PATHS)
    path_value |= st.sampled_from(
        ["a/b", "../..", "%2e%2e", "a?b#c", "a b+c", "{id}", "\u00e9\U0001f600"]
    )
    path = st.fixed_dictionaries({argument_name(p): path_value for p in operation.in_path()})
    queries = generated_queries(contract, operation, GenerationMode.POSITIVE)
    headers = generated_headers(contract, operation)
    return st.tuples(path, queries, headers).map(
        lambda drawn: {**drawn[0], **arguments_of(operation, drawn[1] + drawn[2])}
    )


def as_python_values(
    operation: Operation, plain: Mapping[str, str | list[str]]
) -> SearchStrategy[Arguments]:
    """Return a strategy for equivalent arguments of other types, such as UUID, int or tuple."""
    parameters = {argument_name(p): p for p in operation.parameters}
    return st.fixed_dictionaries(
        {name: _python_values(parameters[name], value) for name, value in plain.items()}
    )


def invalid_arguments(operation: Operation) -> list[tuple[Parameter, Any]]:
    """Return pairs of a parameter of an operation and an invalid argument for the parameter."""
    invalid: list[tuple[Parameter, Any]] = []
    for parameter in operation.parameters:
        if parameter.location == "path":
            values = (*OTHER_PATHS, None, *_NOT_TEXT)
        elif parameter.is_array:
            values = (*_NOT_LISTS, *([item] for item in _NOT_TEXT), [""], ["id", None])
        elif parameter.location == "header":
            values = _NOT_HEADERS
        elif takes_digits(parameter):
            values = _NOT_DIGITS
        else:
            values = (b"id", ["a"], {"a": "b"}, object(), "\ud800")
        invalid += [(parameter, value) for value in values]
    return invalid


def required(operation: Operation) -> dict[str, str]:
    """Return a value for each required argument of an operation, by name."""
    return {argument_name(p): "an-id" for p in operation.parameters if p.required}


def _python_values(parameter: Parameter, value: str | list[str]) -> SearchStrategy[Any]:
    if isinstance(value, list):
        items = st.tuples(*(_python_scalars(parameter, item) for item in value)).map(list)
        return st.tuples(st.sampled_from(_CONTAINERS), items).map(lambda drawn: drawn[0](drawn[1]))
    return _python_scalars(parameter, value)


def _python_scalars(parameter: Parameter, value: str) -> SearchStrategy[Any]:
    if parameter.location == "header":
        return st.just(value)
    values: list[Any] = [value]
    if takes_digits(parameter) and str(int(value)) == value:
        values.append(int(value))
    if not takes_digits(parameter) and _is_canonical_uuid(value):
        values.append(UUID(value))
    return st.sampled_from(values)


def _is_canonical_uuid(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def arguments_of(operation: Operation, query: Query) -> dict[str, Any]:
    """Return the arguments of a client method that send a given query string and given headers."""
    given: dict[str, Any] = {}
    for name, value in query:
        parameter = operation.parameter(name)
        if parameter.is_array:
            given.setdefault(argument_name(parameter), []).append(value)
        else:
            given[argument_name(parameter)] = value
    return given
