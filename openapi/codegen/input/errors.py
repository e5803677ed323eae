"""Errors of the generation, comparison and writing of a client.

    CodegenError
    ├── ToolchainError    a tool is missing, or has another version than the pinned version
    ├── GenerationError   no correct client can be generated from the document
    └── OutputError       the output folder cannot be written or replaced

An invalid document raises `openapi.document.DocumentError`.
"""

from __future__ import annotations


class CodegenError(Exception):
    """The base class of the errors of the client generator. The message says what to do."""


class ToolchainError(CodegenError):
    """Raised if a tool of the generator is missing, or is not the version that is pinned."""


class GenerationError(CodegenError):
    """Raised if a valid document uses a feature for which no correct client can be generated."""


class OutputError(CodegenError):
    """Raised if the output folder cannot be written, or has files that were not generated."""
