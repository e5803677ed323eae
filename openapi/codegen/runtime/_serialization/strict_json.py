"""JSON, read strictly: the same values and the same refusals with orjson as without.

orjson is used where it is installed, since it is several times as fast. It differs from the
standard library in three things that matter: an integer beyond 64 bits becomes a float, other
floats can overflow, and nesting is limited elsewhere. `exact` finds the values that could be
wrong for that, `parse_exactly` reads them right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, NoReturn

from .._errors import DecodeError
from .digits import read

_fast: Callable[[bytes], Any] | None
try:
    _fast = import_module("orjson").loads  # a plain import would ask every type checker for it
except ImportError:
    _fast = None

DEEPEST = 500
"""How many arrays and objects may be inside each other."""

_INEXACT = 2.0**63
_SHALLOW = 100
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def parse(content: bytes) -> Any:
    """Return the value that a body is, which is right if `exact` says so.

    Raises:
        DecodeError: If it is not JSON in UTF-8.
    """
    if _fast is not None:
        try:
            return _fast(content)
        except ValueError:
            pass  # what it takes and what it refuses is for one to say
    return parse_exactly(content)


def exact(values: Iterable[Any]) -> bool:
    """Whether these parts of what `parse` returned are what the body says.

    They are those of which the document does not say what they are: what it describes holds no
    such number, and is not nested deeply.
    """
    level = list(values)
    for _ in range(_SHALLOW):
        if any(isinstance(value, float) and abs(value) >= _INEXACT for value in level):
            return False
        level = _inside(level)
        if not level:
            return True
    return False


def parse_exactly(content: bytes) -> Any:
    """Return the value that a body is, integers of any length exact.

    Raises:
        DecodeError: If it is not JSON in UTF-8; if a number is none or has no finite value; if a
            string holds half of a surrogate pair; or if it is nested too deeply.
    """
    try:
        value = json.loads(
            content.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_integer,
        )
    except UnicodeDecodeError as error:
        raise DecodeError(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        what = "empty" if not content else f"not JSON at character {error.pos}: {error.msg}"
        raise DecodeError(what) from None
    except RecursionError:
        raise DecodeError(f"nested deeper than {DEEPEST}") from None
    _require_shallow(value)
    if _SURROGATE.search(content):
        _require_whole_characters(value)
    return value


def _inside(values: Iterable[Any]) -> list[Any]:
    """Return what the arrays and objects among some values hold."""
    inside: list[Any] = []
    for value in values:
        if isinstance(value, dict):
            inside += value.values()  # pyright: ignore[reportUnknownMemberType]
        elif isinstance(value, list):
            inside += value
    return inside


def _refuse_constant(name: str) -> NoReturn:
    raise DecodeError(f"{name} is no number of JSON")


def _finite(written: str) -> float:
    value = float(written)
    if value in {float("inf"), float("-inf")}:
        raise DecodeError("a number is too large")
    return value


def _integer(written: str) -> int:
    return -read(written[1:]) if written[0] == "-" else read(written)


def _require_shallow(value: Any) -> None:
    depth = 0
    level: list[Any] = [value]
    while level := _containers(level):
        depth += 1
        if depth > DEEPEST:
            raise DecodeError(f"nested deeper than {DEEPEST}")
        level = _inside(level)


def _containers(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if isinstance(value, dict | list)]


def _require_whole_characters(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise DecodeError("a string holds half of a surrogate pair") from None
