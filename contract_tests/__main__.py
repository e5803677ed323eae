"""Test a server: ``python -m contract_tests --help``."""

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main())
