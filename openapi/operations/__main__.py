"""The entry point of `python -m openapi.operations`: test a client of each provider operation."""

from openapi.console import run
from openapi.operations.cli import main

if __name__ == "__main__":  # worker processes import this module under another name
    run(main)
