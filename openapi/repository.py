"""Paths of this repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "openapi" / "list-client-balances.yaml"
CLIENT = ROOT / "generated_client"
