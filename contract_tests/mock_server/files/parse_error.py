"""The error for a text that is malformed YAML or JSON."""

from __future__ import annotations

import attrs


@attrs.define
class ParseError(ValueError):
    """A text that is malformed.

    Attributes:
        line: The number of the malformed line, counted from 1.
        sentence: What is malformed.
    """

    line: int
    sentence: str
