"""Building and checking the distributions of this repository: `python -m openapi.release`."""
