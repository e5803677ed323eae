"""Entry point of ``python -m contract_tests.load``."""

from __future__ import annotations

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main())
