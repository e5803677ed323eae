"""The two libraries that the client reads JSON with: orjson where it is installed, and Python's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

import orjson
import pytest
from bitgo_oes._serialization import strict_json


class Backend(Enum):
    """A library that reads JSON."""

    ORJSON = "orjson"
    STANDARD = "json"


@contextmanager
def reading_with(backend: Backend) -> Iterator[None]:
    """Let the client use one of them, as if the other were not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_json, "_fast", orjson.loads if backend is Backend.ORJSON else None)
        yield
