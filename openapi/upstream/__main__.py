"""Compare the provider's document with ours: `python -m openapi.upstream --help`."""

from openapi.console import run
from openapi.upstream.cli import main

run(main)
