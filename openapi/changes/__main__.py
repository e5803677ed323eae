"""Run the command `python -m openapi.changes`, which compares two OpenAPI documents."""

from openapi.changes.cli import main
from openapi.console import run

run(main)
