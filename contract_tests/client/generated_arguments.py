"""Hypothesis strategies for valid and invalid arguments of the generated client."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bitgo_oes import UNSET
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.generation import GenerationMode

from ..contract import Contract, Json, Operation, Parameter, Query
from ..generated_cases import generated_headers, generated_queries, wire_text
from .calls import Arguments, argument_name
from .document import CONTRACT
from .expected_values import time_of
from .schema_variants import constants, is_digits, is_text, variants


class MaskedText(str):
    """A string whose `str` and `repr` are `****`, like a secret that is masked in logs."""

    __slots__ = ()

    def __str__(self) -> str:
        return "****"

    def __repr__(self) -> str:
        return "****"

    def __format__(self, spec: str) -> str:
        return "****"


class LabelledInt(int):
    """An integer whose `str` and `repr` end with a unit, such as `7 units`."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{int(self):,} units"

    __repr__ = __str__


OTHER_PATHS = ("", ".", "..")
"""The values of a path parameter that would lead to another path."""

# Each function returns an iterable of the items, in order. Some of the iterables can be iterated
# only once.
CONTAINERS: tuple[Callable[[list[Any]], Iterable[Any]], ...] = (
    list,
    tuple,
    deque,
    iter,
    lambda items: (item for item in items),
    lambda items: dict.fromkeys(items).keys() if len(set(items)) == len(items) else items,
    lambda items: dict.fromkeys(items) if len(set(items)) == len(items) else items,
    lambda items: dict(enumerate(items)).values(),
)

_NOT_SCALARS: tuple[Any, ...] = (
    *(b"1", ["a"], {"a": "b"}, object(), float("nan"), float("inf"), "\ud800"),
    datetime(2026, 1, 31, 12),
)
_NOT_TEXT: tuple[Any, ...] = (b"id", 1, 1.0, True, object(), {"a": "b"}, ["a"], "\ud800")
_NOT_LISTS: tuple[Any, ...] = ([], (), iter(()), {}, "id", b"id", 1, True, UUID(int=1))
_NOT_DIGITS: tuple[Any, ...] = (
    *(b"1", 1.0, True, False, {"a": "b"}, [1], float("nan"), -1, -(10**30)),
    *("", "-1", "+1", "1.0", "1e3", " 1", "1 ", "1\n", "0x1", "1_0", "\uff11", "\u0663", "\u00b2"),
    10**1000,
)
_OF_OTHER_TYPES: dict[str | None, tuple[Any, ...]] = {
    "integer": ("1", 1.0, True),
    "number": ("1", True),
    "boolean": ("true", 1),
}
_NOT_CONSTANTS: tuple[Any, ...] = (b"1", ["a"], {"a": "b"}, object(), "no such value", "", 10**9)
_NOT_HEADERS: tuple[Any, ...] = (
    "a\r\nX-Other: b",
    "a\nb",
    "\x00",
    "\u00e9",
    " a",
    "a ",
    "\ta",
    "a\t",
    b"a",
    ["a"],
)


def alternatives(contract: Contract, parameter: Parameter) -> list[Json]:
    """Return the schemas that the values of a parameter may match, except for the schema of null.

    For an array parameter, return the schemas that the items may match.
    """
    every = variants(contract, parameter.schema)
    items = [variants(contract, each["items"]) for each in every if each.get("type") == "array"]
    return [x for x in (items[0] if items else every) if x.get("type") != "null"]


def takes_digits(contract: Contract, parameter: Parameter) -> bool:
    """Return whether the schema of a parameter allows only strings of digits."""
    return all(map(is_digits, alternatives(contract, parameter)))


def takes_text(contract: Contract, parameter: Parameter) -> bool:
    """Return whether the client represents every value of a parameter as a plain string.

    For an array parameter, the values are the items.
    """
    return all(map(is_text, alternatives(contract, parameter)))


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
    # An array without items is not sent, and the client rejects it.
    arrays = {
        name: items for name, items in _required(operation).items() if isinstance(items, list)
    }
    return st.tuples(path, queries, headers).map(
        lambda drawn: {**arrays, **drawn[0], **arguments_of(operation, drawn[1] + drawn[2])}
    )


def as_python_values(
    contract: Contract, operation: Operation, plain: Mapping[str, str | list[str]]
) -> SearchStrategy[Arguments]:
    """Return a strategy for equivalent arguments of other Python types, such as UUID or tuple."""
    parameters = {argument_name(p): p for p in operation.parameters}
    return st.fixed_dictionaries(
        {name: _python_values(contract, parameters[name], value) for name, value in plain.items()}
    )


def as_typed_values(
    contract: Contract, operation: Operation, plain: Mapping[str, str | list[str]]
) -> Arguments:
    """Return the arguments with each string converted to the documented type, such as int."""
    every = {argument_name(p): alternatives(contract, p) for p in operation.parameters}
    return {
        name: [_typed(every[name], item) for item in value]
        if isinstance(value, list)
        else _typed(every[name], value)
        for name, value in plain.items()
    }


