"""Rewrite the schemas of a document that openapi-python-client does not read correctly."""
