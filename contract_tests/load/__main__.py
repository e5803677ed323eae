"""The entry point of `python -m contract_tests.load`."""

from __future__ import annotations

from openapi.console import run

from .command import main

if __name__ == "__main__":
    run(main)
