"""The entry point of `python -m openapi.upstream`: compare our document with the provider's."""

from openapi.console import run
from openapi.upstream.cli import main

run(main)
