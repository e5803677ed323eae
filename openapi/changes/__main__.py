"""Compare two documents: `python -m openapi.changes --help`."""

import sys

from openapi.changes.cli import main

sys.exit(main())
