"""The paths of the documents from which the tests generate clients."""

from __future__ import annotations

from pathlib import Path

from openapi.repository import DOCUMENT

CONTRACT = DOCUMENT

_SMALL = Path(__file__).with_name("documents")

LIBRARY = _SMALL / "library.yaml"
WAREHOUSE = _SMALL / "warehouse.yaml"
LIGHTS = _SMALL / "lights.yaml"
PARCELS = _SMALL / "parcels.yaml"

DOCUMENTS = (CONTRACT, LIBRARY, WAREHOUSE, LIGHTS)
