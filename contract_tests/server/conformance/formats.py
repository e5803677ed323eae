"""Checks of the formats that a string in a response body must have.

JSON Schema leaves it to each program which formats it checks. A client decodes dates, times and
UUIDs, and cannot read other texts in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import jsonschema_rs

#: The notations of RFC 3339. The checks of jsonschema-rs accept other characters in place of some
#: digits, such as ``20+6-12-31``.
_NOTATIONS = {
    "date": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "date-time": re.compile(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
        "([Zz]|[+-][0-9]{2}:[0-9]{2})"
    ),
}


def _check(name: str) -> Callable[[str], bool]:
    """Return a function that returns whether a text has a format."""
    is_valid = jsonschema_rs.validator_for({"format": name}, validate_formats=True).is_valid
    notation = _NOTATIONS.get(name)

    def check(text: str) -> bool:
        return (notation is None or notation.fullmatch(text) is not None) and is_valid(text)

    return check


FORMATS: Mapping[str, Callable[[str], bool]] = {
    name: _check(name) for name in ("date", "date-time", "uuid")
}
"""The checks of the formats `date` and `date-time` of RFC 3339, and `uuid` of RFC 4122, by name.

Each check returns whether a text has the format.
"""
