"""Builds the requests that the checks send."""
