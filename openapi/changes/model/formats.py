"""The values that a `format` allows, for each format in OpenAPI's registry.

Source: https://spec.openapis.org/registry/format/
"""

from __future__ import annotations

_TEXT = frozenset({"string"})
_NUMBER = frozenset({"number"})
_BOTH = _TEXT | _NUMBER

# Formats that say how to display a string. They restrict no value.
DISPLAY_FORMATS = frozenset({"password", "commonmark", "html"})

# The types whose values each format restricts.
_RESTRICTED_TYPES = {
    **dict.fromkeys(("int8", "int16", "int32", "uint8", "uint16", "uint32"), _NUMBER),
    **dict.fromkeys(("float", "double", "double-int"), _NUMBER),
    **dict.fromkeys(("int64", "uint64", "decimal", "decimal128"), _BOTH),
    **dict.fromkeys(("date", "date-time", "date-time-local", "time", "time-local"), _TEXT),
    **dict.fromkeys(("duration", "http-date", "unixtime", "year"), _TEXT),
    **dict.fromkeys(("email", "idn-email", "hostname", "idn-hostname"), _TEXT),
    **dict.fromkeys(("ipv4", "ipv6", "ipv4-cidr", "ipv6-cidr"), _TEXT),
    **dict.fromkeys(("uri", "uri-reference", "uri-template", "iri", "iri-reference"), _TEXT),
    **dict.fromkeys(("uuid", "json-pointer", "relative-json-pointer", "regex", "char"), _TEXT),
    **dict.fromkeys(("byte", "binary", "base64url", "media-range"), _TEXT),
    **dict.fromkeys(("sf-binary", "sf-boolean", "sf-decimal", "sf-integer"), _TEXT),
    **dict.fromkeys(("sf-string", "sf-token"), _TEXT),
}

# In each chain, every value of a format is also a value of the next format.
_CHAINS = (
    ("int8", "int16", "int32", "int64", "decimal"),
    ("uint8", "uint16", "uint32", "uint64", "decimal"),
    ("uint8", "int16"),
    ("uint16", "int32"),
    ("uint32", "int64"),
    ("float", "double"),
    ("uri", "uri-reference", "iri-reference"),
    ("uri", "iri", "iri-reference"),
    ("email", "idn-email"),
    ("hostname", "idn-hostname"),
)


def restricts(name: str, types: frozenset[str]) -> bool:
    """Return whether a `format` restricts the values of any of the given types."""
    numbers = types & {"integer", "number"}
    restricted = _RESTRICTED_TYPES.get(name, frozenset())
    return bool(restricted & (types | ({"number"} if numbers else set())))


def contains(wide: str, narrow: str) -> bool:
    """Return whether the format `wide` is known to allow all values of the format `narrow`.

    For example, the format `int64` allows all values of the format `int32`.
    """
    if wide == narrow:
        return True
    wider = [chain[chain.index(narrow) + 1] for chain in _CHAINS if narrow in chain[:-1]]
    return any(contains(wide, each) for each in wider)
