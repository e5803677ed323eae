"""JSON as every reader reads it alike: strictly."""

from __future__ import annotations

import json
from typing import NoReturn

from attrs import frozen

from ...contract import Json


@frozen
class NotJson:
    """Why a body is not what every reader would read alike."""

    reason: str


def decode(content: bytes) -> Json:
    """Decode JSON in UTF-8.

    Raises ValueError if it is anything else, or has a byte order mark, duplicate keys, NaN,
    infinities, or halves of characters.
    """
    try:
        decoded = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=_integer,
        )
        if b"\\u" in content:  # the only way to write half a character
            json.dumps(decoded, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return decoded


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {json.dumps(twice)} stands twice in one object")
    return members


def _integer(digits: str) -> int | float:
    # Python reads no more digits than this by default; as many are nothing that we compare.
    return int(digits) if len(digits) <= 4000 else float(digits)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
