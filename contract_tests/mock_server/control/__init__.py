"""Control a running mock server: move funds, script failures, and read the log of requests."""

from .mock import Mock

__all__ = ["Mock"]
