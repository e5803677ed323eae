"""The JSON libraries with which the client can parse bodies: msgspec, orjson and `json`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

import msgspec
import orjson
import pytest
from bitgo_oes._serialization import json_parser


class Backend(Enum):
    """A JSON library with which the client can parse bodies."""

    MSGSPEC = "msgspec"
    ORJSON = "orjson"
    STANDARD = "json"


_FAST = {Backend.MSGSPEC: msgspec.json.decode, Backend.ORJSON: orjson.loads, Backend.STANDARD: None}


@contextmanager
def reading_with(backend: Backend) -> Iterator[None]:
    """Make the client parse JSON with one library inside a `with` block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_parser, "_fast", _FAST[backend])
        patch.setattr(json_parser, "msgspec", msgspec if backend is Backend.MSGSPEC else None)
        yield
