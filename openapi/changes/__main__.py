"""The entry point of `python -m openapi.changes`."""

from openapi.changes.cli import main
from openapi.console import run

run(main)
