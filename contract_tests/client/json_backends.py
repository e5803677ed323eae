"""The two JSON libraries with which the client can parse bodies: orjson and `json`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

import orjson
import pytest
from bitgo_oes._serialization import json_parser


class Backend(Enum):
    """A JSON library with which the client can parse bodies."""

    ORJSON = "orjson"
    STANDARD = "json"


@contextmanager
def reading_with(backend: Backend) -> Iterator[None]:
    """Make the client parse JSON with one library inside a `with` block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_parser, "_fast", orjson.loads if backend is Backend.ORJSON else None)
        yield
