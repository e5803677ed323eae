"""Build and check the distributions of this repository: `python -m openapi.release`."""
