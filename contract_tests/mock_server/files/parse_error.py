"""The error for a text that is malformed YAML or JSON."""

from __future__ import annotations

import attrs


@attrs.define
class ParseError(ValueError):
    """Raised if a text is not valid YAML or JSON.

    Attributes:
        line: The number of the malformed line, counted from 1.
        sentence: A message that says what is malformed.
    """

    line: int
    sentence: str
