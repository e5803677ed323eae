"""Decode JSON strictly: reject text that different JSON parsers decode differently."""

from __future__ import annotations

import codecs
import json
import re
from typing import NoReturn

from attrs import frozen

from ...contract import Json

#: The longest integer that is decoded exactly, in digits. Python's own limit is 4300 by default.
_LONGEST_INTEGER = 4000


#: The end of a text that is cut within the string of a property.
_STRING_START = re.compile(rb'"([^"\\]{1,80})"\s*:\s*"(?:[^"\\]|\\.)*\Z', re.DOTALL)


@frozen
class NotJson:
    """The reason why a response body is not strict JSON."""

    reason: str


def decode(content: bytes) -> Json:
    """Decode JSON text in UTF-8.

    Raises:
        ValueError: If the text is not JSON, or has a byte order mark, duplicate keys, NaN,
            infinities, or lone surrogates.
    """
    if content.startswith(codecs.BOM_UTF8):
        raise ValueError("the body begins with a byte order mark, which JSON must not have")
    try:
        decoded = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_int=_integer,
        )
        if b"\\u" in content:  # only an escape sequence can contain a lone surrogate
            json.dumps(decoded, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(_not_utf_8(content, error.start)) from None
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    return decoded


def _not_utf_8(content: bytes, position: int) -> str:
    """Return a clause about a byte that is not UTF-8, with the JSON property's name if known."""
    remark = "counted from 0"
    string = _STRING_START.search(content, 0, position)
    if string is not None:
        name = json.dumps(string[1].decode("utf-8", "replace"), ensure_ascii=False)
        remark += f", in the value of {name}"
    return f"byte {position} of the body, {content[position]:02X}, is not UTF-8 ({remark})"


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    properties = dict(pairs)
    if len(properties) < len(pairs):
        keys = [key for key, _ in pairs]
        duplicate = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"an object has the key {json.dumps(duplicate)} more than once")
    return properties


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
