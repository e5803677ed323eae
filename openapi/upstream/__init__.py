"""Compares the provider's whole document with ours: `python -m openapi.upstream --help`."""
