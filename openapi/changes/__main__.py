"""Run the command `python -m openapi.changes`, which compares two OpenAPI documents."""

import gc

from openapi.changes.cli import main
from openapi.console import run

# Collections take a tenth of the time for a large document. The process ends after the comparison.
gc.disable()
run(main)
