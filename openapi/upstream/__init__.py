"""Compare the provider's OpenAPI document with ours: `python -m openapi.upstream`."""
