"""Compute the records that a server must return for a page or for an ambiguous query string."""
