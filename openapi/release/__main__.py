"""The entry point of `python -m openapi.release`, which builds and checks the distributions."""

from openapi.console import run
from openapi.release.cli import main

run(main)
