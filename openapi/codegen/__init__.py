"""Generate the Python client from the OpenAPI document: `python -m openapi.codegen`."""
