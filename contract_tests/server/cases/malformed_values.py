"""Malformed parameter values. A server must reject every request with a malformed value."""

from __future__ import annotations

import string
import uuid
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from itertools import chain

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...contract import Parameter
from .parameter_values import Values

#: Texts that a lenient parser accepts as a number, a list, an id or a missing value.
_LENIENT_PARSES = (
    *("-1", "1.5", "1a", "1e3", "\u0663", "0x10", "null", "1.0", "1_0", "-0", "true"),
    *("\uff11\uff12", "1;0", "NaN", "undefined", "1-2", "1,0", "\u00b2", "Infinity", "{}"),
)
_WORDS = ("null", "-1", "undefined")
_PLAIN = string.ascii_letters + string.digits + "_-."

uuids: SearchStrategy[str] = st.uuids(version=4).map(str)


def malformed_values(parameter: Parameter, values: Values, known: str = "") -> list[str]:
    """Return fixed malformed values for a parameter, the most similar to valid values first.

    Args:
        parameter: The parameter.
        values: The values that the document allows for the parameter.
        known: A valid value for which the server returns records, if there is one. If a server
            accepts a malformed form of this value, the response has records.
    """
    # A parser of ids rejects most of these texts for the same reason.
    words = _WORDS if values.are_ids else _LENIENT_PARSES
    valid = known if values.allows(known) else valid_value(values)
    similar = list(_similar_to_valid(valid))
    if values.are_ids:
        forms = list(lenient_forms(valid))
        similar = [similar[0], *forms[:3], *similar[1:4], *forms[3:], *similar[4:7]]
    candidates = dict.fromkeys((*similar, *words))
    return [v for v in candidates if values.must_reject(v) and _keeps_the_route(parameter, v)]


def lenient_forms(valid: str) -> Iterator[str]:
    """Yield forms of a UUID that lenient parsers accept, but that the document does not allow.

    The parsers are those of Python, pydantic, Django, PostgreSQL, Go, .NET, JavaScript and Java.
    """
    digits = valid.replace("-", "")
    hyphenated = str(uuid.UUID(digits))
    yield f"urn:uuid:{hyphenated}"
    yield f"{{{hyphenated}}}"
    yield "-".join(digits[place : place + 4] for place in range(0, 32, 4))
    yield f"{valid}\n"  # the end of the text for "$" in a pattern
    yield f" {valid}"
    yield f"({hyphenated})"
    yield f"{digits[:16]}-{digits[16:]}"
    yield f"{{{digits}}}"
    yield f"URN:UUID:{hyphenated.upper()}"
    yield f"uuid:{digits}"
    yield f"{valid}\0"
    yield f"{{{hyphenated}"
    yield f"{hyphenated}-"
    yield f"urn:{hyphenated}"
    yield f"{valid} "
    # int() takes these for hexadecimal numbers.
    yield f"{digits[:8]}_{digits[9:]}"
    yield f"0x{digits[2:]}"
    yield hyphenated.replace("-", "\u2010")
    digit = next((one for one in digits if one.isdigit()), "")
    yield hyphenated.replace(digit, chr(0xFF10 + int(digit or "0")), 1)


def miscounted_ids(values: Values, known: str) -> list[str]:
    """Return malformed ids with a digit too few or too many, at the start or at the end.

    The ids without hyphens come first. The result is empty if the values are not ids.

    Args:
        values: The values that the document allows for the parameter.
        known: A valid id for which the server returns records, if there is one.
    """
    if not values.are_ids:
        return []
    one = uuid.UUID((known if values.allows(known) else valid_value(values)).replace("-", ""))
    forms = (one.hex, str(one))
    miscounted = ((form[:-1], form[1:], f"0{form}", f"{form}0") for form in forms)
    return [value for value in chain.from_iterable(miscounted) if values.must_reject(value)]


def valid_value(values: Values) -> str:
    """Return a value that the document allows for a parameter."""
    return _valid_values(values)[0]


