"""Compare the provider's document with ours: `python -m openapi.upstream --help`."""

import sys

from openapi.upstream.cli import main

if __name__ == "__main__":
    sys.exit(main())
