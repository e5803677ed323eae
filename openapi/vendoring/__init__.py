"""Copies of the generated package in other projects: `python -m openapi.vendoring`."""
