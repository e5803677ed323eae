"""The entry point of `python -m contract_tests.bench`, which runs benchmarks."""

from openapi.console import run

from .command import main

if __name__ == "__main__":
    run(main)
