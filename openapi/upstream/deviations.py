"""The deviations file: intended differences between our OpenAPI document and the provider's.

Each entry of this TOML file has a reason and the locations of the differences. Each location has a
hash of the provider's value. If the hash changes, the deviation must be reviewed again.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from openapi.changes.diff.annotations import without_wrapping
from openapi.changes.model.node import ABSENT, Tokens
from openapi.pointer import follow, format_pointer, parse_pointer, resolve

_VARIABLE = re.compile(r"\{([^}]*)\}")

NOTHING = "absent"
"""The text in place of a hash if the provider's document has no value at the location."""


class DeviationsError(Exception):
    """Raised if the deviations file cannot be read, or an entry in the file is invalid."""


class Deviation(NamedTuple):
    """An intended difference between our document and the provider's.

    Attributes:
        place: The JSON Pointer of the difference in the provider's document.
        hash: The hash of the provider's value at the time of the review.
        reason: The reason why our document differs.
    """

    place: str
    hash: str
    reason: str


def read_deviations(path: Path) -> dict[str, Deviation]:
    """Read the intended differences between our and the provider's OpenAPI document from a file.

    The keys of the result are the JSON Pointers of the differences in the provider's document.

    Raises:
        DeviationsError: If the file cannot be read, or an entry is invalid.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        problem = "there is no such file; create one, which may be empty"
        raise DeviationsError(f"{path}: {problem}") from None
    except (OSError, ValueError) as error:
        raise DeviationsError(f"{path}: {error}; correct the file") from error
    deviations: dict[str, Deviation] = {}
    for deviation in (
        each for entry in content.get("deviation", []) for each in _read(path, entry)
    ):
        if deviation.place in deviations:
            problem = f"{deviation.place} has two entries; remove one of them"
            raise DeviationsError(f"{path}: {problem}")
        deviations[deviation.place] = deviation
    return deviations


def _read(path: Path, entry: Mapping[str, Any]) -> Iterator[Deviation]:
    """Yield the deviations (intended differences) that an entry of the deviations file records."""
    reason, places = entry.get("reason"), entry.get("places")
    if not isinstance(reason, str) or not reason.strip():
        problem = "an entry has no reason; add the reason for the difference"
        raise DeviationsError(f"{path}: {problem}")
    if not isinstance(places, dict) or not places:
        problem = f"the entry {reason!r} has no locations; add one under places"
        raise DeviationsError(f"{path}: {problem}")
    for place, value in places.items():
        try:
            parse_pointer(place)
        except ValueError as error:
            raise DeviationsError(f"{path}: {error}; begin it with a slash") from error
        yield Deviation(place, str(value), reason)


def hash_of(key: str, value: Any) -> str:
    """Return the hash of a value of the provider's document.

    Line breaks in an annotation such as a description do not change the hash.

    Args:
        key: The name of the property with the value, such as `description`.
        value: The value, or `ABSENT` if the provider's document has no value.
    """
    if value is ABSENT:
        return NOTHING
    text = without_wrapping(key, value)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def pointer_of(content: Mapping[str, Any], steps: Tokens) -> str:
    """Return the JSON Pointer of a value, with names instead of indices for parameters.

    The name of a parameter includes its location, such as `query:pageSize`.

    Args:
        content: The document.
        steps: The keys and indices that lead from the top of the document to the value.
    """
    # The provider may change the order of the parameters, and thus their indices.
    tokens: list[str] = []
    node: Any = content
    for step in steps:
        inside = follow(node, [step], ABSENT)
        tokens.append(_parameter(content, inside) if _is_parameter(tokens, step) else str(step))
        node = inside
    return format_pointer(tokens)


def without_variable_names(place: str) -> str:
    """Return a location with numbers instead of the names of path parameters.

    For example, `path:0` replaces `path:id`. The location therefore remains the same if the
    provider renames a path parameter.

    Args:
        place: A JSON Pointer in which names replace the indices of parameters, such as `path:id`.
    """
    match parse_pointer(place):
        case ["paths", path, *rest]:
            variables = _VARIABLE.findall(path)
            positions = {f"path:{name}": f"path:{i}" for i, name in enumerate(variables)}
            kept = (positions.get(each, each) for each in rest)
            return format_pointer(["paths", _VARIABLE.sub("{}", path), *kept])
    return place


def value_at(content: Mapping[str, Any], place: str) -> Any:
    """Return the value at a location of a document, or `ABSENT` if there is no value.

    Args:
        content: The document.
        place: A JSON Pointer with the names of parameters instead of their indices.
    """
    node: Any = content
    for token in parse_pointer(place):
        if isinstance(node, list) and not token.isdigit():
            node = next((x for x in node if _parameter(content, x) == token), ABSENT)
        else:
            node = follow(node, [token], ABSENT)
    return node


def entry(hashes: Iterable[tuple[str, str]]) -> str:
    """Return a TOML entry that lists intended differences from the provider's OpenAPI document.

    The reason in the entry is empty, so that a person writes the reason.

    Args:
        hashes: Pairs of a JSON Pointer in the provider's document and the hash of the value there.
    """
    lines = ["[[deviation]]", 'reason = ""', "[deviation.places]"]
    lines += [f"{json.dumps(place)} = {json.dumps(value)}" for place, value in hashes]
    return "\n".join(lines)


def _is_parameter(above: list[str], step: str | int) -> bool:
    return isinstance(step, int) and above[-1:] == ["parameters"]


def _parameter(content: Mapping[str, Any], node: Any) -> str:
    parameter = resolve(node, content)
    return f"{parameter.get('in')}:{parameter.get('name')}"
