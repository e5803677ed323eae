"""Build and try both distributions: `python -m openapi.release --help`."""

import sys

from openapi.release.cli import main

sys.exit(main())
