"""Paths of this repository, and the Python versions that it supports."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "openapi" / "list-client-balances.yaml"
CLIENT = ROOT / "generated_client"

_CLASSIFIER = re.compile(r"Programming Language :: Python :: (\d+\.\d+)")


def python_versions() -> list[str]:
    """Return the Python versions that `pyproject.toml` lists, such as `3.11`, the oldest first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [match[1] for each in project["classifiers"] if (match := _CLASSIFIER.fullmatch(each))]
