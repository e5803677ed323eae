"""Build and try both distributions: `python -m openapi.release --help`."""

from openapi.console import run
from openapi.release.cli import main

run(main)
