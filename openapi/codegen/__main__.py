"""Write or check the client: `python -m openapi.codegen --help`."""

import sys

if "--check" in sys.argv:
    sys.dont_write_bytecode = True  # a check writes nothing at all

from openapi.codegen.cli import main
from openapi.console import run

run(main)
