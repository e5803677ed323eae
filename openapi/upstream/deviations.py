"""How our document differs from the provider's on purpose, each time for a reason.

The file is TOML: a reason, and the places of the provider's document for which it holds, each with
a hash of what the provider says there. When the provider says something else, it must be reviewed
again.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from openapi.changes.diff.annotations import TEXTS, rewrapped
from openapi.changes.model.node import ABSENT, Located, Root, Steps
from openapi.changes.model.schema import spell
from openapi.pointer import follow, format_pointer, parse_pointer

NOTHING = "absent"
"""In place of a hash: the provider says nothing there."""


class DeviationsError(Exception):
    """The file of deviations cannot be used. The text is one sentence."""


class Deviation(NamedTuple):
    """A difference that is meant.

    Attributes:
        place: Where it is in the provider's document.
        hash: Of what the provider said there when it was reviewed.
        reason: Why ours differs.
    """

    place: str
    hash: str
    reason: str


def read_deviations(path: Path) -> dict[str, Deviation]:
    """Return the recorded deviations by their places.

    Raises:
        DeviationsError: If the file cannot be read, or an entry has no reason.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise DeviationsError(f"{path}: there is no such file; an empty one will do") from None
    except (OSError, ValueError) as error:
        raise DeviationsError(f"{path}: {error}; correct the file") from error
    found: dict[str, Deviation] = {}
    for entry in content.get("deviation", []):
        reason, places = entry.get("reason"), entry.get("places")
        if not isinstance(reason, str) or not reason.strip():
            raise DeviationsError(f"{path}: an entry has no reason; say why ours differs there")
        if not isinstance(places, dict) or not places:
            raise DeviationsError(f"{path}: the entry {reason!r} names no place; name one")
        for place, value in places.items():
            try:
                parse_pointer(place)
            except ValueError as error:
                raise DeviationsError(f"{path}: {error}; begin the place with a slash") from error
            if place in found:
                raise DeviationsError(f"{path}: {place} stands there twice; remove one of the two")
            found[place] = Deviation(place, str(value), reason)
    return found


def hashed(key: str, value: Any) -> str:
    """Return the hash of what the provider says: the same however a text is wrapped."""
    if value is ABSENT:
        return NOTHING
    said = rewrapped(value) if key in TEXTS and isinstance(value, str) else spell(value)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def stable(content: Mapping[str, Any], steps: Steps) -> str:
    """Return a place as a JSON Pointer in which parameters go by location and name.

    Their order in the provider's list means nothing, and may change.
    """
    shown: list[str] = []
    node: Any = content
    for step in steps:
        inside = follow(node, [step], ABSENT)
        shown.append(_parameter(content, inside) if _is_parameter(shown, step) else str(step))
        node = inside
    return format_pointer(shown)


def value_at(content: Mapping[str, Any], place: str) -> Any:
    """Return what stands at a place that `stable` has written; `ABSENT` if nothing does."""
    node: Any = content
    for token in parse_pointer(place):
        if isinstance(node, list) and not token.isdigit():
            node = next((x for x in node if _parameter(content, x) == token), ABSENT)
        else:
            node = follow(node, [token], ABSENT)
    return node


def stub(entries: Iterable[tuple[str, str]]) -> str:
    """Return an entry for places and hashes, to be given a reason and added to the file."""
    lines = ["[[deviation]]", 'reason = ""', "[deviation.places]"]
    lines += [f"{json.dumps(place)} = {json.dumps(value)}" for place, value in entries]
    return "\n".join(lines)


def _is_parameter(above: list[str], step: str | int) -> bool:
    return isinstance(step, int) and above[-1:] == ["parameters"]


def _parameter(content: Mapping[str, Any], node: Any) -> str:
    parameter = Located(Root(dict(content)), (), node).resolved()
    return f"{parameter.get('in')}:{parameter.get('name')}"
