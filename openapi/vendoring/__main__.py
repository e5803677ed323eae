"""Vendor the client, or verify a copy of it: `python -m openapi.vendoring --help`."""

import sys

if "--verify" in sys.argv:
    sys.dont_write_bytecode = True  # a check writes nothing at all

from openapi.console import run
from openapi.vendoring.cli import main

run(main)
