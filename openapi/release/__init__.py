"""Builds and checks of both distributions, and trial uses: `python -m openapi.release`."""
