"""Strict parsing of JSON, with the same values and the same errors with each JSON library.

orjson and msgspec are several times as fast as the standard library. `parse` uses one of them if it
is installed. However, orjson converts integers beyond 64 bits to floats, and the libraries differ
in the depth of nesting that they accept. The function `is_exact` detects such values, and
`parse_exactly` parses them correctly.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, NoReturn, cast

from .._errors import DecodeError
from .digits import WholeFloat, parse_digits


def _optional_module(name: str) -> Any:
    """Return a module of an optional dependency, or None if it is not installed.

    Type checkers would need the dependency for a plain import.
    """
    try:
        return import_module(name)
    except ImportError:
        return None


msgspec: Any = _optional_module("msgspec")
"""The module `msgspec`; None if it is not installed, or older than 0.21."""
if msgspec is not None and not issubclass(msgspec.DecodeError, ValueError):
    msgspec = None

_orjson = _optional_module("orjson")
_fast: Callable[[bytes], Any] | None = None
if _orjson is not None:
    _fast = _orjson.loads
elif msgspec is not None:
    _fast = msgspec.json.decode

MAX_DEPTH = 500
"""The maximum number of arrays and objects nested within each other."""

_TOO_LARGE = "a number is beyond the range of floats"
_MIN_INEXACT = 2.0**63
_SAFE_DEPTH = 100
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def parse(content: bytes) -> Any:
    """Return the JSON value of a body, in which large integers may be inexact.

    `is_exact` returns whether the value is exact.

    Raises:
        DecodeError: If the body is not JSON in UTF-8.
    """
    if _fast is not None:
        try:
            return _fast(content)
        except (ValueError, RecursionError):
            pass  # one parser decides which bodies are errors, and writes the messages
    return parse_exactly(content)


def is_exact(values: Iterable[Any]) -> bool:
    """Return whether JSON values that `parse` returned contain no inexact number.

    `parse` may convert large integers to inexact floats. The result is False if a number may be
    inexact, and also for deeply nested values. Only floats and values that the API description
    does not describe need this check.
    """
    level = list(values)
    for _ in range(_SAFE_DEPTH):
        if any(isinstance(value, float) and abs(value) >= _MIN_INEXACT for value in level):
            return False
        level = _children(level)
        if not level:
            return True
    return False


def parse_exactly(content: bytes) -> Any:
    """Return the JSON value of a body, with exact integers of any length.

    Raises:
        DecodeError: If the body is not JSON in UTF-8, is nested more than 500 levels deep, or holds
            `NaN`, an infinite number, or half of a surrogate pair.
    """
    too_large: list[str] = []

    def parse_float(number: str) -> float:
        value = float(number)
        if math.isinf(value):
            too_large.append(number)
        return WholeFloat(number) if value.is_integer() else value

    try:
        value = json.loads(
            content.decode("utf-8"),
            parse_constant=_reject_constant,
            parse_float=parse_float,
            parse_int=_integer,
        )
    except UnicodeDecodeError as error:
        raise DecodeError(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        problem = f"not JSON at character {error.pos}: {error.msg}" if content else "empty"
        raise DecodeError(problem) from None
    except RecursionError:
        raise DecodeError(f"more than {MAX_DEPTH} levels of nesting") from None
    _require_max_depth(value)
    if too_large:
        _require_finite(value)
        raise DecodeError(_TOO_LARGE)  # in the value of a key that is there twice
    if _SURROGATE.search(content):
        _require_no_lone_surrogate(value)
    return value


def _children(values: Iterable[Any]) -> list[Any]:
    """Return the items of the given arrays and the property values of the given objects."""
    children: list[Any] = []
    for value in values:
        if isinstance(value, dict):
            children += value.values()  # pyright: ignore[reportUnknownMemberType]
        elif isinstance(value, list):
            children += value
    return children


def _reject_constant(name: str) -> NoReturn:
    raise DecodeError(f"{name} is not a JSON number")


def _integer(number: str) -> int:
    return -parse_digits(number[1:]) if number[0] == "-" else parse_digits(number)


def _require_max_depth(value: Any) -> None:
    depth = 0
    level: list[Any] = [value]
    while level := _containers(level):
        depth += 1
        if depth > MAX_DEPTH:
            raise DecodeError(f"more than {MAX_DEPTH} levels of nesting")
        level = _children(level)


def _require_finite(value: Any) -> None:
    """Raise `DecodeError` with the JSON Pointer to the first number that is infinite."""
    if isinstance(value, float) and math.isinf(value):
        raise DecodeError(_TOO_LARGE)
    items: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        items = cast(dict[str, Any], value).items()
    elif isinstance(value, list):
        listed: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
        items = enumerate(listed)
    for key, item in items:
        try:
            _require_finite(item)
        except DecodeError as error:
            error.under(key)
            raise


def _containers(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if isinstance(value, dict | list)]


def _require_no_lone_surrogate(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise DecodeError("a string holds half of a surrogate pair") from None
