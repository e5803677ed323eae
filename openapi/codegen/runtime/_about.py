"""Stand-in for the generated module of the same name, so that the runtime can be type-checked."""

from typing import Final

__version__: Final = "0"
