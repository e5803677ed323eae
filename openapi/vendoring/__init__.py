"""Copy the client into other projects, and verify the copies: `python -m openapi.vendoring`."""
