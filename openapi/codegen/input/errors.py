"""Errors of the generation, comparison and writing of a client.

    CodegenError
    ├── ToolchainError    a tool is missing, or its version is not the pinned one
    ├── GenerationError   no correct client can be generated from the document
    └── OutputError       the output folder cannot be written or replaced

An error in the document itself is an `openapi.document.DocumentError`.
"""

from __future__ import annotations


class CodegenError(Exception):
    """The base class of the generator's errors. The message says in one sentence what to do."""


class ToolchainError(CodegenError):
    """A tool of the generator is not installed, or is installed in another version than pinned."""


class GenerationError(CodegenError):
    """A valid document uses a feature for which no correct client can be generated."""


class OutputError(CodegenError):
    """The output folder holds files that were not generated, or cannot be written."""
