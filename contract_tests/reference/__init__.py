"""The reference page of the contract, which the command of the mock server serves at `/`.

The page shows the OpenAPI document, and sends requests to the mock server.
"""

from .app import with_reference

__all__ = ["with_reference"]