def rare_malformed_values(values: Values, known: str = "") -> list[str]:
    """Return further malformed values of a parameter. Few servers accept these values.

    Args:
        values: The values that the document allows for the parameter.
        known: A valid value for which the server returns records, if there is one.
    """
    valid = known if values.allows(known) else valid_value(values)
    rare = list(_rare_ids(valid) if values.are_ids else _rare_forms(valid))
    if values.is_segment:
        # A server that decodes the path before it normalizes the path loses the slash.
        rare[:0] = [f"{valid}/", f"/{valid}", f"{valid}/."]
    return [v for v in dict.fromkeys(rare) if values.must_reject(v)]


def _rare_ids(valid: str) -> Iterator[str]:
    one = uuid.UUID(valid.replace("-", ""))
    digits, hyphenated = one.hex, str(one)
    yield hyphenated.replace("-", "_")
    yield f"0x{digits}"
    yield f'"{valid}"'
    yield _percent_encoded(valid)
    yield "0"
    yield f"{valid}\u200b"
    yield hyphenated.replace("-", ".")
    yield urlsafe_b64encode(one.bytes).decode().rstrip("=")
    yield f"0x{valid}"
    yield f"{valid};"
    yield str(one.int)
    yield f"{valid};x=1"
    yield f"\ufeff{valid}"
    yield f"[{valid}]"
    yield hyphenated.replace("-", " ")
    yield b64encode(one.bytes).decode()


def _rare_forms(valid: str) -> Iterator[str]:
    yield _percent_encoded(valid)
    yield from (f'"{valid}"', f"{valid}.", f"{valid}e0", f"{valid}L", f"{valid}_0", f"{valid}px")
    yield from (
        f"0b{valid}",
        f".{valid}",
        f"{valid}\u200b",
        f"{valid};",
        f"--{valid}",
        f"[{valid}]",
    )
    yield from (f"{valid}\0", f"0o{valid}", "\u0967", "\u4e94")
    yield from (f",{valid}", f"{valid},", f"{valid} {valid}", f"{valid}&0")


def _percent_encoded(valid: str) -> str:
    # A server that decodes a value twice takes this value for the valid one.
    return f"%{ord(valid[0]):02x}{valid[1:]}"


def placed_among_valid(
    parameter: Parameter, malformed: str, valid: tuple[str, str]
) -> Iterator[tuple[str, ...]]:
    """Yield lists of values for a parameter, each with the same malformed value.

    The first list has only the malformed value. For an array parameter, further lists have the
    malformed value before, after and between valid values.
    """
    yield (malformed,)
    if parameter.is_array:
        first, second = valid
        yield from ((malformed, first), (first, malformed), (first, malformed, second))


def generated_malformed(parameter: Parameter, values: Values) -> SearchStrategy[tuple[str, ...]]:
    """Return a strategy for tuples of parameter values, each with exactly one malformed value."""
    valid = st.sampled_from(_valid_values(values))
    word = st.text(_PLAIN, min_size=1, max_size=12)
    inserted = st.tuples(valid, st.integers(0, 36), word).map(
        lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] :]
    )
    drawn = st.one_of(st.sampled_from(_LENIENT_PARSES), word, inserted)
    malformed = drawn.filter(values.must_reject).filter(lambda v: _keeps_the_route(parameter, v))
    if not parameter.is_array:
        return malformed.map(lambda value: (value,))
    some = st.lists(uuids if values.are_ids else valid, max_size=2).map(tuple)
    return st.tuples(some, malformed, some).map(lambda parts: (*parts[0], parts[1], *parts[2]))


def _similar_to_valid(valid: str) -> Iterator[str]:
    yield from (valid[:-1], f"{valid}0", f"{valid[:-1]}g", f"g{valid[1:]}", f"{valid}x")
    # A UUID without hyphens, with a letter that is not hexadecimal.
    yield from (f"{valid[:-1]}g".replace("-", ""), valid[:-2], f"x{valid}")
    yield from (f"-{valid}", f"{valid}.5", f"{valid}00000000")


def _valid_values(values: Values) -> list[str]:
    candidates = ("12", "1", "a", str(uuid.UUID("6f1c64de-6a1f-4a2f-9d3b-0c8e5a7b9c10")))
    enumerated = tuple(map(str, values.schema.get("enum", ())))
    return [v for v in (*enumerated, *reversed(candidates)) if values.allows(v)] or ["1"]


def _keeps_the_route(parameter: Parameter, value: str) -> bool:
    # The path segments "." and ".." lead to another path.
    return parameter.location != "path" or not set(value) <= {"."}
