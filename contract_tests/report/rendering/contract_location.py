"""Describe locations in an OpenAPI document in words."""

from __future__ import annotations

import re

from ... import pointer
from ...contract import METHODS

#: Keys between two names that mean nothing to readers.
_STRUCTURE = ("content", "properties", "responses", "schemas")

_NAME = re.compile(r"^name: (\S+)$", re.MULTILINE)


def location_words(location: str, text: str = "") -> str:
    """Return the location of a part of the document, such as ``GET /accounts → 400 → schema``.

    Args:
        location: A URI fragment with a JSON Pointer.
        text: The part of the document as YAML. The name of a parameter is read from the text.
    """
    tokens = pointer.parse(location.removeprefix("#"))
    words = []
    if tokens[:1] == ["paths"] and len(tokens) > 2 and tokens[2] in METHODS:
        words.append(f"{tokens[2].upper()} {tokens[1]}")
        tokens = tokens[3:]
    elif tokens[:1] in (["paths"], ["components"]):
        tokens = tokens[1:]
    if tokens[:1] == ["parameters"] and len(tokens) == 2:
        words.append(f"parameter {parameter_name(text) or tokens[1]}")
        tokens = []
    words += [token for token in tokens if token not in _STRUCTURE]
    return " → ".join(words) or location


def parameter_name(text: str) -> str:
    """Return the name of a parameter from the YAML that describes it; empty if YAML has no name."""
    name = _NAME.search(text)
    return name[1] if name else ""
