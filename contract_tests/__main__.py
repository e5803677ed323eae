"""The entry point of ``python -m contract_tests``, which tests a server."""

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main())
