"""Stands in for the generated module of this name while the runtime is tested by itself."""

from typing import Final

__version__: Final = "0"
