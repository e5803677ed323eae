"""The entry point of `python -m openapi.vendoring`, which copies the client or verifies a copy."""

import sys

if "--verify" in sys.argv:
    sys.dont_write_bytecode = True  # a verification writes no files

from openapi.console import run
from openapi.vendoring.cli import main

run(main)
