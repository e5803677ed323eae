"""Failures on demand: the mock server fails for the requests that a script or a header selects."""
