"""Random mutations of OpenAPI documents, most of which make a document invalid."""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random
from typing import Any

from openapi.pointer import Token, children, follow

Location = tuple[Token, ...]
_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1.5,
    "",
    "text",
    [],
    [None],
    {},
    {"$ref": "#/nowhere"},
    {"a": {"b": 1}},
)

_CHARACTERS = ("{", "}", '"', ":", "\n", "&a ", "*a", "null", "- ", "\t", "é", "\x07")


def locations(node: Any, above: Location = ()) -> list[Location]:
    """Return the location of each value inside a document."""
    found: list[Location] = []
    for token, child in children(node):
        found += [(*above, token), *locations(child, (*above, token))]
    return found


def mutated_text(content: dict[str, Any], random: Random) -> str:
    """Return the text of a document with one to three random mutations."""
    content = deepcopy(content)
    for _ in range(random.randint(1, 3)):
        _mutate(content, random)
    text = json.dumps(content, indent=1)
    match random.randrange(8):
        case 0:
            return text[: random.randrange(len(text))]
        case 1:
            return _with_alias(text, random)
        case 2:
            place = random.randrange(len(text))
            return text[:place] + random.choice(_CHARACTERS) + text[place + 1 :]
    return text


def _mutate(content: dict[str, Any], random: Random) -> None:
    every = locations(content)
    *above, last = random.choice(every)
    node: Any = follow(content, above)
    match random.randrange(6):
        case 0:
            del node[last]
        case 1:
            node[last] = random.choice(_VALUES)
        case 2:
            node[last] = deepcopy(follow(content, random.choice(every)))
        case 3:
            node[last] = {"$ref": "#/" + "/".join(map(str, random.choice(every)))}
        case 4 if isinstance(node, dict):
            node[random.choice(["$ref", "allOf", "oneOf", "type", "x"])] = node.pop(last)
        case _:
            node[last] = [node[last]]


def _with_alias(text: str, random: Random) -> str:
    """Return a YAML text in which one object has an anchor, and one object contains an alias.

    The alias stands for the object with the anchor. The two objects may be the same.
    """
    lines = text.splitlines()
    opening = [i for i, line in enumerate(lines) if line.endswith('": {')]
    anchor, alias = random.choice(opening), random.choice(opening)
    lines[anchor] = lines[anchor].replace('": {', '": &a {')
    lines[alias] += ' "again": *a,'
    return "\n".join(lines)
