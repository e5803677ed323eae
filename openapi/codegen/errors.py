"""Why a client could not be generated, compared or written.

    CodegenError
    ├── ToolchainError    the installed tools are not the pinned ones
    ├── GenerationError   the document asks for something that cannot be generated
    └── OutputError       the folder to write into is not one of ours

`openapi.document.DocumentError` comes before all of them: the document itself is at fault.
"""

from __future__ import annotations


class CodegenError(Exception):
    """No client, and no verdict about one. The text is one sentence that says what to do."""


class ToolchainError(CodegenError):
    """An installed tool is missing, or is not the version that shapes the generated files."""


class GenerationError(CodegenError):
    """The document is valid, but a correct client cannot be made of it."""


class OutputError(CodegenError):
    """Writing here would destroy files that were not generated, or is not possible."""
