"""This module stands in for the generated module `_about` when the runtime is type-checked."""

from typing import Final

__version__: Final = "0"
