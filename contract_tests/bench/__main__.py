"""The entry point of `python -m contract_tests.bench`."""

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main())
