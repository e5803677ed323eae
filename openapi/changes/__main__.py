"""The entry point of `python -m openapi.changes`."""

import sys

from openapi.changes.cli import main

sys.exit(main())
