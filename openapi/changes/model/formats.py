"""What a `format` limits: only what stands in OpenAPI's registry of formats does.

Source: https://spec.openapis.org/registry/format/
"""

from __future__ import annotations

_TEXT = frozenset({"string"})
_NUMBER = frozenset({"number"})
_BOTH = _TEXT | _NUMBER

# How a text is shown or hidden; every text is of these formats.
HINTS = frozenset({"password", "commonmark", "html"})

# The types that each format limits.
_LIMITS = {
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

# Each holds the one before it.
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


def limits(name: str, types: frozenset[str]) -> bool:
    """Whether a format limits the values of any of the types."""
    numbers = types & {"integer", "number"}
    return bool(_LIMITS.get(name, frozenset()) & (types | ({"number"} if numbers else set())))


def holds(wide: str, narrow: str) -> bool:
    """Whether every value of one format is known to be of the other."""
    if wide == narrow:
        return True
    above = [chain[chain.index(narrow) + 1] for chain in _CHAINS if narrow in chain[:-1]]
    return any(holds(wide, each) for each in above)
