"""The entry point of `python -m openapi.codegen`, which generates or checks the client."""

import gc
import sys

if "--check" in sys.argv:
    sys.dont_write_bytecode = True  # a check writes no files

from openapi.codegen.cli import main
from openapi.console import run

gc.disable()  # a collection takes time, and frees little memory in this short process
run(main)
