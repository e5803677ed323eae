"""The entry point of `python -m openapi.upstream`, which compares the provider's document."""

from openapi.console import run
from openapi.upstream.cli import main

run(main)
