"""Compare two documents: `python -m openapi.changes --help`."""

from openapi.changes.cli import main
from openapi.console import run

run(main)