def _typed(every: list[Json], text: str) -> Any:
    return next((value for each in every for value in _converted(each, text)), text)


def invalid_arguments(contract: Contract, operation: Operation) -> list[tuple[Parameter, Any]]:
    """Return pairs of a parameter of an operation and an invalid argument for the parameter."""
    invalid: list[tuple[Parameter, Any]] = []
    for parameter in operation.parameters:
        every = alternatives(contract, parameter)
        values: tuple[Any, ...] = _NOT_SCALARS
        if takes_digits(contract, parameter):
            values = _NOT_DIGITS
        elif takes_text(contract, parameter):
            values = _NOT_TEXT
        elif all(constants(each) is not None for each in every):
            values = _NOT_CONSTANTS
        elif len(every) == 1:
            values = (*values, *_OF_OTHER_TYPES.get(every[0].get("type"), ()))
        if parameter.is_array:
            values = (*_NOT_LISTS, *([item] for item in values), [""], [None])
        elif parameter.location == "path":
            values = (*OTHER_PATHS, None, *values)
        elif parameter.location == "header":
            values = (*values, *_NOT_HEADERS)
        invalid += [(parameter, value) for value in (*values, UNSET)]
    return invalid


def required(operation: Operation) -> dict[str, Any]:
    """Return a value for each required argument of an operation, by name.

    Each value is of the type that the document states, such as int.
    """
    return dict(as_typed_values(CONTRACT, operation, _required(operation)))


def _required(operation: Operation) -> dict[str, str | list[str]]:
    """Return a string or a list of strings for each required argument, by name."""
    return {argument_name(p): _any_text(p) for p in operation.parameters if p.required}


def _any_text(parameter: Parameter) -> str | list[str]:
    if parameter.location == "path":
        return "an-id"
    first = alternatives(CONTRACT, parameter)[0]
    listed = constants(first)
    if listed:
        text = wire_text(listed[0])
    elif is_digits(first):
        text = "1"
    else:
        text = _TEXTS.get(first.get("format")) or _TEXTS.get(first.get("type"), "an-id")
    return [text] if parameter.is_array else text


_TEXTS: dict[str | None, str] = {
    "integer": "1",
    "number": "0.5",
    "boolean": "true",
    "date-time": "2026-01-31T12:00:00Z",
    "date": "2026-01-31",
    "uuid": str(UUID(int=1)),
}


def _python_values(
    contract: Contract, parameter: Parameter, value: str | list[str]
) -> SearchStrategy[Any]:
    every = alternatives(contract, parameter)
    if isinstance(value, list):
        items = st.tuples(*(_python_scalars(every, item) for item in value)).map(list)
        return st.tuples(st.sampled_from(CONTAINERS), items).map(lambda drawn: drawn[0](drawn[1]))
    return _python_scalars(every, value)


def _python_scalars(every: list[Json], text: str) -> SearchStrategy[Any]:
    return st.sampled_from([value for each in every for value in _converted(each, text)] or [text])


def _converted(schema: Json, text: str) -> list[Any]:
    """Return Python values that the client sends as the given text in a query string or header.

    For example, the string "7" and the integer 7 are both sent as the text 7.
    """
    listed = constants(schema)
    if listed is not None:
        return [each for each in listed if each is not None and wire_text(each) == text]
    if is_digits(schema):
        integers = [int(text), LabelledInt(text)] if str(int(text)) == text else []
        return [text, MaskedText(text), *integers]
    if is_text(schema):
        return [text, MaskedText(text), *([UUID(text)] if _is_canonical_uuid(text) else [])]
    conversions: dict[str | None, Callable[[str], Any]] = {
        "integer": int,
        "number": float,
        "boolean": {"true": True, "false": False}.__getitem__,
        "date-time": time_of,
        "date": _date,
        "uuid": UUID,
    }
    convert = conversions.get(schema.get("format")) or conversions.get(schema.get("type"))
    try:
        return [] if convert is None else [convert(text)]
    except (ValueError, KeyError):
        return []


def _date(text: str) -> date:
    """Return the date in a text of the form `1285-07-21`, which RFC 3339 requires.

    Raises:
        ValueError: If the text has another form, such as `12850721` or `1285-W29`.
    """
    parsed = date.fromisoformat(text)
    if parsed.isoformat() != text:
        raise ValueError(f"{text!r} is not a date of RFC 3339")
    return parsed


def _is_canonical_uuid(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def arguments_of(operation: Operation, query: Query) -> dict[str, str | list[str]]:
    """Return the arguments of a client method that send a given query string and given headers.

    An empty string in an array is left out, because the client rejects it.
    """
    given: dict[str, Any] = {}
    for name, value in query:
        parameter = operation.parameter(name)
        if not parameter.is_array:
            given[argument_name(parameter)] = value
        elif value:
            given.setdefault(argument_name(parameter), []).append(value)
    return given
