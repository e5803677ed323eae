"""What a caller passes, as it goes on the wire. What cannot be meant is refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from .._errors import InvalidArgumentError
from ..types import UNSET, File
from .base_models import wire
from .digits import write

T = TypeVar("T")
Encoder: TypeAlias = Callable[[str, Any], str]
Pairs: TypeAlias = list[tuple[str, str]]


def text(name: str, value: Any) -> str:
    """Return text, or a UUID as text.

    Raises:
        InvalidArgumentError: If it is neither, or cannot be written as UTF-8.
    """
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum) or not isinstance(value, str):
        raise InvalidArgumentError(f"{name} must be a str or a UUID, not {_kind(value)}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidArgumentError(f"{name} holds half of a surrogate pair") from None
    return value


def digits(name: str, value: Any) -> str:
    """Return a non-negative integer, or a string of digits, as digits.

    Raises:
        InvalidArgumentError: If it is anything else.
    """
    if isinstance(value, str) and not isinstance(value, Enum):
        if value.isascii() and value.isdigit():
            return value
    elif isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**1000:
        return write(int(value))
    raise InvalidArgumentError(f"{name} must be a non-negative integer, or a string of digits")


def scalar(name: str, value: Any) -> str:
    """Return a number, a truth value, a date, an enumeration's member or text, as text.

    Raises:
        InvalidArgumentError: If it is anything else.
    """
    value = value.value if isinstance(value, Enum) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return text(name, value)


def optional(name: str, key: str, value: Any, encode: Encoder) -> Pairs:
    """Return what is sent for an argument that may be left out: nothing, or one pair."""
    return [] if value is None or value is UNSET else [(key, encode(name, value))]


def each(name: str, key: str, value: Any, encode: Encoder) -> Pairs:
    """Return a pair for each item of a list; nothing if the list is left out.

    Raises:
        InvalidArgumentError: If the list is empty, which a server would take for left out; or if
            it is one string, of which each character would be an item.
    """
    if value is None or value is UNSET:
        return []
    if not _is_several(value):
        raise InvalidArgumentError(
            f"{name} must be several values, such as a list, not {_kind(value)}"
        )
    items = list(value)
    if not items:
        raise InvalidArgumentError(f"{name} is empty: leave it out to select everything")
    pairs = [(key, encode(f"{name}[{number}]", item)) for number, item in enumerate(items)]
    if "" in (written for _, written in pairs):
        raise InvalidArgumentError(f"{name} holds a blank, which a server may take for left out")
    return pairs


def members(name: str, value: Any) -> Pairs:
    """Return a pair for each member of an object; nothing if the object is left out."""
    if value is None or value is UNSET:
        return []
    return [(key, scalar(f"{name}.{key}", item)) for key, item in value.to_dict().items()]


def header(name: str, value: Any) -> str:
    """Return what may stand in a header.

    Raises:
        InvalidArgumentError: If it may not.
    """
    written = scalar(name, value)
    if not (written.isascii() and written.isprintable()) or written != written.strip():
        raise InvalidArgumentError(f"{name} cannot stand in a header")
    return written


def cookie(name: str, value: Any) -> str:
    """Return what may stand in a cookie.

    Raises:
        InvalidArgumentError: If it may not.
    """
    written = header(name, value)
    if set(written) & set(' ",;\\'):
        raise InvalidArgumentError(f"{name} cannot stand in a cookie")
    return written


def json_body(value: Any) -> bytes:
    """Return a body as JSON.

    Raises:
        InvalidArgumentError: If JSON has no word for it.
    """
    try:
        return json.dumps(wire(value), ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidArgumentError(f"body cannot be written as JSON: {error}") from None


def form_body(value: Any) -> bytes:
    """Return a body as the fields of a form."""
    return urlencode(members("body", value)).encode()


def file_body(value: File) -> bytes:
    """Return a body as it is."""
    return value.payload.read()


def materialized(value: Iterable[T] | None) -> Iterable[T] | None:
    """Return what can be read only once as what can be read for every page."""
    return list(value) if isinstance(value, Iterator) else value


def _is_several(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)


def _kind(value: Any) -> str:
    return str(type(value).__name__)
